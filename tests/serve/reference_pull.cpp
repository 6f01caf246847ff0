// SPDX-License-Identifier: BSL-1.0
// syncPull and syncPull<Entity> over HTTP, as reference-api.md describes them.
#include "serve/pushing.hpp"

#include <atomic>
#include <map>
#include <set>
#include <string>
#include <thread>
#include <vector>

using namespace fixture;

namespace {

spelling any_spelling() { return GENERATE(spelling::generic, spelling::per_entity); }

void make_tasks(world& in, int first, int count) {
  std::vector<std::string> items;
  for (int i = first; i < first + count; ++i)
    items.push_back(json_of({"t" + std::to_string(i), "", "insert",
                             R"("title":"task","priority":)" + std::to_string(i)},
                            spelling::generic));
  for (auto const& each : push_all(in, spelling::generic, "Task", items)) REQUIRE(each.success());
}

std::vector<std::string> client_ids(answer const& page) {
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < page.count("data.page.items"); ++i)
    ids.push_back(page.text("data.page.items." + std::to_string(i) + ".clientId"));
  return ids;
}

std::string cut_to_milliseconds(std::string const& time) { return time.substr(0, 23) + "Z"; }

}  // namespace

TEST_CASE("Nothing pulled from nothing is an empty page that can be gone on from") {
  auto const how = any_spelling();
  world in;
  answer const page = pull(in, how, "Task");
  CHECK(page.get("data.page.items") == "[]");
  CHECK(page.get("data.page.deletedIds") == "[]");
  CHECK(page.get("data.page.hasMore") == "false");
  CHECK(pull(in, how, "Task", page.text("data.page.lastSyncAt")).get("data.page.items") == "[]");
  CHECK(pull(in, how, "Task", at(0)).text("data.page.lastSyncAt") == at(0, 6));
}

TEST_CASE("Items carry id, clientId, version, updatedAt, isDeleted and the fields in camelCase") {
  auto const how = any_spelling();
  world in;
  auto const made =
      push(in, how, "Task", {"tmp-12345", "", "insert", R"("title":"t","tags":["a"],"note":null)"});
  answer const page = pull(in, how, "Task");
  CHECK(
      page.get("data.page.items.0") ==
      R"({"id":")" + made.text("id") +
          R"(","clientId":"tmp-12345","version":1,"updatedAt":"2025-11-05T09:00:00.000000Z","isDeleted":false,)" +
          R"("title":"t","body":"","done":false,"priority":0,"weight":0,"note":null,"tags":["a"],"votes":0,"space":null})");
}

TEST_CASE(
    "Pages follow each other in the order of changes, each record once, exactly limit at a time") {
  auto const how = any_spelling();
  world in;
  make_tasks(in, 0, 25);
  in.wait(1);
  // Changed later: t3 moves to the end, and is there once.
  push(in, spelling::generic, "Task", {"t3", "", "update", R"("version":1,"title":"moved")"});
  std::vector<std::string> all;
  std::string since;
  bool more = true;
  for (int pages = 0; more && pages < 10; ++pages) {
    answer const page = pull(in, how, "Task", since, 10);
    auto const ids = client_ids(page);
    all.insert(all.end(), ids.begin(), ids.end());
    more = page.get("data.page.hasMore") == "true";
    if (more) CHECK(ids.size() == 10);
    since = page.text("data.page.lastSyncAt");
    CHECK(since == page.text("data.page.items." + std::to_string(ids.size() - 1) + ".updatedAt"));
  }
  REQUIRE(all.size() == 25);
  CHECK(std::set<std::string>(all.begin(), all.end()).size() == 25);
  CHECK(all.front() == "t0");
  CHECK(all.back() == "t3");
  CHECK(pull(in, how, "Task", since).get("data.page.items") == "[]");
}

TEST_CASE("A last page that is exactly full says that there is no more") {
  auto const how = any_spelling();
  world in;
  make_tasks(in, 0, 10);
  CHECK(pull(in, how, "Task", "", 10).get("data.page.hasMore") == "false");
  CHECK(pull(in, how, "Task", "", 9).get("data.page.hasMore") == "true");
}

