// SPDX-License-Identifier: BSL-1.0
#include <entente/remote/http.hpp>

#include "http/loopback.hpp"
#include "remote/canned_server.hpp"
#include "remote/device.hpp"
#include "support/catch.hpp"
#include "support/failure_code.hpp"

#include <chrono>
#include <future>
#include <stdexcept>
#include <string>
#include <thread>

using namespace entente;
using namespace tests;

namespace {

std::string const page_text =
    R"({"changes":[],"cursor":"c2","hasMore":false,"epoch":"0192aabb-ccdd-7000-8000-000000000001","serverTime":17})";

http_response answering(std::string const& field, std::string const& value) {
  return canned_server::json("{\"data\":{\"" + field + "\":" + value + "}}");
}

remote_answer<change_page> pull_from(std::string url) {
  device local;
  http_remote remote{std::move(url)};
  return remote.pull(local.context, {});
}

}  // namespace

TEST_CASE("a native push asks what the server's schema has, and reads its verdicts") {
  device local;
  auto const first = local.insert(key_number(1), Space{"home", ""});
  auto const second = local.insert(key_number(2), a_task("bread"));
  auto const third = local.remove("Task", key_number(3), 4);
  op_result told;
  told.op_id = second.op_id;
  told.outcome = verdict::rejected;
  told.code = error_code::validation_failed;
  told.message = "no";
  std::string results;
  write_json(results, told);
  canned_server server{
      {answering("pushOperations", "{\"results\":[" + results + "],\"epoch\":\"" +
                                       key_number(7).text() + "\",\"serverTime\":17}")}};
  remote_options options{server.origin() + "/api"};
  options.token = [] { return std::string{"t0ken"}; };
  options.headers = {{"x-app", "notes"}};
  http_remote remote{options};
  push_request request;
  request.replica = key_number(8);
  request.released = {41, {key_number(9)}};
  request.groups = {{first, second}, {third}};
  auto const answer = remote.push(local.context, request);
  REQUIRE(answer.ok());
  CHECK(answer->results.at(0).outcome == verdict::rejected);
  CHECK(answer->epoch == key_number(7));
  CHECK(answer->server_time == stamp{17});

  auto const sent = server.requests().at(0);
  CHECK(sent.method == "POST");
  CHECK(sent.path == "/api");
  CHECK(sent.headers.get("Authorization") == "Bearer t0ken");
  CHECK(sent.headers.get("x-tenant-id") == "acme");
  CHECK(sent.headers.get("x-app") == "notes");
  CHECK(sent.headers.get("Content-Type") == "application/json");
  CHECK(sent.body.find("pushOperations(tenantId: $tenantId, replica: $replica") !=
        std::string::npos);
  auto const variables = server.variables(0);
  CHECK(variables.find("tenantId")->as_string() == "acme");
  CHECK(variables.find("replica")->as_string() == key_number(8).text());
  CHECK(variables.find("acknowledged")->find("through")->as_int64() == 41);
  CHECK(variables.find("acknowledged")->find("beyond")->elements().size() == 1);
  auto const groups = variables.find("groups")->elements();
  REQUIRE(groups.size() == 2);
  CHECK(groups[0].elements().size() == 2);
  auto expected = first;
  expected.image.clear();
  std::string text;
  json_writer to{text};
  groups[0].elements()[0].write(to);
  CHECK(read_operation(text).value() == expected);
}

TEST_CASE("a native pull hands over its cursor, and reads the page") {
  canned_server server{{answering("pullChanges", page_text)}};
  device local;
  http_remote remote{server.origin()};
  pull_request request;
  request.limit = 10;
  auto const page = remote.pull(local.context, request);
  REQUIRE(page.ok());
  CHECK(page->cursor == "c2");
  CHECK_FALSE(page->provisional);
  CHECK(page->scope.empty());
  CHECK(server.variables(0).find("cursor")->is_null());
  CHECK(server.variables(0).find("limit")->as_int64() == 10);
  CHECK(server.requests().at(0).path == "/graphql");
  CHECK_FALSE(server.requests().at(0).headers.contains("Authorization"));
  request.cursor = "c2";
  REQUIRE(remote.pull(local.context, request).ok());
  CHECK(server.variables(1).find("cursor")->as_string() == "c2");
  CHECK(remote.traits(local.context).scopes == std::vector<std::string>{""});
}

