// SPDX-License-Identifier: BSL-1.0
#include "support/catch.hpp"
#include "wire/messages.hpp"

#include <entente/wire/change_page.hpp>

#include <string>
#include <string_view>

using namespace entente;
using messages::check_damage;
using messages::check_members;
using messages::check_round_trip;
using messages::dice;
using messages::text_of;

TEST_CASE("a page is written as the protocol says") {
  change_page made;
  made.cursor = "c\"1";
  made.server_time = {5};
  CHECK(
      text_of(made) ==
      R"({"changes":[],"cursor":"c\"1","hasMore":false,"epoch":"00000000-0000-0000-0000-000000000000",)"
      R"("serverTime":5})");
  made.digests = {{"Task", {1, 2}, 3}};
  CHECK(
      text_of(made).find(
          R"("digests":[{"entity":"Task","value":"00000000000000020000000000000001","count":3}]})") !=
      std::string::npos);
}

TEST_CASE("pages come back from the wire as they were") {
  dice random(31);
  for (int round = 0; round < 20; ++round) {
    change_page made;
    for (std::size_t i = random.below(4); i-- > 0;) made.changes.push_back(random.change());
    made.cursor = random.text();
    made.has_more = random.coin();
    made.epoch = random.key();
    for (std::size_t i = random.below(3); i-- > 0;)
      made.digests.push_back({random.text(), {random.bits(), random.bits()}, random.count()});
    made.server_time = {random.moment()};
    check_round_trip(made, read_change_page);
    check_members(made, read_change_page, {"changes", "cursor", "hasMore", "epoch", "serverTime"});
    check_damage(made, read_change_page, 32);
  }
}

TEST_CASE("a broken change or digest is refused by the innermost member") {
  change_page made;
  made.digests = {{"Task", {1, 2}, -1}};
  CHECK(read_change_page(text_of(made)).why().field == "count");
  made.digests[0].count = 1;
  std::string text = text_of(made);
  text.replace(text.find("00000002"), 8, "0000000G");
  CHECK(read_change_page(text).why().field == "value");
  made.changes = {change{}};
  CHECK(read_change_page(text_of(made)).why().field == "fields");
}

TEST_CASE("a change as deep as a record may be fits in a page") {
  change_page made;
  made.changes.resize(1);
  made.changes[0].fields = R"({"a":)" + std::string(max_json_depth - 1, '[') +
                           std::string(max_json_depth - 1, ']') + "}";
  CHECK(read_change_page(text_of(made)).ok());
  made.changes[0].fields = std::string(100'000, '[');
  CHECK_FALSE(read_change_page(text_of(made)).ok());
  made.changes[0].fields = R"({"a":)" + std::string(100'000, '[') + std::string(100'000, ']') + "}";
  auto const read = read_change_page(text_of(made));
  REQUIRE_FALSE(read.ok());
  CHECK(read.why().code == error_code::too_large);
}
