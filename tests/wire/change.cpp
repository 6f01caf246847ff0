// SPDX-License-Identifier: BSL-1.0
#include "support/catch.hpp"
#include "wire/messages.hpp"

#include <entente/wire/change.hpp>

#include <string>
#include <string_view>

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
