// SPDX-License-Identifier: BSL-1.0
// The endpoint as HTTP sees it: paths, methods, media types, status codes, credentials, tenants.
#include <entente/serve/server.hpp>

#include <entente/sqlite/file_name.hpp>
#include "http/loopback.hpp"
#include "serve/pushing.hpp"

#include <chrono>
#include <exception>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

using namespace fixture;

namespace {

constexpr std::string_view question = "{ syncPull(entity: \"Task\") { hasMore } }";
constexpr std::string_view json_type = "application/json; charset=utf-8";
constexpr std::string_view graphql_type = "application/graphql-response+json; charset=utf-8";

http_request get(http_parameters query) {
  return {.method = "GET", .path = "/graphql", .query = std::move(query)};
}

bool is_refusal(answer const& got) { return got.body.starts_with(R"({"errors":[{"message":")"); }

}  // namespace

TEST_CASE("A query goes by POST and by GET") {
  world in;
  std::string const expected = R"({"data":{"syncPull":{"hasMore":false}}})";
  auto const posted = in.ask(question);
  CHECK(posted.status == 200);
  CHECK(posted.body == expected);
  CHECK(posted.headers.get("Content-Type") == json_type);
  auto const got = in.send(get({{"query", std::string{question}}}));
  CHECK(got.status == 200);
  CHECK(got.body == expected);
  auto const with_all = in.send(
      get({{"query",
            "query A($e: String!) { syncPull(entity: $e) { hasMore } } query B { __typename }"},
           {"operationName", "A"},
           {"variables", R"({"e":"Task"})"},
           {"extensions", R"({"persistedQuery":{"version":1}})"}}));
  CHECK(with_all.body == expected);
  auto const headless =
      in.send({.method = "HEAD", .path = "/graphql", .query = {{"query", std::string{question}}}});
  CHECK(headless.status == 200);
  CHECK(headless.body.empty());
}

TEST_CASE("operationName, null members and any extensions are accepted in a POST") {
  world in;
  auto const got = in.post(
      R"({"query":"query A { __typename } query B { tasks { id } }","operationName":"B","variables":null,)"
      R"("extensions":{"a":{"b":[1,2]}},"unknown":1})");
  CHECK(got.body == R"({"data":{"tasks":[]}})");
}

TEST_CASE("A mutation by GET is 405, and so are other methods") {
  world in;
  auto const got =
      in.send(get({{"query", "mutation { createSpace(input: {name: \"x\"}) { id } }"}}));
  CHECK(got.status == 405);
  CHECK(got.headers.get("Allow") == "POST");
  CHECK(is_refusal(got));
  for (auto const* method : {"PUT", "PATCH", "DELETE"}) {
    auto const other = in.send({.method = method, .path = "/graphql"});
    CHECK(other.status == 405);
    CHECK(other.headers.get("Allow") == "GET, HEAD, POST, OPTIONS");
    CHECK(is_refusal(other));
  }
  CHECK(in.ask("{ spaces { id } }").body == R"({"data":{"spaces":[]}})");
}

TEST_CASE("Other content types are 415") {
  world in;
  for (auto const* type :
       {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
        "application/graphql", "application/json; charset=latin1", "nonsense"}) {
    auto const got = in.post(request_body(question), "one", {{"Content-Type", type}});
    CHECK(got.status == 415);
    CHECK(is_refusal(got));
  }
  CHECK(in.post(request_body(question), "one", {{"Content-Type", "application/json"}}).status ==
        200);
  CHECK(in.post(request_body(question), "one", {{"Content-Type", "Application/JSON;charset=UTF-8"}})
            .status == 200);
}

TEST_CASE("Other paths are 404, with or without a token") {
  world in;
  for (auto const* path : {"/", "/graphq", "/graphql/x", "/admin", "/GraphQL"}) {
    auto const got = in.send({.method = "POST", .path = path});
    CHECK(got.status == 404);
    CHECK(is_refusal(got));
    CHECK(in.send({.method = "GET", .path = path}, "").status == 404);
  }
}

TEST_CASE("The health page needs no token") {
  world in;
  auto const got = in.send({.method = "GET", .path = "/health"}, "");
  CHECK(got.status == 200);
  CHECK(got.body == R"({"status":"ok"})");
  CHECK(in.send({.method = "POST", .path = "/health"}, "").status == 405);
}

TEST_CASE("A missing or wrong token is 401 with errors, whatever is asked") {
  world in;
  auto const missing = in.ask(question, "{}", "");
  CHECK(missing.status == 401);
  CHECK(missing.headers.get("WWW-Authenticate") == "Bearer");
  CHECK(missing.code() == "UNAUTHENTICATED");
  CHECK(missing.get("data").empty());
  for (auto const* token : {"wrong", "One", "on", "onee", "one two", "\xC3\xA9"}) {
    auto const wrong = in.ask(question, "{}", token);
    CHECK(wrong.status == 401);
    CHECK(wrong.headers.get("WWW-Authenticate") == R"(Bearer error="invalid_token")");
    CHECK(wrong.code() == "UNAUTHENTICATED");
  }
  CHECK(in.ask("{ __schema { queryType { name } } }", "{}", "").status == 401);
  CHECK(in.post("not json", "").status == 401);
  CHECK(in.ask(question, "{}", "", {{"Authorization", "Basic b25lOm9uZQ=="}}).status == 401);
  CHECK(in.ask(question, "{}", "", {{"Authorization", "bearer  one "}}).status == 200);
}

TEST_CASE("Accept chooses the media type by weight") {
  world in;
  auto const type_for = [&](std::string accept) {
    auto const got = in.ask(question, "{}", "one", {{"Accept", std::move(accept)}});
    return std::string{got.headers.get("Content-Type")};
  };
  CHECK(type_for("*/*") == json_type);
  CHECK(type_for("application/*") == json_type);
  CHECK(type_for("application/json") == json_type);
  CHECK(type_for("application/graphql-response+json") == graphql_type);
  CHECK(type_for("application/graphql-response+json, application/json;q=0.9") == graphql_type);
  CHECK(type_for("application/graphql-response+json;q=0.1, application/json") == json_type);
  CHECK(type_for("text/html, */*;q=0.1") == json_type);
  auto const none = in.ask(question, "{}", "one", {{"Accept", "text/html"}});
  CHECK(none.status == 406);
  CHECK(is_refusal(none));
}

TEST_CASE("Request errors are 200 in one media type and 400 in the other, without data") {
  world in;
  for (auto const* query : {"{ nope }", "{", "", "query($x: Int!) { __typename }",
                            "query A { __typename } query B { __typename }"}) {
    auto const plain = in.ask(query);
    CHECK(plain.status == 200);
    CHECK(plain.get("data").empty());
    CHECK(plain.count("errors") > 0);
    auto const strict =
        in.ask(query, "{}", "one", {{"Accept", "application/graphql-response+json"}});
    CHECK(strict.status == 400);
    CHECK(strict.headers.get("Content-Type") == graphql_type);
    CHECK(strict.body == plain.body);
  }
  auto const invalid = in.ask("{\n  nope\n}");
  CHECK(invalid.get("errors.0.locations") == R"([{"line":2,"column":3}])");
  CHECK(invalid.text("errors.0.message") == "Cannot query field \"nope\" on type \"Query\".");
}

TEST_CASE("Errors of fields are 200 in both media types, with data") {
  world in;
  for (auto const* type : {"application/json", "application/graphql-response+json"}) {
    auto const got =
        in.ask("{ syncPull(entity: \"Nope\") { hasMore } }", "{}", "one", {{"Accept", type}});
    CHECK(got.status == 200);
    CHECK(got.get("data") == "null");
    CHECK(got.get("errors.0.path") == R"(["syncPull"])");
  }
}

TEST_CASE("What is no GraphQL request is 400 in both media types") {
  world in;
  std::vector<std::string> const bodies{"",
                                        "nonsense",
                                        "{\"query\":",
                                        "[]",
                                        "[{\"query\":\"{ __typename }\"}]",
                                        "\"query\"",
                                        "{}",
                                        R"({"query":5})",
                                        R"({"query":null})",
                                        R"({"query":"{ __typename }","variables":[]})",
                                        R"({"query":"{ __typename }","variables":"x"})",
                                        R"({"query":"{ __typename }","operationName":5})",
                                        R"({"query":"{ __typename }","extensions":[]})",
                                        "{\"query\":\"{ __typename }\xFF\"}",
                                        R"({"query":"{ __typename }"} x)"};
  for (auto const& body : bodies) {
    INFO(body);
    for (auto const* type : {"application/json", "application/graphql-response+json"}) {
      auto const got = in.post(body, "one", {{"Accept", type}});
      CHECK(got.status == 400);
      CHECK(is_refusal(got));
      CHECK(got.headers.get("Content-Type").starts_with(type));
    }
  }
  CHECK(in.send(get({})).status == 400);
  CHECK(in.send(get({{"query", "{ __typename }"}, {"variables", "[1"}})).status == 400);
}

TEST_CASE("A browser may ask first, and read answers from anywhere") {
  world in;
  http_request preflight{.method = "OPTIONS", .path = "/graphql"};
  preflight.headers.set("Origin", "https://app.example");
  preflight.headers.set("Access-Control-Request-Method", "POST");
  preflight.headers.set("Access-Control-Request-Headers",
                        "authorization, content-type, x-tenant-id, x-trace");
  auto const allowed = in.send(preflight, "");
  CHECK(allowed.status == 204);
  CHECK(allowed.headers.get("Access-Control-Allow-Origin") == "*");
  CHECK(allowed.headers.get("Access-Control-Allow-Methods").find("POST") != std::string::npos);
  CHECK(allowed.headers.get("Access-Control-Allow-Headers") ==
        "authorization, content-type, x-tenant-id, x-trace");
  CHECK(allowed.headers.contains("Access-Control-Max-Age"));
  for (auto const* token : {"one", "wrong"}) {
    auto const got = in.ask(question, "{}", token, {{"Origin", "https://app.example"}});
    CHECK(got.headers.get("Access-Control-Allow-Origin") == "*");
    CHECK_FALSE(got.headers.contains("Access-Control-Allow-Credentials"));
  }
}

TEST_CASE("A token with one tenant needs no header; with several it names one") {
  world in;
  push(in, spelling::generic, "Space", {"a", "", "insert", R"("name":"acme's")"}, "one", "acme");
  push(in, spelling::generic, "Space", {"g", "", "insert", R"("name":"globex's")"}, "far",
       "globex");
  auto const name = [](answer const& got) { return got.text("data.syncPull.items.0.name"); };
  constexpr std::string_view all = "{ syncPull(entity: \"Space\") { items } }";
  CHECK(name(in.ask(all, "{}", "one")) == "acme's");
  CHECK(name(in.ask(all, "{}", "far")) == "globex's");
  CHECK(in.ask(all, "{}", "two").code() == "BAD_USER_INPUT");
  CHECK(name(in.ask(all, "{}", "two", {{"x-tenant-id", "acme"}})) == "acme's");
  CHECK(name(in.ask(all, "{}", "two", {{"X-Tenant-ID", "globex"}})) == "globex's");
  CHECK(name(in.ask(all, "{}", "one", {{"x-tenant-id", ""}})) == "acme's");
}

TEST_CASE("A token never reaches another tenant, whatever header and arguments say") {
  world in;
  push(in, spelling::generic, "Space", {"g", "", "insert", R"("name":"secret")"}, "far", "globex");
  std::vector<std::string> const questions{
      "{ syncPull(entity: \"Space\") { items } }",
      "{ syncPullSpace(tenantId: \"globex\") { items } }",
      "{ pullChanges(tenantId: \"globex\") { changes } }",
      "{ spaces(tenantId: \"globex\") { name } }",
      "mutation { syncPush(entity: \"Space\", items: [{clientId: \"x\", name: \"n\"}]) { success } }",
      "mutation { syncPushSpace(tenantId: \"globex\", payload: []) { results { success } } }",
      "mutation { pushOperations(tenantId: \"globex\", replica: \"01890a5d-ac96-774b-bcce-b302099a8057\", groups: []) { epoch } }",
      "mutation { createSpace(tenantId: \"globex\", input: {name: \"n\"}) { id } }",
      "mutation { updateSpace(tenantId: \"globex\", id: \"g\", input: {name: \"n\"}) { id } }",
      "mutation { deleteSpace(tenantId: \"globex\", id: \"g\") { id } }"};
  for (auto const& question_text : questions) {
    auto const got = in.ask(question_text, "{}", "one", {{"x-tenant-id", "globex"}});
    INFO(question_text);
    CHECK(got.status == 200);
    CHECK(got.code() == "FORBIDDEN");
    CHECK(got.get("data") == "null");
    CHECK(got.body.find("secret") == std::string::npos);
  }
  auto const one = in.ask("{ space(tenantId: \"globex\", id: \"g\") { name } }", "{}", "one");
  CHECK(one.code() == "FORBIDDEN");
  CHECK(one.get("data.space") == "null");
  for (auto const* tenant : {"Acme", "acme ", "acme, globex", "acm", "", "../globex"})
    CHECK(in.ask("query($t: ID!) { syncPullSpace(tenantId: $t) { items } }",
                 "{\"t\":" + quoted_text(tenant) + "}", "one")
              .code() == "FORBIDDEN");
  // The argument of the per-entity form is what counts there, and the header elsewhere.
  CHECK(in.ask("{ syncPullSpace(tenantId: \"acme\") { items } }", "{}", "one",
               {{"x-tenant-id", "globex"}})
            .status == 200);
  CHECK(in.ask("{ syncPullSpace(tenantId: \"acme\") { items } }", "{}", "two",
               {{"x-tenant-id", "globex"}})
            .get("data.syncPullSpace.items") == "[]");
}

TEST_CASE("An id of another tenant is unknown") {
  world in;
  auto const theirs = push(in, spelling::generic, "Space",
                           {"g", "", "insert", R"("name":"secret")"}, "far", "globex");
  auto const done = push(in, spelling::generic, "Space",
                         {"", theirs.text("id"), "update", R"("version":1,"name":"n")"});
  CHECK(done.text("errorCode") == "NOT_FOUND");
  CHECK(in.ask("{ space(id: \"" + theirs.text("id") + "\") { name } }").get("data.space") ==
        "null");
}

TEST_CASE("Aliases, fragments, directives, variables and several root fields work together") {
  world in;
  push(in, spelling::generic, "Space", {"a", "", "insert", R"("name":"Home")"});
  auto const got = in.ask(R"(
    query Both($entity: String = "Space", $full: Boolean!) {
      first: syncPull(entity: $entity) { ...page }
      second: syncPullSpace(tenantId: "acme", limit: 1) { ...page @include(if: $full) hasMore }
      ... on Query { spaces { name @skip(if: $full) id @skip(if: true) __typename } }
    }
    fragment page on SyncPullResponse { n: hasMore deletedIds })",
                          R"({"full":true})");
  CHECK(
      got.body ==
      R"({"data":{"first":{"n":false,"deletedIds":[]},)"
      R"("second":{"n":false,"deletedIds":[],"hasMore":false},"spaces":[{"__typename":"Space"}]}})");
}

TEST_CASE("Mutations of one request run in order") {
  world in;
  auto const got = in.ask(R"(mutation {
    a: createSpace(input: {clientId: "s", name: "one"}) { version }
    b: updateSpace(id: "s", input: {name: "two"}) { version name }
    c: deleteSpace(id: "s") { version }
  })");
  CHECK(got.body ==
        R"({"data":{"a":{"version":1},"b":{"version":2,"name":"two"},"c":{"version":3}}})");
}

TEST_CASE("Introspection finds the whole API") {
  world in;
  auto const got = in.ask(R"({ __schema {
    queryType { name } mutationType { name } subscriptionType { name }
    types { kind name description specifiedByURL
      fields(includeDeprecated: true) { name args { name defaultValue type { ...t } } type { ...t } }
      inputFields { name defaultValue type { ...t } } } } }
    fragment t on __Type { kind name ofType { kind name ofType { kind name ofType { kind name } } } })");
  CHECK(got.status == 200);
  CHECK(got.count("errors") == 0);
  CHECK(got.text("data.__schema.queryType.name") == "Query");
  CHECK(got.text("data.__schema.mutationType.name") == "Mutation");
  for (auto const* part : {"syncPullTask", "syncPushContract", "SyncPushInput", "pushOperations",
                           "seats", "createTask", "TaskPatch",
                           "https://www.rfc-editor.org/rfc/rfc8259", "\"defaultValue\":\"1000\""})
    CHECK(got.body.find(part) != std::string::npos);
  auto const one = in.ask("{ __type(name: \"Task\") { name fields { name } } }");
  CHECK(one.text("data.__type.fields.1.name") == "clientId");
}