TEST_CASE("an answer that is not the protocol leaves the outcome unknown") {
  auto const value = GENERATE(
      as<std::string>{}, "7", "{}", "[]", "\"x\"", R"({"results":7,"epoch":"","serverTime":1})",
      R"({"results":[],"epoch":"0192aabb-ccdd-7000-8000-000000000001","serverTime":1})");
  canned_server server{{answering("pushOperations", value)}};
  device local;
  http_remote remote{server.origin()};
  auto const answer =
      remote.push(local.context, pushing(local.insert(key_number(1), a_task("bread"))));
  REQUIRE_FALSE(answer.ok());
  CHECK(answer.why().reaction == reaction::retry_later);
  CHECK(answer.why().why.code == error_code::protocol_violation);
}

TEST_CASE("a successful status without a GraphQL response is to be repeated") {
  auto const body = GENERATE(as<std::string>{}, "", "null", "[]", "<html>", R"({"data":null})",
                             R"({"data":{}})", R"({"data":{"pullChanges":null}})",
                             R"({"data":{"pullChanges":{})", R"({"data":7} x)");
  canned_server server{{canned_server::json(body)}};
  auto const page = pull_from(server.origin());
  REQUIRE_FALSE(page.ok());
  CHECK(page.why().reaction == reaction::retry_later);
  CHECK(page.why().why.code == error_code::protocol_violation);
}

TEST_CASE("statuses and codes have their own reactions") {
  struct expectation {
    int status;
    char const* code;
    reaction wanted;
    error_code meaning;
  };
  auto const expected =
      GENERATE(expectation{200, "UNAUTHENTICATED", reaction::sign_in, error_code::unauthenticated},
               expectation{200, "FORBIDDEN", reaction::hold, error_code::forbidden},
               expectation{200, "INTERNAL", reaction::retry_later, error_code::server_failed},
               expectation{200, "RATE_LIMITED", reaction::retry_later, error_code::rate_limited},
               expectation{200, "BAD_USER_INPUT", reaction::hold, error_code::protocol_violation},
               expectation{400, "UNAUTHENTICATED", reaction::sign_in, error_code::unauthenticated},
               expectation{400, "", reaction::hold, error_code::protocol_violation},
               expectation{500, "UNAUTHENTICATED", reaction::sign_in, error_code::unauthenticated},
               expectation{500, "", reaction::retry_later, error_code::server_failed},
               expectation{401, "", reaction::sign_in, error_code::unauthenticated},
               expectation{403, "", reaction::hold, error_code::forbidden},
               expectation{404, "", reaction::hold, error_code::protocol_violation},
               expectation{301, "", reaction::hold, error_code::protocol_violation},
               expectation{408, "", reaction::retry_later, error_code::server_failed},
               expectation{409, "", reaction::hold, error_code::protocol_violation},
               expectation{410, "", reaction::hold, error_code::protocol_violation},
               expectation{425, "", reaction::retry_later, error_code::server_failed},
               expectation{429, "", reaction::retry_later, error_code::rate_limited},
               expectation{503, "", reaction::retry_later, error_code::server_failed});
  std::string const code = expected.code;
  canned_server server{{canned_server::json(R"({"errors":[{"message":"no","extensions":{"code":")" +
                                                code + R"("}},{"message":"also"}],"data":null})",
                                            expected.status)}};
  auto const page = pull_from(server.origin());
  REQUIRE_FALSE(page.ok());
  CHECK(page.why().reaction == expected.wanted);
  CHECK(page.why().why.code == expected.meaning);
  CHECK(page.why().why.message.find("no") != std::string::npos);
}

TEST_CASE("a page that is too large, or a limit that is refused, is asked for smaller") {
  auto const refusal = GENERATE(
      canned_server::json("{}", 413),
      canned_server::json(
          R"({"errors":[{"message":"too many","extensions":{"code":"LIMIT_EXCEEDED"}}]})"),
      canned_server::json("{\"data\":{\"pullChanges\":\"" + std::string(5000, 'x') + "\"}}"));
  canned_server server{{refusal, refusal, answering("pullChanges", page_text)}};
  device local;
  remote_options options{server.origin()};
  options.max_answer_bytes = 4000;
  http_remote remote{options};
  pull_request request;
  request.limit = 1000;
  CHECK(remote.pull(local.context, request).ok());
  CHECK(server.variables(2).find("limit")->as_int64() == 250);
  CHECK(remote.pull(local.context, request).ok());
  CHECK(server.variables(3).find("limit")->as_int64() == 500);
}

