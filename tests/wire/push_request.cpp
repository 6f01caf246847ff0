// SPDX-License-Identifier: BSL-1.0
#include "support/catch.hpp"
#include "wire/messages.hpp"

#include <entente/wire/push_request.hpp>

#include <string>
#include <string_view>

using namespace entente;
using messages::check_damage;
using messages::check_members;
using messages::check_round_trip;
using messages::dice;
using messages::text_of;

TEST_CASE("a request comes back from the wire as it was") {
  dice random(51);
  for (int round = 0; round < 20; ++round) {
    push_request made;
    made.replica = random.key();
    made.released.through = random.count();
    if (random.coin()) made.released.beyond = {random.key()};
    for (std::size_t i = random.below(3); i-- > 0;) {
      auto& group = made.groups.emplace_back();
      for (std::size_t j = random.below(3); j-- > 0;) group.push_back(random.operation());
    }
    check_round_trip(made, read_push_request);
    check_members(made, read_push_request, {"replica", "groups"});
    check_damage(made, read_push_request, 52);
  }
}

TEST_CASE("a broken operation is refused by the innermost member") {
  push_request made;
  made.groups = {{operation{}}, {operation{}, operation{}}};
  made.groups[1][1].base_version = -5;
  CHECK(read_push_request(text_of(made)).why().field == "base");
}

TEST_CASE("the bodies of operations arrive byte by byte as they were sent") {
  push_request made;
  made.groups = {{operation{}}};
  made.groups[0][0].body = "{ \"set\" :\n{\"a\":1.0, \"b\":\"\\u0041\\/\"}}";
  auto const read = read_push_request(text_of(made));
  REQUIRE(read.ok());
  CHECK(read->groups[0][0].body == made.groups[0][0].body);
  CHECK(body_hash(read->groups[0][0]) == body_hash(made.groups[0][0]));
}
