// SPDX-License-Identifier: BSL-1.0
#include "support/catch.hpp"
#include "wire/messages.hpp"

#include <entente/wire/push_answer.hpp>

#include <string>
#include <string_view>

using namespace entente;
using messages::check_damage;
using messages::check_members;
using messages::check_round_trip;
using messages::dice;
using messages::text_of;

TEST_CASE("an answer comes back from the wire as it was") {
  dice random(61);
  for (int round = 0; round < 20; ++round) {
    push_answer made;
    for (std::size_t i = random.below(4); i-- > 0;) {
      auto& one = made.results.emplace_back();
      one.op_id = random.key();
      one.outcome = static_cast<verdict>(random.below(7));
      if (random.coin()) one.row = random.change();
    }
    made.epoch = random.key();
    made.server_time = {random.moment()};
    check_round_trip(made, read_push_answer);
    check_members(made, read_push_answer, {"results", "epoch", "serverTime"});
    check_damage(made, read_push_answer, 62);
  }
}
