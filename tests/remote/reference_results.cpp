// SPDX-License-Identifier: BSL-1.0
#include <entente/remote/reference.hpp>

#include "remote/canned_server.hpp"
#include "remote/device.hpp"
#include "support/catch.hpp"

#include <string>

using namespace entente;
using namespace tests;

namespace {

http_response results(std::string const& list) {
  return canned_server::json("{\"data\":{\"syncPush\":" + list + "}}");
}
std::string named(uuid const& key, std::string const& rest) {
  return "{\"clientId\":\"" + key.text() + "\"," + rest + "}";
}
http_response stream(std::string const& items) {
  return canned_server::json(
      "{\"data\":{\"syncPull\":{\"items\":[" + items +
      "],\"deletedIds\":[],\"lastSyncAt\":\"2025-01-01T00:00:00Z\",\"hasMore\":false}}}");
}

struct exchange {
  explicit exchange(std::vector<http_response> answers)
      : server(std::move(answers)), remote(server.origin()) {}
  device local;
  canned_server server;
  reference_remote remote;
};

}  // namespace

TEST_CASE("results of strangers, duplicates and what is no result are passed over") {
  exchange with{{results(
      "[null,7,{},{\"a\":1,\"a\":2}," + named(key_number(9), "\"success\":true,\"version\":5") +
      "," + named(key_number(1), "\"id\":\"a\",\"success\":true,\"version\":2") + "," +
      named(key_number(1), "\"success\":false,\"errorCode\":\"INTERNAL\"") + "]")}};
  auto const op = with.local.insert(key_number(1), a_task("t"));
  auto const answer = with.remote.push(with.local.context, pushing(op));
  REQUIRE(answer.ok());
  REQUIRE(answer->results.size() == 1);
  CHECK(answer->results[0].outcome == verdict::applied);
  CHECK(answer->results[0].version == 2);
  CHECK(with.local.aliases.foreign_id("Task", key_number(1)) == "a");
}

TEST_CASE("a lone result that names another record is not ours") {
  exchange with{{results("[" + named(key_number(9), "\"success\":true") + "]")}};
  CHECK_FALSE(
      with.remote.push(with.local.context, pushing(with.local.insert(key_number(1), a_task("t"))))
          .ok());
}

TEST_CASE("success without a version counts on from the one it was based on") {
  exchange with{{results("[" + named(key_number(1), "\"success\":true,\"version\":null") + "]")}};
  auto const op = with.local.update(key_number(1), a_task("t"), a_task("u"), 6);
  CHECK(with.remote.push(with.local.context, pushing(op))->results.at(0).version == 7);
}

TEST_CASE("error codes have their verdicts") {
  struct expectation {
    char const* code;
    verdict outcome;
    error_code meaning;
  };
  auto const expected =
      GENERATE(expectation{"VALIDATION_ERROR", verdict::rejected, error_code::validation_failed},
               expectation{"BAD_USER_INPUT", verdict::rejected, error_code::validation_failed},
               expectation{"FORBIDDEN", verdict::rejected, error_code::forbidden},
               expectation{"NOT_FOUND", verdict::rejected,
                           error_code::not_found},  // of what an insert refers to
               expectation{"INTERNAL", verdict::retry, error_code::server_failed},
               expectation{"WHATEVER", verdict::retry, error_code::server_failed});
  exchange with{{results(
      "[" +
      named(key_number(1), "\"success\":false,\"errorCode\":\"" + std::string{expected.code} +
                               "\",\"errorMessage\":\"title: a private matter\\u001b is bad\"") +
      "]")}};
  auto const answer = with.remote.push(
      with.local.context, pushing(with.local.insert(key_number(1), a_task("a private matter"))));
  REQUIRE(answer.ok());
  CHECK(answer->results.at(0).outcome == expected.outcome);
  CHECK(answer->results.at(0).code == expected.meaning);
  CHECK(answer->results.at(0).message == "title: ...  is bad");
}

