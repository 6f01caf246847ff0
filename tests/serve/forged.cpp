// SPDX-License-Identifier: BSL-1.0
// Callers who lie: about receipts, cursors, ids and how often they have asked.
#include "http/loopback.hpp"
#include "serve/pushing.hpp"

#include <chrono>
#include <filesystem>
#include <future>
#include <string>
#include <string_view>
#include <vector>

using namespace fixture;

namespace {

std::string const replica = "01890a5d-ac96-774b-bcce-b30209900000";
std::string const other_replica = "01890a5d-ac96-774b-bcce-b302099000ff";

std::string numbered(int number) {
  std::string text = "01890a5d-ac96-774b-bcce-b30209900000";
  text.replace(34, 2, std::to_string(10 + number));
  return text;
}

std::string op(int number, std::string_view kind, std::string_view set, std::string_view more = {}) {
  return R"({"opId":)" + quoted_text(numbered(50 + number)) + R"(,"seq":)" + std::to_string(number) +
         R"(,"entity":"Task","kind":)" + quoted_text(kind) + R"(,"clientId":)" + quoted_text(numbered(1)) +
         R"(,"base":)" + (kind == "insert" ? "0" : "1") + R"(,"editedAt":)" + std::to_string(start_of_time) +
         R"(,"schema":1)" + std::string{more} + R"(,"patch":{)" + std::string{set} + "}}";
}

answer push_ops(world& in, std::string const& ops, std::string_view token = "one",
                std::string_view from = replica, std::string_view acknowledged = "null") {
  return in.ask("mutation($r: ID!, $a: JSON, $g: [JSON!]!) { pushOperations(tenantId: \"acme\", replica: $r, "
                "acknowledged: $a, groups: $g) { results epoch } }",
                R"({"r":)" + quoted_text(from) + R"(,"a":)" + std::string{acknowledged} + R"(,"g":[[)" + ops + "]]}",
                token);
}

std::string verdict_in(answer const& got) { return got.text("data.pushOperations.results.0.verdict"); }

std::string tasks_in(world& in) { return in.ask("{ tasks { clientId title votes version } }").get("data.tasks"); }

std::string const insert_one = R"("set":{"title":"one"})";
std::string const vote = R"("delta":{"votes":5})";

}  // namespace

TEST_CASE("A request that is sent again and again is carried out once") {
  world in;
  REQUIRE(verdict_in(push_ops(in, op(1, "insert", insert_one))) == "applied");
  auto const first = push_ops(in, op(2, "update", vote));
  REQUIRE(verdict_in(first) == "applied");
  std::string const before = tasks_in(in);
  for (int i = 0; i < 5; ++i) CHECK(push_ops(in, op(2, "update", vote)).body == first.body);
  CHECK(tasks_in(in) == before);
  std::string const item = R"({"clientId":"mine","title":"item","votes":3})";
  for (int i = 0; i < 5; ++i) CHECK(push_all(in, spelling::generic, "Task", {item, item})[1].success());
  CHECK(in.ask("{ tasks { votes } }").get("data.tasks") == R"([{"votes":5},{"votes":3}])");
}

TEST_CASE("An op id that was used says nothing to others, and cannot be used for something else") {
  world in;
  REQUIRE(verdict_in(push_ops(in, op(1, "insert", insert_one))) == "applied");
  auto const mine = push_ops(in, op(2, "update", vote));
  REQUIRE(verdict_in(mine) == "applied");
  std::string const before = tasks_in(in);
  // Bob knows every byte of what Ann has sent.
  auto const theirs = push_ops(in, op(2, "update", vote), "two", other_replica);
  CHECK(verdict_in(theirs) == "applied");
  CHECK(theirs.text("data.pushOperations.results.0.row.fields.title") == "one");  // as the record stands
  for (auto const* token : {"one", "two"}) {
    auto const other = push_ops(in, op(2, "update", R"("delta":{"votes":500})"), token, other_replica);
    CHECK(verdict_in(other) == "rejected");
    CHECK(other.text("data.pushOperations.results.0.error.code") == "invalid_argument");
  }
  CHECK(tasks_in(in) == before);
  CHECK(push_ops(in, op(2, "update", vote)).body == mine.body);
}