TEST_CASE("Large bodies, gzip and many requests on one connection are no trouble") {
  world in;
  std::string const text(100'000, 'x');
  std::string items = "[";
  for (int i = 0; i < 50; ++i)
    items += (i > 0 ? ",{\"clientId\":\"" : "{\"clientId\":\"") + std::to_string(i) +
             R"(","title":"t","body":")" + text + "\"}";
  items += "]";
  auto const got =
      in.ask("mutation($i: [JSON!]!) { syncPush(entity: \"Task\", items: $i) { success } }",
             "{\"i\":" + items + "}");
  CHECK(got.count("data.syncPush") == 50);
  CHECK(got.body.find("false") == std::string::npos);
  CHECK(pull(in, spelling::generic, "Task").count("data.page.items") == 50);
  for (int i = 0; i < 300; ++i) REQUIRE(in.ask("{ __typename }").status == 200);
}

TEST_CASE("Sixty-four callers at once are served") {
  world in;
  std::vector<int> statuses(64);
  std::vector<std::thread> callers;
  for (auto& mine : statuses)
    callers.emplace_back([&in, &mine] {
      http_request request{.method = "POST", .path = "/graphql"};
      request.headers.set("Content-Type", "application/json");
      request.headers.set("Authorization", "Bearer one");
      request.body = request_body(question);
      auto const got = in.client->send(request);
      mine = got ? got->status : 0;
    });
  for (auto& each : callers) each.join();
  for (int const status : statuses) CHECK(status == 200);
}

TEST_CASE("The same server answers in the same program, and its data is at hand") {
  world in;
  http_request request{.method = "GET", .path = "/health"};
  CHECK(in.server.handle(request).status == 200);
  push(in, spelling::generic, "Space", {"a", "", "insert", R"("name":"Home")"});
  principal const ann{.name = "ann", .tenants = {"acme"}};
  CHECK(in.server.truth().changes_since(ann, "acme", {}).changes.size() == 1);
  CHECK(in.server.url() == "http://127.0.0.1:" + std::to_string(in.port) + "/graphql");
}

TEST_CASE("A busy database is 503 with Retry-After") {
  auto options = default_options();
  options.writer_wait = std::chrono::milliseconds{20};
  world in{options};
  push(in, spelling::generic, "Space", {"a", "", "insert", R"("name":"Home")"});
  principal const ann{.name = "ann", .tenants = {"acme"}};
  std::vector<answer> answers;
  in.server.truth().write(ann, "acme", [&](auto&) {
    answers.push_back(in.ask(
        "mutation { syncPush(entity: \"Space\", items: [{clientId: \"b\", name: \"n\"}]) { success } }"));
    answers.push_back(in.ask(
        "mutation { pushOperations(replica: \"01890a5d-ac96-774b-bcce-b302099a8057\", groups: []) { epoch } }"));
  });
  for (auto const& got : answers) {
    CHECK(got.status == 503);
    CHECK(got.headers.get("Retry-After") == "1");
    CHECK(got.code() == "INTERNAL");
    CHECK(got.get("data") == "null");
  }
  CHECK(in.ask("{ spaces { id } }").count("data.spaces") == 1);
}

TEST_CASE("What goes wrong inside is logged, and not told") {
  std::vector<std::string> logged;
  std::mutex lock;
  auto options = default_options();
  options.log = [&](std::exception const& why, std::string_view path) {
    std::lock_guard const guard{lock};
    logged.push_back(std::string{path} + " " + why.what());
  };
  world in{options};
  // A file where the tenant's database should be.
  push(in, spelling::generic, "Space", {"a", "", "insert", R"("name":"Home")"}, "far", "globex");
  std::filesystem::create_directories(in.folder / "data");
  std::ofstream{in.folder / "data" / tenant_file_name("acme")}
      << "this is no database, but it is long enough to be read as one";
  auto const got = in.ask(question);
  CHECK(got.status == 200);
  CHECK(got.code() == "INTERNAL");
  CHECK(got.text("errors.0.message") == "Internal error");
  {
    std::lock_guard const guard{lock};
    REQUIRE(logged.size() == 1);
    CHECK(logged[0].starts_with("[\"syncPull\"] "));
  }
  CHECK(in.ask(question, "{}", "far").status == 200);
}

TEST_CASE("Pages of other origins can read why the server refused, too") {
  auto options = default_options();
  options.http.max_body_bytes = 100;
  options.http.header_timeout = std::chrono::milliseconds{20};
  options.http.body_timeout = std::chrono::milliseconds{20};
  world in{options};
  for (std::string const request :
       {"POST /graphql HTTP/1.1\r\nHost: h\r\nContent-Length: 101\r\n\r\n", "GET / HTTP/1.1\r\nHost",
        "POST /graphql HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\n{", "nonsense\r\n\r\n"}) {
    loopback::connection peer{in.port};
    REQUIRE(peer.send(request));
    auto const refused = peer.response();
    INFO(refused.head);
    CHECK(refused.status >= 400);
    CHECK(refused.head.find("Access-Control-Allow-Origin: *\r\n") != std::string::npos);
    CHECK(refused.head.find("Access-Control-Expose-Headers: Retry-After") != std::string::npos);
  }
}

TEST_CASE("An open server lets pages of its own machine alone read why it refused") {
  server_options options;
  options.open = true;
  options.http.max_body_bytes = 100;
  world in{options};
  auto const refused = [&](std::string const& origin) {
    loopback::connection peer{in.port};
    REQUIRE(peer.send("POST /graphql HTTP/1.1\r\nHost: localhost\r\nOrigin: " + origin +
                      "\r\nContent-Length: 101\r\n\r\n"));
    return peer.response().head;
  };
  CHECK(refused("http://localhost:3000").find("Access-Control-Allow-Origin: http://localhost:3000\r\n") !=
        std::string::npos);
  CHECK(refused("http://evil.example").find("Access-Control-Allow-Origin") == std::string::npos);
}

TEST_CASE("Strangers cannot make the server hold a body") {
  auto options = default_options();
  options.http.max_held_bytes = 0;
  world in{options};
  std::string const large = request_body("{ __typename } #" + std::string(200'000, 'x'));
  for (auto const* token : {"", "wrong"}) {
    auto const got = in.post(large, token);
    CHECK(got.status == 401);
    CHECK(got.code() == "UNAUTHENTICATED");
  }
  CHECK(in.send({.method = "POST", .path = "/elsewhere", .body = large}).status == 404);
  auto const held = in.post(large);
  CHECK(held.status == 503);
  CHECK(held.headers.get("Retry-After") == "1");
  CHECK(in.ask("{ __typename }").status == 200);
}

TEST_CASE("A way to authenticate of one's own may look at the body") {
  server_options options;
  options.authenticate = [](http_request const& request) -> std::optional<principal> {
    if (request.body.find("signed") == std::string::npos) return std::nullopt;
    return principal{.name = "ann", .tenants = {"acme"}};
  };
  world in{options};
  CHECK(in.ask("{ __typename } # signed").status == 200);
  CHECK(in.ask("{ __typename }").status == 401);
}
