// SPDX-License-Identifier: BSL-1.0
// Traps 24, 44, 51, 53 to 55, 62, 71 and 72: the way to a server, whoever's it is, over real HTTP where that
// matters.
#include "traps/kit.hpp"

#include "support/stranger_server.hpp"

#include <entente/http/server.hpp>
#include <entente/remote/http.hpp>
#include <entente/remote/reference.hpp>
#include <entente/serve.hpp>

#include <atomic>
#include <functional>
#include <memory>
#include <thread>

using namespace traps;
using fault = tests::stranger_server::fault;

namespace {

using online_client = client<everything>;

constexpr timestamp noon{std::chrono::seconds{1'760'000'000}};

replica_options file_in(support::temporary_folder const& folder, std::string const& name,
                        std::string const& tenant = "acme") {
  replica_options how;
  how.directory = folder.path() / name;
  how.tenant = tenant;
  how.principal = "ann";
  return how;
}

/// A real server behind a front that may answer in its place.
class endpoint {
 public:
  using play = std::function<http_response(http_request const&)>;

  endpoint() : server_(options()), front_(http_server_options{}, [this](http_request const& request) {
                 return in_front ? in_front(request) : behind(request);
               }) {
    url = "http://127.0.0.1:" + std::to_string(front_.start()) + "/graphql";
  }

  http_response behind(http_request const& request) { return server_.handle(request); }

  /// Every request is answered by that status.
  void answer(int status, std::string const& retry_after = {}) {
    in_front = [=](http_request const&) {
      http_response response;
      response.status = status;
      response.headers.set("Content-Type", "text/html");
      if (!retry_after.empty()) response.headers.set("Retry-After", retry_after);
      response.body = "<html>not what you expect</html>";
      return response;
    };
  }

  std::size_t records() {
    std::size_t count = 0;
    server_.truth().read({"ann", {"acme"}}, "acme", [&](auto& store) {
      count = static_cast<std::size_t>(store.entity_digest_of("Task").second);
      return true;
    });
    return count;
  }

  support::temporary_folder folder{support::memory_folder()};
  std::string url{};
  play in_front{};  ///< to be set while no request is on its way

 private:
  server_options options() {
    server_options how;
    how.directory = folder / "server";
    how.tokens = {{"ann's", {"ann", {"acme"}}}, {"bob's", {"bob", {"globex"}}}};
    return how;
  }

  server<everything> server_;
  http_server front_;
};

online_client device_of(endpoint& of, std::string const& name = "a", std::string const& tenant = "acme") {
  sync_options how;
  how.now = [] { return noon; };
  return {file_in(of.folder, name, tenant), http_remote{of.url, "ann's"}, how};
}

}  // namespace

TEST_CASE("Trap 24: a stranger's server that knows a record by another id does not make a second one") {
  tests::stranger_server server;
  support::temporary_folder folder;
  online_client a{file_in(folder, "a"), reference_remote{server.url(), "token"}};
  a.create(task("once"));
  server.plan(fault::lose_answer);
  CHECK_FALSE(a.sync().complete());
  for (int i = 0; i < 2; ++i) CHECK(a.sync().complete());
  CHECK(server.rows("Task").size() == 1);
  CHECK(a.query<Task>().count() == 1);
  CHECK(a.status().clean());
}

TEST_CASE("Trap 44: a stranger's server is told of parents by the ids that it gave them") {
  tests::stranger_server server;
  support::temporary_folder folder;
  online_client a{file_in(folder, "a"), reference_remote{server.url(), "token"}};
  auto const space = a.create(Space{"parent", ""});
  auto const child = a.create(task("child", space));
  CHECK(a.sync().complete());
  auto const second = a.create(task("second", space));
  CHECK(a.sync().complete());
  auto const parent = server.rows("Space").at(0).id;
  REQUIRE(parent != space.text());
  REQUIRE(server.rows("Task").size() == 2);
  for (auto const& row : server.rows("Task")) CHECK(row.fields.at("space") == '"' + parent + '"');
  CHECK(a.get(child).space == ref<Space>{space});
  CHECK(a.get(second).space == ref<Space>{space});
  CHECK(a.query<Space>().count() == 1);
}

TEST_CASE("Trap 51: no status is a verdict on operations, and each has its own reaction") {
  endpoint at;
  auto a = device_of(at);
  a.create(task("x"));
  struct expected {
    int status;
    reaction then;
  };
  for (auto const& [status, then] : std::vector<expected>{{400, reaction::hold},
                                                          {401, reaction::sign_in},
                                                          {403, reaction::hold},
                                                          {404, reaction::hold},
                                                          {408, reaction::retry_later},
                                                          {409, reaction::hold},
                                                          {410, reaction::hold},
                                                          {425, reaction::retry_later},
                                                          {429, reaction::retry_later},
                                                          {500, reaction::retry_later},
                                                          {502, reaction::retry_later},
                                                          {503, reaction::retry_later}}) {
    at.answer(status, status == 429 ? "120" : "");
    auto const report = a.sync();
    CAPTURE(status);
    CHECK_FALSE(report.complete());
    CHECK(report.reaction == then);
    CHECK(report.retry_at.has_value() == (then != reaction::sign_in));
    if (status == 429) CHECK(*report.retry_at >= noon + 120s);
    CHECK(a.status().pending == 1);
    CHECK(a.status().failed == 0);
  }
  at.in_front = nullptr;
  CHECK(a.sync().complete());
  CHECK(a.status().clean());
  CHECK(at.records() == 1);
}

TEST_CASE("Trap 53: every write is local and queued first, and an unknown outcome makes no second record") {
  endpoint at;
  auto a = device_of(at);
  auto const which = a.create(task("written while the server can be reached"));
  CHECK(a.status().pending == 1);
  CHECK(a.get(which).title == "written while the server can be reached");
  at.in_front = [&](http_request const& request) {
    at.behind(request);  // it is done, and nobody hears of it
    http_response response;
    response.status = 504;
    return response;
  };
  CHECK_FALSE(a.sync().complete());
  CHECK(at.records() == 1);
  CHECK(a.status().pending == 1);
  at.in_front = nullptr;
  CHECK(a.sync().complete());
  CHECK(at.records() == 1);
  CHECK(a.query<Task>().count() == 1);
  CHECK(a.find(which)->version == 1);
}

TEST_CASE("Trap 53: a direct write goes through the queue, under one id, whatever becomes of it") {
  backend server;
  device a{server, "a"};
  a.line->next_pushes.push_back(lose_answer(a));
  auto const outcome = a->direct([](auto& all) { return all.create(task("direct")); });
  CHECK(outcome.state == direct_state::queued);
  CHECK(a->get(outcome.value).title == "direct");
  REQUIRE(a->queue().size() == 1);
  sync(a);
  CHECK(records(server).size() == 1);
  CHECK(a->find(outcome.value)->version == 1);
  CHECK(operations_of(a.line->pushes.at(0)).at(0).op_id == operations_of(a.line->pushes.at(1)).at(0).op_id);
}

TEST_CASE("Trap 54: a direct write does not overtake what was written before it") {
  backend server;
  device a{server, "a"};
  auto const which = a->create(task("first"));
  a->update(which, [](Task& t) { t.votes += 1; });
  auto const space = a->create(Space{"second", ""});
  auto const outcome = a->direct([&](auto& all) {
    all.update(which, [&](Task& t) {
      t.title = "third";
      t.space = space;
    });
  });
  CHECK(outcome.state == direct_state::applied);
  CHECK(a->status().clean());
  std::vector<std::int64_t> sent;
  for (auto const& request : a.line->pushes)
    for (auto const& op : operations_of(request)) sent.push_back(op.sequence);
  CHECK(sent.size() == 3);
  CHECK(std::is_sorted(sent.begin(), sent.end()));
  CHECK(a->find(which)->version == 2);
  CHECK(a->get(which).title == "third");

  // Nor does it get past what cannot go.
  auto const refused = a->create(task("will be refused"));
  a.line->next_pushes.push_back([&](push_request request) {
    request.groups.at(0).at(0).body = R"({"set":{"title":""}})";
    return a.line->deliver(request);
  });
  sync(a);
  auto const held = a->direct([&](auto& all) { all.remove(space); all.update(refused, [](Task& t) { t.body = "x"; }); });
  CHECK(held.state != direct_state::applied);
}

TEST_CASE("Trap 55: whoever asks for a sync, there is one at a time") {
  backend server;
  device a{server, "a"};
  std::atomic<int> inside{0};
  std::atomic<int> overlaps{0};
  auto const alone = [&](auto const& request) {
    if (++inside > 1) ++overlaps;
    auto answer = a.line->deliver(request);
    std::this_thread::yield();
    --inside;
    return answer;
  };
  a.line->every_push = alone;
  a.line->every_pull = alone;
  std::atomic<int> incomplete{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] {
      for (int i = 0; i < 5; ++i) {
        a->create(task("x"));
        if (!a->sync().complete()) ++incomplete;
      }
    });
  for (auto& each : threads) each.join();
  CHECK(overlaps == 0);
  CHECK(incomplete == 0);
  CHECK(a->status().clean());
  CHECK(records(server).size() == 20);
  for (auto const& [key, each] : records(server)) CHECK(each.version == 1);
  std::set<uuid> ids;
  for (auto const& request : a.line->pushes)
    for (auto const& op : operations_of(request)) CHECK(ids.insert(op.op_id).second);
}

TEST_CASE("Trap 55: of two holders of one file one syncs, and nothing keeps the other out afterwards") {
  backend server;
  device a{server, "same"};
  device b{server, "same"};
  a->create(task("x"));
  a.line->next_pushes.push_back(meanwhile(a, [&] {
    auto const report = b->sync();
    REQUIRE(report.problem.has_value());
    CHECK(report.problem->code == error_code::storage_busy);
    CHECK(report.retry_at.has_value());
    CHECK(b->query<Task>().count() == 1);  // reading and writing go on
  }));
  sync(a);
  CHECK(b.line->pushes.empty());
  sync(b);
  CHECK(records(server).size() == 1);
}

TEST_CASE("Trap 62: no tenant's name leads to another's file, or out of the directory") {
  support::temporary_folder folder;
  std::vector<std::string> const names{"a",   "A",   "../a", "a/b", "a\\b", "..",  ".",           "",
                                       "CON", "a b", "a.db", "\xC3\xA4", "=",    "=61", std::string(300, 'a'),
                                       std::string(301, 'a')};
  for (auto const& name : names) {
    replica<everything> file{file_in(folder, "all", name)};
    file.create(task(name.empty() ? "(none)" : name));
  }
  for (auto const& name : names) {
    replica<everything> file{file_in(folder, "all", name)};
    REQUIRE(file.query<Task>().count() == 1);
    CHECK(file.query<Task>().all()[0].value.title == (name.empty() ? "(none)" : name));
  }
  for (auto const& each : std::filesystem::directory_iterator{folder.path()})
    CHECK(each.path().filename() == "all");
}

TEST_CASE("Trap 62: a file is not opened for another tenant, and the server goes by the token") {
  endpoint at;
  {
    auto a = device_of(at);
    a.create(task("acme's"));
    CHECK(a.sync().complete());
  }
  auto const files = at.folder.path() / "a";
  std::filesystem::copy(files / tenant_file_name("acme"), files / tenant_file_name("globex"));
  CHECK(code_of([&] { device_of(at, "a", "globex"); }) == error_code::wrong_tenant);

  auto stray = device_of(at, "b", "globex");  // ann's token does not reach globex
  stray.create(task("never arrives"));
  auto const report = stray.sync();
  CHECK(report.reaction == reaction::hold);
  CHECK(report.problem.value().code == error_code::forbidden);
  CHECK(stray.status().pending == 1);
  CHECK_FALSE(std::filesystem::exists(at.folder.path() / "server" / tenant_file_name("globex")));
}

TEST_CASE("Trap 62: behind the endpoint, too, nobody reaches a tenant that is not theirs") {
  backend server;
  device a{server, "a"};
  a->create(task("acme's"));
  sync(a);
  principal const stranger{"eve", {"globex"}, true};
  auto const refused = [&](auto&& call) { return code_of(call) == error_code::forbidden; };
  CHECK(refused([&] { server.truth().changes_since(stranger, "acme", {}); }));
  CHECK(refused([&] { server.truth().apply(stranger, "acme", {}); }));
  CHECK(refused([&] { server.truth().compare(stranger, "acme", {}); }));
  CHECK(refused([&] { server.truth().read(stranger, "acme", [](auto&) { return 0; }); }));
  CHECK(refused([&] { server.truth().write(stranger, "acme", [](auto&) {}); }));
}

TEST_CASE("Trap 71: what one user has queued is not sent as another") {
  endpoint at;
  {
    auto a = device_of(at);
    a.create(task("ann's"));
  }
  auto others = file_in(at.folder, "a");
  others.principal = "bob";
  CHECK(code_of([&] { online_client{others, http_remote{at.url, "bob's"}}; }) == error_code::wrong_tenant);

  auto a = device_of(at);
  CHECK(a.status().pending == 1);
  at.answer(401);  // signed out in the middle
  CHECK(a.sync().reaction == reaction::sign_in);
  CHECK(a.status().pending == 1);
  at.in_front = nullptr;
  CHECK(a.sync().complete());
  CHECK(at.records() == 1);
}

TEST_CASE("Trap 72: nothing but the outcome tells whether there is a network") {
  endpoint at;
  auto a = device_of(at);
  a.create(task("x"));
  SECTION("a captive portal answers everything, and is believed nothing") {
    at.answer(200);
    auto const report = a.sync();
    CHECK(report.reaction == reaction::retry_later);
    CHECK(report.retry_at.has_value());
  }
  SECTION("a server that cannot be reached is tried again at a time that is said") {
    sync_options how;
    how.now = [] { return noon; };
    online_client away{file_in(at.folder, "away"), http_remote{"http://127.0.0.1:9/graphql", "ann's"}, how};
    away.create(task("y"));
    for (int i = 0; i < 3; ++i) {
      auto const report = away.sync();
      CHECK(report.reaction == reaction::retry_later);
      REQUIRE(report.retry_at.has_value());
      CHECK(*report.retry_at <= noon + 60s);
    }
    CHECK(away.status().pending == 1);
  }
  // No event is needed to go on.
  at.in_front = nullptr;
  CHECK(a.status().pending == 1);
  CHECK(a.sync().complete());
  CHECK(at.records() == 1);
}