TEST_CASE("a size that no smaller page helps is told at last") {
  canned_server server{{canned_server::json("{}", 413)}};
  auto const page = pull_from(server.origin());
  REQUIRE_FALSE(page.ok());
  CHECK(page.why().reaction == reaction::shrink);
}

TEST_CASE("Retry-After dates count from the server's own time of day") {
  auto busy = canned_server::json("{}", 503);
  busy.headers.add("Retry-After", "Fri, 01 Jan 2100 00:00:00 GMT");
  canned_server server{{busy}};
  auto const page = pull_from(server.origin());
  REQUIRE_FALSE(page.ok());
  CHECK(page.why().retry_after == std::chrono::hours{24});
}

TEST_CASE("no secret and no record stands in an error") {
  device local;
  canned_server server{{canned_server::json(
      R"({"errors":[{"message":"token verysecret of apikey-123 refused title \"a private matter\" 4711 in {\"body\": \"hm\"}"}]})")}};
  remote_options options{server.origin() + "/g?key=apikey-123"};
  options.token = [] { return std::string{"verysecret"}; };
  http_remote remote{options};
  auto task = a_task("a private matter");
  task.priority = 4711;
  auto const answer = remote.push(local.context, pushing(local.insert(key_number(1), task)));
  REQUIRE_FALSE(answer.ok());
  CHECK(answer.why().why.message ==
        "the server refused the request: token ... of ... refused title \"...\" ... in ...");
  CHECK(server.requests().at(0).parameter("key") == "apikey-123");
}

TEST_CASE("a token that cannot be had asks to sign in, and one that is no header holds") {
  canned_server server{{answering("pullChanges", page_text)}};
  device local;
  remote_options options{server.origin()};
  options.token = []() -> std::string { throw std::runtime_error("secret"); };
  http_remote without{options};
  auto const none = without.pull(local.context, {});
  REQUIRE_FALSE(none.ok());
  CHECK(none.why().reaction == reaction::sign_in);
  CHECK(none.why().why.text().find("secret") == std::string::npos);
  options.token = [] { return std::string{"two\nlines"}; };
  http_remote broken{options};
  auto const refused = broken.pull(local.context, {});
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.why().reaction == reaction::hold);
  CHECK(refused.why().why.text().find("lines") == std::string::npos);
  CHECK(server.requests().empty());
}

TEST_CASE("a server that is not there is tried again later") {
  std::string url;
  {
    canned_server server{{canned_server::json("{}")}};
    url = server.origin();
  }
  auto const page = pull_from(url);
  REQUIRE_FALSE(page.ok());
  CHECK(page.why().reaction == reaction::retry_later);
  CHECK(page.why().why.code == error_code::network_failed);
}

TEST_CASE("a server that never answers is given up") {
  loopback::scripted_server server{[](loopback::connection& at) { at.rest(); }};
  device local;
  remote_options options{server.url()};
  options.answer_timeout = std::chrono::milliseconds{50};
  http_remote remote{options};
  auto const page = remote.pull(local.context, {});
  REQUIRE_FALSE(page.ok());
  CHECK(page.why().reaction == reaction::retry_later);
  CHECK(page.why().why.code == error_code::timed_out);
}

TEST_CASE("a cancelled call stops, and the next one goes on") {
  std::promise<void> asked;
  bool first = true;
  std::string const body = "{\"data\":{\"pullChanges\":" + page_text + "}}";
  loopback::scripted_server server{[&](loopback::connection& at) {
    at.until("\r\n\r\n");
    if (std::exchange(first, false)) {
      asked.set_value();
      at.rest();
    } else {
      at.send("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) +
              "\r\nConnection: close\r\n\r\n" + body);
    }
  }};
  device local;
  http_remote remote{server.url()};
  std::thread other{[&] {
    asked.get_future().wait();
    remote.cancel();
  }};
  auto const stopped = remote.pull(local.context, {});
  other.join();
  REQUIRE_FALSE(stopped.ok());
  CHECK(stopped.why().reaction == reaction::stop);
  CHECK(remote.pull(local.context, {}).ok());
}

TEST_CASE("an IPv6 address can be written into the URL") {
  try {
    canned_server server{{answering("pullChanges", page_text)}, "::1"};
    CHECK(pull_from(server.origin()).ok());
  } catch (failure const&) {
    WARN("this machine has no IPv6");
  }
}