TEST_CASE("Nobody releases somebody else's receipts") {
  world in;
  REQUIRE(verdict_in(push_ops(in, op(1, "insert", insert_one))) == "applied");
  auto const mine = push_ops(in, op(2, "update", vote));
  std::string const all = R"({"through":1000,"beyond":[)" + quoted_text(numbered(52)) + "]}";
  CHECK(push_ops(in, "", "two", replica, all).status == 200);
  in.ask("query($r: ID, $a: JSON) { pullChanges(tenantId: \"acme\", replica: $r, acknowledged: $a) { cursor } }",
         R"({"r":)" + quoted_text(replica) + R"(,"a":)" + all + "}", "two");
  CHECK(push_ops(in, "", "one", other_replica, all).status == 200);
  CHECK(push_ops(in, op(2, "update", vote)).body == mine.body);
  CHECK(verdict_in(push_ops(in, op(3, "update", vote))) == "applied");
  CHECK(in.ask("{ tasks { votes } }").get("data.tasks") == R"([{"votes":10}])");
}

TEST_CASE("Who says that it has forgotten what it acknowledged gets no more than a fork") {
  world in;
  REQUIRE(verdict_in(push_ops(in, op(1, "insert", insert_one))) == "applied");
  CHECK(push_ops(in, "", "one", replica, R"({"through":4611686018427387903})").status == 200);
  CHECK(verdict_in(push_ops(in, op(2, "update", vote))) == "fork");
  CHECK(verdict_in(push_ops(in, op(3, "update", vote), "one", other_replica)) == "applied");
  for (auto const* beyond_all : {R"({"through":9223372036854775807})", R"({"through":-1})", R"({"through":1e99})",
                                 R"({"through":1,"beyond":["x"]})", R"({"beyond":[]})", "[]", "7"}) {
    auto const got = push_ops(in, "", "one", replica, beyond_all);
    INFO(beyond_all << " " << got.body);
    CHECK(got.code() == "BAD_USER_INPUT");
  }
}

