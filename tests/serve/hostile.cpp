// SPDX-License-Identifier: BSL-1.0
// Requests made to hurt: each gets a clear answer, and the next caller does not notice.
#include "http/loopback.hpp"
#include "serve/pushing.hpp"

#include <string>
#include <vector>

using namespace fixture;

namespace {

std::string repeated(std::string_view text, std::size_t times) {
  std::string all;
  all.reserve(text.size() * times);
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

/// Refused as a whole, by the code, with nothing executed.
void check_refused(world& in, std::string const& query, std::string_view code) {
  auto const got = in.ask(query);
  INFO(query.substr(0, 60) << " -> " << got.status << " " << got.body.substr(0, 300));
  CHECK(got.body.size() < 100'000);
  CHECK(got.get("data").empty());
  if (!code.empty()) CHECK(got.code() == code);
  CHECK(in.ask("{ __typename }").status == 200);
}

}  // namespace

TEST_CASE("A body of 100 MB is 413 before it has arrived") {
  world in;
  loopback::connection peer{in.port};
  REQUIRE(
      peer.send("POST /graphql HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer one\r\n"
                "Content-Type: application/json\r\nContent-Length: 104857600\r\n\r\n{"));
  auto const declared = peer.response();
  CHECK(declared.status == 413);
  CHECK(declared.body.starts_with("{\"errors\":["));

  loopback::connection other{in.port};
  REQUIRE(
      other.send("POST /graphql HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer one\r\n"
                 "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"));
  std::string const chunk = "100000\r\n" + std::string(0x100000, 'x') + "\r\n";
  for (int i = 0; i < 100 && other.send(chunk); ++i) {
  }
  CHECK(in.ask("{ __typename }").status == 200);
}

TEST_CASE("A million nested brackets are refused, wherever they stand") {
  world in;
  for (std::size_t const depth : {std::size_t{100}, std::size_t{100'000}, std::size_t{1'000'000}}) {
    auto const list = in.post(R"({"query":"{ __typename }","variables":{"x":)" +
                              std::string(depth, '[') + std::string(depth, ']') + "}}");
    CHECK(list.status == 400);
    CHECK(list.code() == "LIMIT_EXCEEDED");
    CHECK(in.post(std::string(depth, '[')).status == 400);
    CHECK(in.post(repeated("{\"a\":", depth)).status == 400);
    check_refused(in, "{ " + repeated("a {", depth) + repeated("}", depth) + " }",
                  depth > 40'000 ? "LIMIT_EXCEEDED" : "");
    check_refused(in,
                  "{ syncPull(entity: " + std::string(depth, '[') + std::string(depth, ']') +
                      ") { hasMore } }",
                  "");
    check_refused(in,
                  "query($x: " + std::string(depth, '[') + "Int" + std::string(depth, ']') +
                      ") { __typename }",
                  "");
  }
  for (auto const& item :
       {std::string(100'000, '['), repeated("{\"a\":", 100'000) + "1" + repeated("}", 100'000)})
    CHECK(in.ask("mutation($i: [JSON!]!) { syncPush(entity: \"Task\", items: $i) { success } }",
                 "{\"i\":[" + item + "]}")
              .status == 400);
}

TEST_CASE("Fragment bombs and cycles are refused quickly") {
  world in;
  std::string bomb = "{ ...f0 }";
  for (int i = 0; i < 30; ++i) {
    auto const next = "...f" + std::to_string(i + 1);
    bomb += " fragment f" + std::to_string(i) + " on Query { a: __typename " + next + " " + next +
            " " + next + " }";
  }
  check_refused(in, bomb + " fragment f30 on Query { __typename }", "");
  std::string wide = "{ ...f0 }";
  for (int i = 0; i < 12; ++i) {
    std::string const n = std::to_string(i);
    std::string const m = std::to_string(i + 1);
    wide += " fragment f" + n + " on Query { a" + n + ": __schema { types { name } } ...f" + m +
            " b" + n + ": __schema { types { name } } }";
  }
  CHECK(in.ask(wide + " fragment f12 on Query { __typename }").body.size() < (1u << 20));
  check_refused(in, "{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }", "");
}

TEST_CASE("Aliases, fields and tokens are counted") {
  world in;
  std::string aliases = "{";
  for (int i = 0; i < 10'000; ++i) aliases += " a" + std::to_string(i) + ": tasks { id }";
  check_refused(in, aliases + " }", "LIMIT_EXCEEDED");
  std::string mutations = "mutation {";
  for (int i = 0; i < 300; ++i)
    mutations += " a" + std::to_string(i) + ": createSpace(input: {name: \"n\"}) { id }";
  check_refused(in, mutations + " }", "LIMIT_EXCEEDED");
  CHECK(in.ask("{ spaces { id } }").get("data.spaces") == "[]");
  check_refused(in, "{ " + repeated("__typename ", 200'000) + "}", "LIMIT_EXCEEDED");
  check_refused(in, "{ __typename " + repeated("@skip(if: false) ", 20'000) + "}", "");
  check_refused(in, "# " + std::string(5u << 20, 'x') + "\n{ __typename }", "LIMIT_EXCEEDED");
}

TEST_CASE("Introspection cannot be nested into an explosion") {
  world in;
  std::string deep = "{ __schema { types { ";
  for (int i = 0; i < 12; ++i) deep += "fields { type { ";
  deep += "name ";
  for (int i = 0; i < 12; ++i) deep += "} } ";
  check_refused(in, deep + "} } }", "LIMIT_EXCEEDED");
}

TEST_CASE("A list argument of a million items is refused") {
  world in;
  auto const got =
      in.ask("mutation($i: [JSON!]!) { syncPush(entity: \"Task\", items: $i) { success } }",
             "{\"i\":[" + repeated("1,", 1'000'000) + "1]}");
  CHECK(got.code() == "LIMIT_EXCEEDED");
  CHECK(got.get("data").empty());
}

TEST_CASE("Text that is no UTF-8 is refused as JSON; half a surrogate pair spoils its own item") {
  world in;
  CHECK(in.post("{\"query\":\"{ __typename }\",\"variables\":{\"x\":\"\xC3\x28\"}}").status == 400);
  CHECK(in.post(R"({"query":"{ __typename } # \ud800"})").status == 400);
  auto const half =
      push_all(in, spelling::generic, "Space",
               {R"({"clientId":"a","name":"\ud800"})", R"({"clientId":"b","name":"b"})"});
  CHECK(half[0].text("errorCode") == "VALIDATION_ERROR");
  CHECK(half[0].text("errorMessage").find("name") != std::string::npos);
  CHECK(half[1].success());
  CHECK(in.post(std::string("{\"query\":\"{ __typename }\"}\0", 27)).status == 400);
  auto const nul =
      push(in, spelling::generic, "Space", {"n", "", "insert", R"("name":"a\u0000b")"});
  CHECK(nul.success());
  CHECK(answer{200, {}, pulled(in, "Space", "n"), {}}.text("name") == std::string("a\0b", 3));
}

TEST_CASE("Numbers out of range are told by field") {
  world in;
  for (auto const* number : {"9223372036854775808", "1e400", "1.5", "-9223372036854775809"}) {
    auto const done = push(in, spelling::generic, "Task",
                           {"c", "", "insert", std::string{R"("title":"t","priority":)"} + number});
    CHECK(done.text("errorCode") == "VALIDATION_ERROR");
    CHECK(done.text("errorMessage").find("priority") != std::string::npos);
  }
  CHECK(push(in, spelling::generic, "Task",
             {"c", "", "insert", R"("title":"t","version":9223372036854775807)"})
            .conflict());
  CHECK(
      in.ask("{ syncPull(entity: \"Task\", limit: 2147483648) { hasMore } }").get("data").empty());
}

TEST_CASE("A client that goes away in the middle of its request changes nothing") {
  world in;
  {
    loopback::connection peer{in.port};
    std::string const body = request_body("mutation { createSpace(input: {name: \"n\"}) { id } }");
    REQUIRE(peer.send(
        "POST /graphql HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer one\r\nContent-Type: application/json\r\n"
        "Content-Length: " +
        std::to_string(body.size()) + "\r\n\r\n" + body.substr(0, body.size() / 2)));
  }
  CHECK(in.ask("{ spaces { id } }").get("data.spaces") == "[]");
}
