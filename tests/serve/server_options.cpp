// SPDX-License-Identifier: BSL-1.0
// Whom a server lets in.
#include <entente/serve/server_options.hpp>

#include "serve/fixture.hpp"
#include "support/failure_code.hpp"

#include <string>
#include <string_view>

using namespace fixture;

namespace {

server_options open_options() {
  server_options options;
  options.open = true;
  return options;
}

constexpr std::string_view question = "{ spaces { name } }";

}  // namespace

TEST_CASE("A server that would refuse everybody refuses to be made") {
  CHECK(support::code_of([] { server<app>{server_options{}}; }) == error_code::invalid_argument);
}

TEST_CASE("An open server listens on this machine only") {
  auto options = open_options();
  options.http.host = GENERATE(std::string{"0.0.0.0"}, std::string{"::"},
                               std::string{"192.168.1.2"}, std::string{"example.org"});
  CHECK(support::code_of([&] { server<app>{options}; }) == error_code::invalid_argument);
  server<app> local{open_options()};
  CHECK(support::code_of([&] { local.listen(options.http.host, 0); }) ==
        error_code::invalid_argument);
  options.http.host = "localhost";
  CHECK_NOTHROW(server<app>{options});
}

TEST_CASE("An open server serves callers without a token, in the tenant they name") {
  world in{open_options()};
  auto const make = [&](std::string name, http_headers headers) {
    return in.ask("mutation { createSpace(input: {name: \"" + name + "\"}) { name } }", "{}", "",
                  std::move(headers));
  };
  CHECK(make("default's", {}).status == 200);
  CHECK(make("acme's", {{"x-tenant-id", "acme"}}).status == 200);
  CHECK(in.ask(question, "{}", "").text("data.spaces.0.name") == "default's");
  CHECK(in.ask("{ spaces(tenantId: \"acme\") { name } }", "{}", "").text("data.spaces.0.name") ==
        "acme's");
  CHECK(in.ask(question, "{}", "any token", {{"x-tenant-id", "acme"}}).text("data.spaces.0.name") ==
        "acme's");
  CHECK(in.ask("{ spaces(tenantId: \"\") { name } }", "{}", "").code() == "BAD_USER_INPUT");
}

TEST_CASE("Tenants out of the ordinary neither leave the directory nor meet") {
  world in{open_options()};
  for (auto const* tenant :
       {"../../etc/passwd", "acme", "Acme", "a/b", "..", "CON", "\\u0000", "😀"})
    CHECK(in.ask("mutation($t: ID) { createSpace(tenantId: $t, input: {name: \"n\"}) { name } }",
                 std::string{"{\"t\":\""} + tenant + "\"}", "")
              .get("errors")
              .empty());
  std::string const longest(300, 'x');
  CHECK(in.ask("mutation { createSpace(tenantId: \"" + longest +
                   "\", input: {name: \"n\"}) { name } }",
               "{}", "")
            .status == 200);
  CHECK(in.ask("{ spaces(tenantId: \"Acme\") { name } }", "{}", "").count("data.spaces") == 1);
  CHECK(in.ask("{ spaces(tenantId: \"a\") { name } }", "{}", "").count("data.spaces") == 0);
}

TEST_CASE("An open server with tokens refuses a wrong one") {
  auto options = open_options();
  options.tokens = tokens();
  world in{options};
  CHECK(in.ask(question, "{}", "").status == 200);
  CHECK(in.ask(question, "{}", "one").status == 200);
  CHECK(in.ask(question, "{}", "wrong").status == 401);
  CHECK(in.ask("{ spaces(tenantId: \"globex\") { name } }", "{}", "one").code() == "FORBIDDEN");
}

TEST_CASE("An open server hides from web pages of other hosts") {
  world in{open_options()};
  auto const foreign = in.ask(question, "{}", "", {{"Origin", "https://evil.example"}});
  CHECK_FALSE(foreign.headers.contains("Access-Control-Allow-Origin"));
  for (auto const* origin : {"http://localhost:3000", "http://127.0.0.1", "https://[::1]:8443"})
    CHECK(in.ask(question, "{}", "", {{"Origin", origin}})
              .headers.get("Access-Control-Allow-Origin") == origin);
  for (auto const* origin : {"null", "http://localhost.evil.example",
                             "http://127.0.0.1.evil.example", "http://evil.example:127"})
    CHECK_FALSE(in.ask(question, "{}", "", {{"Origin", origin}})
                    .headers.contains("Access-Control-Allow-Origin"));
  // The name of another host that was made to lead here.
  http_request rebound{.method = "GET", .path = "/graphql", .query = {{"query", "{ __typename }"}}};
  rebound.headers.set("Host", "evil.example");
  CHECK(in.server.handle(rebound).status == 403);
  rebound.headers.set("Host", "localhost:8080");
  CHECK(in.server.handle(rebound).status == 200);
}

TEST_CASE("A policy of one's own takes the place of tokens") {
  server_options options;
  options.tokens = tokens();
  options.authenticate = [](http_request const& request) -> std::optional<principal> {
    if (request.headers.get("x-api-key") != "k") return std::nullopt;
    return principal{.name = "key", .tenants = {"acme"}};
  };
  world in{options};
  CHECK(in.ask(question, "{}", "", {{"x-api-key", "k"}}).status == 200);
  CHECK(in.ask(question, "{}", "one").status == 401);
}