TEST_CASE("A client that cuts times to milliseconds gets to the end and misses nothing") {
  auto const how = any_spelling();
  auto const limit = GENERATE(1, 7, 100, 1000);
  world in;
  // Within one push stamps are a microsecond apart: some thousands of records in a few milliseconds.
  for (int i = 0; i < 3; ++i) make_tasks(in, i * 900, 900);
  std::set<std::string> seen;
  std::string since;
  bool more = true;
  int pages = 0;
  for (; more && pages < 6000; ++pages) {
    answer const page = pull(in, how, "Task", since, limit);
    for (auto const& id : client_ids(page)) seen.insert(id);
    more = page.get("data.page.hasMore") == "true";
    std::string const next = cut_to_milliseconds(page.text("data.page.lastSyncAt"));
    if (more && next == since) {
      FAIL_CHECK("the cursor stands still at " << since << " with limit " << limit);
      break;
    }
    since = next;
  }
  CHECK_FALSE(more);
  CHECK(seen.size() == 2700);
}

TEST_CASE("Deleted records are items and ids in the generic form, ids alone in the other") {
  auto const how = any_spelling();
  world in;
  make_tasks(in, 0, 2);
  std::string const start = pull(in, how, "Task").text("data.page.lastSyncAt");
  in.wait(1);
  auto const gone = push(in, how, "Task", {"t0", "", "delete", R"("version":1)"});
  answer const page = pull(in, how, "Task", start);
  CHECK(page.get("data.page.deletedIds") == "[\"" + gone.text("id") + "\"]");
  CHECK(page.text("data.page.lastSyncAt") == gone.text("updatedAt"));
  if (how == spelling::generic) {
    REQUIRE(page.count("data.page.items") == 1);
    CHECK(page.get("data.page.items.0.isDeleted") == "true");
    CHECK(page.text("data.page.items.0.clientId") == "t0");
    CHECK(page.get("data.page.items.0.version") == "2");
  } else {
    CHECK(page.get("data.page.items") == "[]");
  }
}

TEST_CASE("Deletions count against the limit") {
  auto const how = any_spelling();
  world in;
  make_tasks(in, 0, 6);
  std::string since = pull(in, how, "Task").text("data.page.lastSyncAt");
  in.wait(1);
  for (int i = 0; i < 6; ++i)
    push(in, how, "Task", {"t" + std::to_string(i), "", "delete", R"("version":1)"});
  answer const first = pull(in, how, "Task", since, 4);
  CHECK(first.count("data.page.deletedIds") == 4);
  CHECK(first.get("data.page.hasMore") == "true");
  answer const second = pull(in, how, "Task", first.text("data.page.lastSyncAt"), 4);
  CHECK(second.count("data.page.deletedIds") == 2);
  CHECK(second.get("data.page.hasMore") == "false");
}

TEST_CASE("Who starts from nothing is told of no deletions, and has passed them all the same") {
  auto const how = any_spelling();
  world in;
  make_tasks(in, 0, 3);
  in.wait(1);
  auto const gone = push(in, how, "Task", {"t2", "", "delete", R"("version":1)"});
  answer const page = pull(in, how, "Task");
  CHECK(client_ids(page) == std::vector<std::string>{"t0", "t1"});
  CHECK(page.get("data.page.deletedIds") == "[]");
  CHECK(page.text("data.page.lastSyncAt") == gone.text("updatedAt"));
  CHECK(pull(in, how, "Task", page.text("data.page.lastSyncAt")).get("data.page.deletedIds") ==
        "[]");
}

TEST_CASE("versionHash stays while nothing changes, and changes with every change") {
  auto const how = any_spelling();
  world in;
  auto const hash = [&] { return pull(in, how, "Task").get("data.page.versionHash"); };
  std::set<std::string> different{hash()};
  make_tasks(in, 0, 1);
  different.insert(hash());
  CHECK(hash() == hash());
  push(in, how, "Space", {"s", "", "insert", R"("name":"s")"});
  different.insert(hash());
  CHECK(different.size() == 2);
  push(in, how, "Task", {"t0", "", "update", R"("version":1,"title":"u")"});
  different.insert(hash());
  push(in, how, "Task", {"t0", "", "delete", R"("version":2)"});
  different.insert(hash());
  CHECK(different.size() >= 3);
}

TEST_CASE("versionHash of a page that asks for none is not computed into an error") {
  world in;
  auto const got = in.ask("{ syncPull(entity: \"Task\") { __typename hasMore } }");
  CHECK(got.body == R"({"data":{"syncPull":{"__typename":"SyncPullResponse","hasMore":false}}})");
}

