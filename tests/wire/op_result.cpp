// SPDX-License-Identifier: BSL-1.0
#include "support/catch.hpp"
#include "wire/messages.hpp"

#include <entente/wire/op_result.hpp>

#include <string>
#include <string_view>

using namespace entente;
using messages::check_damage;
using messages::check_members;
using messages::check_round_trip;
using messages::dice;
using messages::text_of;

TEST_CASE("verdicts are spelt in one way") {
  for (auto const each : {verdict::applied, verdict::superseded, verdict::conflict,
                          verdict::rejected, verdict::retry, verdict::held, verdict::fork})
    CHECK(verdict_of(name_of(each)) == each);
  CHECK_FALSE(verdict_of("Applied").has_value());
  CHECK_FALSE(verdict_of("").has_value());
}

TEST_CASE("a result is written as the protocol says") {
  op_result made;
  made.outcome = verdict::applied;
  made.version = 2;
  made.updated_at = {3};
  CHECK(
      text_of(made) ==
      R"({"opId":"00000000-0000-0000-0000-000000000000","verdict":"applied","version":2,"at":3})");
  made.outcome = verdict::rejected;
  made.code = error_code::validation_failed;
  made.message = "must not be empty";
  made.field = "title";
  CHECK(text_of(made) ==
        R"({"opId":"00000000-0000-0000-0000-000000000000","verdict":"rejected","version":2,"at":3,)"
        R"("error":{"code":"validation_failed","message":"must not be empty","field":"title"}})");
}

TEST_CASE("results come back from the wire as they were") {
  dice random(21);
  for (int round = 0; round < 50; ++round) {
    op_result made;
    made.op_id = random.key();
    made.outcome = static_cast<verdict>(random.below(7));
    made.version = random.count();
    made.updated_at = {random.moment()};
    if (random.coin()) made.row = random.change();
    if (random.coin()) made.message = random.text();
    if (made.has_error()) {
      made.code = static_cast<error_code>(
          random.below(static_cast<std::size_t>(error_code::cancelled) + 1));
      if (random.coin()) made.field = "title";
    }
    check_round_trip(made, read_op_result);
    check_members(made, read_op_result, {"opId", "verdict", "version", "at"});
    check_damage(made, read_op_result, 22);
  }
}

TEST_CASE("a newer server's error code is one that this build does not offer") {
  op_result made;
  made.outcome = verdict::rejected;
  std::string text = text_of(made);
  text.replace(text.find("server_failed"), 13, "quantum_failed");
  auto const read = read_op_result(text);
  REQUIRE(read.ok());
  CHECK(read->code == error_code::unsupported);
}

TEST_CASE("an unknown verdict and a broken row are refused by the innermost member") {
  op_result made;
  std::string text = text_of(made);
  text.replace(text.find("\"retry\""), 7, "\"maybe\"");
  CHECK(read_op_result(text).why().field == "verdict");
  made.row = change{};
  CHECK(read_op_result(text_of(made)).why().field == "fields");
}

TEST_CASE("a result carries what force has replaced") {
  op_result made;
  made.outcome = verdict::applied;
  auto& was = made.replaced.emplace();
  was.entity = "Task";
  was.version = 3;
  was.fields = R"({"title":"theirs"})";
  auto const back = read_op_result(text_of(made));
  REQUIRE(back.ok());
  CHECK(*back == made);
}
