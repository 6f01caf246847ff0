// SPDX-License-Identifier: BSL-1.0
#include "support/catch.hpp"
#include "wire/messages.hpp"

#include <entente/wire/change.hpp>

#include <string>
#include <string_view>
#include <vector>

using namespace entente;
using messages::check_damage;
using messages::check_members;
using messages::check_round_trip;
using messages::dice;
using messages::text_of;

TEST_CASE("a change is written as the protocol says") {
  change made;
  made.entity = "Task";
  made.version = 4;
  made.at = {8};
  made.edited = {7};
  made.fields = R"({"title":"x"})";
  CHECK(text_of(made) ==
        R"({"entity":"Task","clientId":"00000000-0000-0000-0000-000000000000","version":4,"at":8,)"
        R"("editedAt":7,"fields":{"title":"x"}})");
  made.id = "42";
  made.deleted = made.left = true;
  made.times = R"({"title":5})";
  made.fields.clear();
  CHECK(
      text_of(made) ==
      R"({"entity":"Task","clientId":"00000000-0000-0000-0000-000000000000","id":"42","version":4,"at":8,)"
      R"("deleted":true,"left":true,"editedAt":7,"times":{"title":5}})");
}

TEST_CASE("changes come back from the wire as they were") {
  dice random(11);
  for (int round = 0; round < 50; ++round) {
    change made = random.change();
    check_round_trip(made, read_change);
    check_damage(made, read_change, 12);
    check_members(made, read_change, {"entity", "clientId", "version", "at", "editedAt"});
    made.deleted = made.left = false;
    made.fields = "{}";
    check_members(made, read_change, {"fields"});
  }
}

TEST_CASE("an id longer than ids may be is refused") {
  change made;
  made.fields = "{}";
  made.id.assign(max_id_bytes, 'x');
  CHECK(read_change(text_of(made)).ok());
  made.id += 'x';
  auto const read = read_change(text_of(made));
  REQUIRE_FALSE(read.ok());
  CHECK(read.why().code == error_code::too_large);
  CHECK(read.why().field == "id");
}

TEST_CASE("versions and times that leave nothing to count on are refused by name") {
  auto const with = [](std::string const& version, std::string const& at, std::string const& edited) {
    return read_change(R"({"entity":"Task","clientId":"01890a5d-ac96-774b-bcce-b30209900000","version":)" + version +
                       R"(,"at":)" + at + R"(,"editedAt":)" + edited + R"(,"fields":{}})");
  };
  CHECK(with("4611686018427387903", "253402300799999999", "-253402300799999999").ok());
  struct wrong {
    std::string version, at, edited, field;
  };
  for (auto const& each : std::vector<wrong>{{"4611686018427387904", "1", "1", "version"},
                                             {"9223372036854775807", "1", "1", "version"},
                                             {"1", "253402300800000000", "1", "at"},
                                             {"1", "9223372036854775807", "1", "at"},
                                             {"1", "-1", "1", "at"},
                                             {"1", "1", "253402300800000000", "editedAt"},
                                             {"1", "1", "-9223372036854775808", "editedAt"}}) {
    auto const read = with(each.version, each.at, each.edited);
    REQUIRE_FALSE(read.ok());
    CHECK(read.why().field == each.field);
  }
}