TEST_CASE("Both forms see the same records") {
  world in;
  make_tasks(in, 0, 5);
  push(in, spelling::per_entity, "Task", {"u", "", "insert", R"("title":"t")"});
  answer const generic = pull(in, spelling::generic, "Task");
  answer const entity = pull(in, spelling::per_entity, "Task");
  CHECK(generic.get("data.page.items") == entity.get("data.page.items"));
  CHECK(generic.get("data.page.versionHash") == entity.get("data.page.versionHash"));
}

TEST_CASE("Nothing is missed while others write") {
  auto const how = any_spelling();
  world in;
  std::atomic<bool> done{false};
  std::thread writer{[&] {
    http_client client{"http://127.0.0.1:" + std::to_string(in.port)};
    for (int i = 0; i < 40; ++i) {
      http_request request{.method = "POST", .path = "/graphql"};
      request.headers.set("Content-Type", "application/json");
      request.headers.set("Authorization", "Bearer one");
      request.body = request_body("mutation { syncPush(entity: \"Task\", items: [{clientId: \"a" +
                                  std::to_string(i) + "\", title: \"t\"}, {clientId: \"b" +
                                  std::to_string(i) + "\", title: \"t\"}]) { success } }");
      (void)client.send(request);
    }
    done = true;
  }};
  std::map<std::string, int> seen;
  std::string since = at(-10);
  for (bool last = false; !last;) {
    last = done;
    for (bool more = true; more;) {
      answer const page = pull(in, how, "Task", since, 3);
      for (auto const& id : client_ids(page)) ++seen[id];
      since = page.text("data.page.lastSyncAt");
      more = page.get("data.page.hasMore") == "true";
    }
  }
  writer.join();
  CHECK(seen.size() == 80);
  for (auto const& [id, times] : seen) CHECK(times == 1);
}

TEST_CASE("since understands offsets and missing fractions") {
  world in;
  make_tasks(in, 0, 1);
  in.wait(10);
  make_tasks(in, 1, 1);
  CHECK(pull(in, spelling::generic, "Task", "2025-11-05T10:00:05+01:00").count("data.page.items") ==
        1);
  CHECK(pull(in, spelling::generic, "Task", "2025-11-05T08:59:59Z").count("data.page.items") == 2);
  CHECK(pull(in, spelling::generic, "Task", "2025-11-05T09:00:10.000000001z")
            .count("data.page.items") == 0);
  auto const bad =
      in.ask("query($t: DateTime) { syncPull(entity: \"Task\", since: $t) { hasMore } }",
             R"({"t":"yesterday"})");
  CHECK(bad.get("data").empty());
  CHECK(bad.text("errors.0.message").find("DateTime") != std::string::npos);
}

TEST_CASE(
    "A limit below 1 is the caller's mistake, a large one is no problem, null is the default") {
  world in;
  make_tasks(in, 0, 3);
  for (auto const* limit : {"0", "-1"}) {
    auto const got =
        in.ask(std::string{"{ syncPull(entity: \"Task\", limit: "} + limit + ") { hasMore } }");
    CHECK(got.code() == "BAD_USER_INPUT");
    CHECK(got.get("data") == "null");
  }
  CHECK(in.ask("{ page: syncPull(entity: \"Task\", limit: 2000000000) { items } }")
            .count("data.page.items") == 3);
  CHECK(in.ask("{ page: syncPull(entity: \"Task\", limit: null) { items } }")
            .count("data.page.items") == 3);
}

TEST_CASE("An unknown entity is told apart") {
  world in;
  auto const pulled_nothing = in.ask("{ syncPull(entity: \"Nope\") { hasMore } }");
  CHECK(pulled_nothing.status == 200);
  CHECK(pulled_nothing.code() == "UNKNOWN_ENTITY");
  CHECK(pulled_nothing.get("errors.0.path") == "[\"syncPull\"]");
  CHECK(in.ask("mutation { syncPush(entity: \"task\", items: []) { success } }").code() ==
        "UNKNOWN_ENTITY");
}

TEST_CASE("Tombstones stay once they are pulled: the next page starts after them") {
  auto const how = any_spelling();
  world in;
  make_tasks(in, 0, 4);
  std::string since = at(-1);
  for (int i = 0; i < 4; ++i)
    push(in, how, "Task", {"t" + std::to_string(i), "", "delete", R"("version":1)"});
  std::size_t seen = 0;
  for (int i = 0; i < 4; ++i) {
    answer const page = pull(in, how, "Task", since, 1);
    seen += page.count("data.page.deletedIds");
    since = page.text("data.page.lastSyncAt");
  }
  CHECK(seen == 4);
  CHECK(pull(in, how, "Task", since).get("data.page.deletedIds") == "[]");
}
