// SPDX-License-Identifier: BSL-1.0
#include "support/catch.hpp"
#include "wire/messages.hpp"

#include <entente/wire/acknowledged.hpp>

#include <string>
#include <string_view>

using namespace entente;
using messages::check_damage;
using messages::check_members;
using messages::check_round_trip;
using messages::dice;
using messages::text_of;

TEST_CASE("an acknowledgement comes back from the wire as it was") {
  dice random(41);
  for (int round = 0; round < 20; ++round) {
    acknowledged made;
    made.through = random.count();
    for (std::size_t i = random.below(4); i-- > 0;) made.beyond.push_back(random.key());
    check_round_trip(made, read_acknowledged);
    check_members(made, read_acknowledged, {"through"});
    check_damage(made, read_acknowledged, 42);
  }
}

TEST_CASE("an acknowledgement of nothing beyond may leave that out") {
  auto const read = read_acknowledged(R"({"through":4})");
  REQUIRE(read.ok());
  CHECK(*read == acknowledged{4, {}});
  CHECK(text_of(*read) == R"({"through":4,"beyond":[]})");
  CHECK(read_acknowledged(R"({"through":-1})").why().field == "through");
  CHECK(read_acknowledged(R"({"through":1,"beyond":[1]})").why().field == "beyond");
}