TEST_CASE("A forged cursor costs a reading from the beginning, and nothing else") {
  world in;
  REQUIRE(verdict_in(push_ops(in, op(1, "insert", insert_one))) == "applied");
  std::string const before = tasks_in(in);
  auto const pull = [&](std::string const& cursor) {
    return in.ask("query($c: String) { pullChanges(cursor: $c) { changes cursor hasMore epoch restart } }",
                  "{\"c\":" + quoted_text(cursor) + "}");
  };
  auto const honest = pull("").text("data.pullChanges.cursor");
  std::string const epoch = honest.substr(2, 36);
  for (std::string const& cursor :
       std::vector<std::string>{"1:" + epoch + ":9000000000000000000:0", "1:" + epoch + ":253402300799999999:0",
        "1:" + epoch + ":1:99", "1:" + replica + ":1762333200000001:0", "1:" + epoch + ":1:0:9223372036854775807",
        "1:" + epoch + ":1:0@" + replica, "1:00000000-0000-0000-0000-000000000000:5:0"}) {
    auto const got = pull(cursor);
    INFO(cursor << " " << got.body);
    CHECK(got.status == 200);
    CHECK(got.code() != "INTERNAL");
    CHECK(tasks_in(in) == before);
  }
  for (std::string const& cursor : std::vector<std::string>{
           "1:" + epoch + ":-1:0", "1:" + epoch + ":9223372036854775808:0", "1:" + epoch + ":1", "2:" + epoch + ":1:0",
           "1:" + epoch + ":1:0:", "1:" + epoch + ":1:0@", "' OR 1=1 --", std::string(10'000, '1')}) {
    auto const again = pull(cursor);
    INFO(cursor.substr(0, 100) << " " << again.body);
    CHECK(again.get("data.pullChanges.restart") == "true");
    CHECK(again.count("data.pullChanges.changes") == 1);
  }
  // Whoever held an honest cursor before comes to the same records.
  auto const after = pull(honest);
  CHECK(after.status == 200);
  CHECK(verdict_in(push_ops(in, op(2, "update", vote))) == "applied");
  CHECK(in.ask("{ tasks { votes } }").get("data.tasks") == R"([{"votes":5}])");
}

TEST_CASE("Numbers beyond all bounds in an operation refuse the operation, not the server") {
  world in;
  REQUIRE(verdict_in(push_ops(in, op(1, "insert", insert_one))) == "applied");
  std::string const before = tasks_in(in);
  for (auto const* member : {"seq", "base", "editedAt", "schema"})
    for (auto const* number : {"9223372036854775807", "-9223372036854775808", "9223372036854775808", "1e30", "-1",
                               "0.5", "\"1\"", "null", "[]"}) {
      std::string text = op(2, "update", vote);
      auto const at = text.find("\"" + std::string{member} + "\":") + std::string_view{member}.size() + 3;
      text.replace(at, text.find_first_of(",}", at) - at, number);
      auto const got = push_ops(in, text);
      INFO(text << "\n" << got.body);
      CHECK(got.status == 200);
      bool const early = std::string_view{member} == "editedAt" && std::string_view{number} == "-1";
      CHECK(verdict_in(got) == (early ? "applied" : "rejected"));
      if (early) CHECK(in.ask("{ tasks { votes } }").get("data.tasks") == R"([{"votes":5}])");
      if (!early) CHECK(got.text("data.pushOperations.results.0.error.code") == "malformed");
    }
  CHECK(before != tasks_in(in));
}

TEST_CASE("An edit from the far future counts as made two minutes from now") {
  world in;
  REQUIRE(verdict_in(push_ops(in, op(1, "insert", insert_one))) == "applied");
  REQUIRE(verdict_in(push_ops(in, op(2, "update", R"("set":{"title":"forged"},"at":{"title":253402300799999999})"))) ==
          "applied");
  in.wait(180);
  auto const later = op(3, "update",
                        R"("set":{"title":"later"},"at":{"title":)" + std::to_string(start_of_time + 170 * one_second) + "}");
  CHECK(verdict_in(push_ops(in, later, "two", other_replica)) == "applied");
  CHECK(in.ask("{ tasks { title } }").get("data.tasks") == R"([{"title":"later"}])");
}

TEST_CASE("Ids that look like SQL, paths or patterns are ids") {
  world in;
  std::vector<std::string> const odd{"'; DROP TABLE \"task\"; --", "\" OR \"\"=\"", "1 OR 1=1", "%", "_%_", "*", "\\",
                                     "x'00'", "NULL", "../../etc/passwd", "${jndi}", "\xE2\x80\xAE", "a\x01z",
                                     "') UNION SELECT sql FROM sqlite_master --", std::string("a\0b", 3)};
  for (auto const& id : odd) {
    INFO(id);
    REQUIRE(push(in, spelling::generic, "Task", {id, "", "insert", R"("title":)" + quoted_text(id)}).success());
  }
  for (auto const& id : odd) {
    INFO(id);
    auto const found = in.ask("query($i: ID!) { task(id: $i) { title clientId } }", "{\"i\":" + quoted_text(id) + "}");
    CHECK(found.text("data.task.title") == id);
    CHECK(found.text("data.task.clientId") == id);
    auto const other = in.ask("query($i: ID!) { space(id: $i) { name } }", "{\"i\":" + quoted_text(id) + "}");
    CHECK(other.get("data.space") == "null");
    for (auto const* call : {"query($x: String!) { syncPull(entity: $x) { hasMore } }",
                             "query($x: String!) { pullChanges(cursor: $x) { cursor } }",
                             "mutation($x: String!) { syncPush(entity: $x, items: []) { success } }"}) {
      auto const refused = in.ask(call, "{\"x\":" + quoted_text(id) + "}");
      if (refused.count("errors") == 0) {
        CHECK(refused.get("data.pullChanges.cursor").starts_with("\"1:"));
        continue;
      }
      CHECK(refused.get("data") == "null");
      CHECK((refused.code() == "UNKNOWN_ENTITY" || refused.code() == "BAD_USER_INPUT"));
    }
    auto const named = in.ask("query($x: [String!]) { pullChanges(entities: $x) { changes } }",
                              "{\"x\":[" + quoted_text(id) + "]}");
    CHECK(named.get("data.pullChanges.changes") == "[]");
  }
  CHECK(in.ask("{ tasks { id } }").count("data.tasks") == odd.size());
  CHECK(push(in, spelling::generic, "Task", {std::string(201, 'x'), "", "insert", R"("title":"t")"})
            .text("errorCode") == "VALIDATION_ERROR");
}

TEST_CASE("Tenants that look like paths or SQL stay in the folder, each for itself") {
  server_options options;
  options.open = true;
  world in{options};
  std::vector<std::string> const odd{"../outside", "..", ".", "a/b", "a\\b", "/etc/passwd", "CON", "con", "'; --",
                                     "acme", "ACME", "x.db", "x.db-wal", "a%2Fb", std::string(190, 't')};
  for (auto const& tenant : odd) {
    INFO(tenant);
    auto const made = in.ask("mutation($t: ID, $n: String!) { createSpace(tenantId: $t, input: {name: $n}) { id } }",
                             R"({"t":)" + quoted_text(tenant) + R"(,"n":)" + quoted_text(tenant) + "}", "");
    CHECK(made.count("errors") == 0);
  }
  for (auto const& tenant : odd) {
    auto const found = in.ask("query($t: ID) { spaces(tenantId: $t) { name } }", "{\"t\":" + quoted_text(tenant) + "}", "");
    CHECK(found.get("data.spaces") == R"([{"name":)" + quoted_text(tenant) + "}]");
  }
  for (auto const& each : std::filesystem::recursive_directory_iterator(in.folder.path())) {
    if (!each.is_regular_file()) continue;
    CHECK(each.path().parent_path() == in.folder / "data");
  }
}

TEST_CASE("An answer that would be too long is refused before it is put together") {
  auto options = default_options();
  options.limits.max_response_bytes = 5000;
  world in{options};
  std::vector<std::string> items;
  for (int i = 0; i < 20; ++i)
    items.push_back(R"({"clientId":"c)" + std::to_string(i) + R"(","title":"t","body":")" + std::string(500, 'x') + "\"}");
  for (std::size_t i = 0; i < items.size(); i += 4)
    push_all(in, spelling::generic, "Task", {items[i], items[i + 1], items[i + 2], items[i + 3]});
  for (auto const* call : {"{ tasks(limit: 20) { title } }", "{ syncPull(entity: \"Task\", limit: 20) { hasMore } }",
                           "{ syncPullTask(tenantId: \"acme\", limit: 20) { hasMore } }"}) {
    auto const refused = in.ask(call);
    INFO(refused.body);
    CHECK(refused.code() == "LIMIT_EXCEEDED");
    CHECK(refused.text("errors.0.message").find("smaller limit") != std::string::npos);
    CHECK(refused.get("data") == "null");
  }
  CHECK(in.ask("{ tasks(limit: 3) { title } }").count("data.tasks") == 3);
  CHECK(in.ask("{ syncPull(entity: \"Task\", limit: 3) { hasMore } }").get("data.syncPull.hasMore") == "true");
}

TEST_CASE("One caller cannot take all the server's threads") {
  auto options = default_options();
  options.max_requests_per_caller = 2;
  options.writer_wait = std::chrono::seconds{30};
  world in{options};
  REQUIRE(in.ask("mutation { createSpace(input: {name: \"n\"}) { id } }").status == 200);
  std::vector<std::future<answer>> waiting;
  principal const ann{.name = "ann", .tenants = {"acme"}};
  in.server.truth().write(ann, "acme", [&](auto&) {
    for (int i = 0; i < 2; ++i)
      waiting.push_back(std::async(std::launch::async, [&] {
        // The test's own asking may take a place before them.
        for (;;)
          if (auto given = in.ask("mutation { createSpace(input: {name: \"w\"}) { id } }"); given.status != 429) return given;
      }));
    loopback::eventually([&] { return in.ask("{ __typename }").status == 429; });
    auto const refused = in.ask("{ __typename }");
    CHECK(refused.code() == "RATE_LIMITED");
    CHECK(refused.headers.get("Retry-After") == "1");
    CHECK(refused.headers.get("Access-Control-Allow-Origin") == "*");
    CHECK(in.ask("{ __typename }", "{}", "two").status == 200);
  });
  for (auto& each : waiting) CHECK(each.get().status == 200);
  CHECK(in.ask("{ __typename }").status == 200);
}

TEST_CASE("A record takes a thousand members that nobody knows, and no more") {
  world in;
  auto const members = [](int from, int to) {
    std::string all;
    for (int i = from; i < to; ++i) all += ",\"unknown" + std::to_string(i) + "\":" + std::to_string(i);
    return all;
  };
  auto const tell = [&](std::string const& item) { return push_all(in, spelling::generic, "Task", {item}).front(); };
  CHECK(tell(R"({"clientId":"many","title":"t")" + members(0, 200'000) + "}").text("errorCode") == "VALIDATION_ERROR");
  CHECK(tell(R"({"clientId":"some","title":"t")" + members(0, 600) + "}").success());
  CHECK(tell(R"({"clientId":"some","version":1)" + members(600, 1000) + "}").success());
  auto const refused = tell(R"({"clientId":"some","version":2)" + members(1000, 1001) + "}");
  CHECK(refused.text("errorCode") == "VALIDATION_ERROR");
  CHECK(refused.text("errorMessage").find("members") != std::string::npos);
  CHECK(tell(R"({"clientId":"some","version":2,"unknown7":"changed"})").success());

  std::string const first = R"("set":{"title":"one")";
  auto const over = push_ops(in, op(1, "insert", first + members(0, 1001) + "}"));
  CHECK(verdict_in(over) == "rejected");
  CHECK(over.text("data.pushOperations.results.0.error.code") == "too_large");
  CHECK(verdict_in(push_ops(in, op(1, "insert", first + members(0, 1000) + "}"))) == "applied");
  auto const more = push_ops(in, op(2, "update", R"("set":{"done":true)" + members(2000, 2001) + "}"));
  CHECK(verdict_in(more) == "rejected");
  CHECK(in.ask("{ tasks { done } }").get("data.tasks") == R"([{"done":false},{"done":false}])");
}