TEST_CASE("NOT_FOUND for a record is believed when the stream has none") {
  auto const refusal =
      results("[" + named(key_number(1), "\"success\":false,\"errorCode\":\"NOT_FOUND\"") + "]");
  SECTION("an update finds it deleted") {
    exchange with{{refusal, stream("")}};
    auto const answer = with.remote.push(
        with.local.context, pushing(with.local.update(key_number(1), a_task("t"), a_task("u"), 4)));
    REQUIRE(answer.ok());
    CHECK(answer->results.at(0).outcome == verdict::stale);
    CHECK(answer->results.at(0).row->deleted);
    CHECK(answer->results.at(0).row->entity == "Task");
    CHECK(answer->results.at(0).row->key == key_number(1));
    CHECK(answer->results.at(0).version == 5);
  }
  SECTION("a delete is done") {
    exchange with{{refusal, stream("")}};
    auto const answer =
        with.remote.push(with.local.context, pushing(with.local.remove("Task", key_number(1), 4)));
    REQUIRE(answer.ok());
    CHECK(answer->results.at(0).outcome == verdict::applied);
    CHECK(answer->results.at(0).version == 5);
  }
  SECTION("and not when it has") {
    exchange with{{refusal, stream(named(key_number(1),
                                         "\"id\":\"a\",\"version\":4,\"title\":\"t\","
                                         "\"updatedAt\":\"2025-01-01T00:00:00Z\""))}};
    auto const answer = with.remote.push(
        with.local.context, pushing(with.local.update(key_number(1), a_task("t"), a_task("u"), 4)));
    REQUIRE(answer.ok());
    CHECK(answer->results.at(0).outcome == verdict::stale);
    CHECK_FALSE(answer->results.at(0).row->deleted);
  }
  SECTION("and is unknown when the stream cannot be read") {
    exchange with{{refusal, canned_server::json("{}", 503)}};
    auto const answer = with.remote.push(
        with.local.context, pushing(with.local.update(key_number(1), a_task("t"), a_task("u"), 4)));
    REQUIRE_FALSE(answer.ok());
    CHECK(answer.why().reaction == reaction::retry_later);
  }
}

TEST_CASE("a conflict whose data has no ids is about the record that was sent") {
  exchange with{
      {results("[" +
               named(key_number(1),
                     "\"success\":false,\"errorCode\":\"STALE\",\"conflict\":{\"serverData\":"
                     "{\"title\":\"theirs\"},\"serverVersion\":8}") +
               "]")}};
  auto const answer = with.remote.push(
      with.local.context, pushing(with.local.update(key_number(1), a_task("t"), a_task("u"), 4)));
  REQUIRE(answer.ok());
  CHECK(answer->results.at(0).outcome == verdict::stale);
  CHECK(answer->results.at(0).version == 8);
  CHECK(answer->results.at(0).row->key == key_number(1));
  CHECK(answer->results.at(0).row->fields == R"({"title":"theirs"})");
}

TEST_CASE("a conflict teaches the id of a record whose insert was never answered") {
  exchange with{
      {results("[" +
               named(key_number(1),
                     "\"success\":false,\"errorCode\":\"CONFLICT\",\"conflict\":{\"serverData\":"
                     "{\"id\":\"77\",\"title\":\"theirs\",\"version\":2},\"serverVersion\":2}") +
               "]")}};
  REQUIRE(
      with.remote.push(with.local.context, pushing(with.local.insert(key_number(1), a_task("t"))))
          .ok());
  CHECK(with.local.aliases.foreign_id("Task", key_number(1)) == "77");
}

TEST_CASE("values the server spells another way stand all the same") {
  exchange with{
      {results("[" +
               named(key_number(1),
                     "\"success\":false,\"errorCode\":\"CONFLICT\",\"conflict\":{\"serverData\":"
                     "{\"id\":\"77\",\"weight\":1.50,\"votes\":2.0,\"version\":5}}") +
               "]")}};
  auto after = a_task("t");
  after.weight = 1.5;
  after.votes = 2;
  auto const answer = with.remote.push(
      with.local.context, pushing(with.local.update(key_number(1), a_task("t"), after, 4)));
  REQUIRE(answer.ok());
  CHECK(answer->results.at(0).outcome == verdict::applied);
  CHECK(answer->results.at(0).version == 5);
}
