// SPDX-License-Identifier: BSL-1.0
// Two devices and a server over real HTTP, by every protocol there is.
#include "end_to_end/world.hpp"
#include "support/catch.hpp"
#include "support/tcp_proxy.hpp"

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <tuple>
#include <vector>

using namespace end_to_end;

namespace {

std::string name_of_protocol(protocol how) {
  return how == protocol::native ? "native" : how == protocol::generic ? "generic" : "per entity";
}

void same_everywhere(backend& server, device& a, device& b) {
  CHECK(rows<Space>(a, false) == rows<Space>(server, false));
  CHECK(rows<Task>(a, false) == rows<Task>(server, false));
  CHECK(rows<Space>(b, false) == rows<Space>(server, false));
  CHECK(rows<Task>(b, false) == rows<Task>(server, false));
  CHECK(a.status().clean());
  CHECK(b.status().clean());
}

}  // namespace

TEST_CASE("Two devices that were apart end up with the server's data") {
  auto const how = GENERATE(protocol::native, protocol::generic, protocol::per_entity);
  auto const assign_ids = GENERATE(false, true);
  INFO(name_of_protocol(how) << (assign_ids ? ", the server's ids" : ", the clients' ids"));
  backend server{assign_ids};
  auto a = device_in(server, "a", how);
  auto b = device_in(server, "b", how);

  // A ref to a record made offline, in one transaction and in two.
  auto const home = a->create(Space{"home", "where the heart is"});
  auto first = task("first");
  first.space = home;
  first.tags = {"a"};
  first.votes = 1;
  auto const one = a->create(first);
  auto const two = a->transaction([&](auto& all) {
    auto const shed = all.create(Space{"shed", ""});
    auto second = task("second");
    second.space = shed;
    return all.create(second);
  });
  sync(*a);
  sync(*b);
  same_everywhere(server, *a, *b);
  CHECK(b->get(one).space == home);

  // Both offline: other fields, the same field, a counter on both, a set on both.
  a->update(one, [](Task& t) {
    t.body = "by a";
    t.votes += 2;
    t.tags.push_back("from a");
    t.title = "title by a";
  });
  b->update(one, [](Task& t) {
    t.done = true;
    t.votes += 10;
    t.tags.push_back("from b");
    t.title = "title by b";  // the later one
  });
  // A delete against an edit.
  a->remove(two);
  b->update(two, [](Task& t) { t.note = "lost"; });
  auto const own = b->create(task("from b"));
  for (int round = 0; round < 3; ++round) {
    sync(*a);
    sync(*b);
  }
  same_everywhere(server, *a, *b);
  auto const merged = a->get(one);
  CHECK(merged.body == "by a");
  CHECK(merged.done);
  CHECK(merged.title == "title by b");
  CHECK(merged.votes == 13);
  auto tags = merged.tags;
  std::sort(tags.begin(), tags.end());
  CHECK(tags == std::vector<std::string>{"a", "from a", "from b"});
  CHECK_FALSE(a->find(two).has_value());
  CHECK_FALSE(b->find(two).has_value());
  CHECK(a->get(own).title == "from b");

  if (how != protocol::native) return;  // the reference operations know no restoring
  a->restore(two);
  sync(*a);
  sync(*b);
  CHECK(b->get(two).title == "second");
  same_everywhere(server, *a, *b);
}

TEST_CASE("Over the native protocol versions, stamps and digests agree as well") {
  backend server{GENERATE(false, true)};
  auto a = device_in(server, "a", protocol::native);
  auto b = device_in(server, "b", protocol::native);
  for (int i = 0; i < 250; ++i) {
    auto made = task("task " + std::to_string(i), std::string(100, 'x'));
    made.weight = i / 3.0;
    a->create(made);
  }
  sync(*a);
  sync(*b);
  for (auto const& id : b->query<Task>().limit(50).ids())
    b->update(id, [](Task& t) { t.priority = 7; });
  sync(*b);
  sync(*a);
  CHECK(rows<Task>(*a).size() == 250);
  CHECK(rows<Task>(*a) == rows<Task>(server));
  CHECK(rows<Task>(*b) == rows<Task>(server));
  CHECK(a->status().diverged.empty());
  CHECK(b->status().diverged.empty());
}

TEST_CASE("Devices of both protocols work on the same data") {
  backend server{GENERATE(false, true)};
  auto a = device_in(server, "a", protocol::native);
  auto b = device_in(server, "b", protocol::generic);
  auto const from_a = a->create(task("from a"));
  auto const from_b = b->create(task("from b"));
  sync(*a);
  sync(*b);
  sync(*a);
  REQUIRE(a->find(from_b).has_value());
  a->update(from_b, [](Task& t) { t.votes += 1; });
  b->update(from_a, [](Task& t) { t.votes += 1; });
  b->update(from_b, [](Task& t) { t.votes += 1; });
  for (int round = 0; round < 3; ++round) {
    sync(*a);
    sync(*b);
  }
  same_everywhere(server, *a, *b);
  CHECK(a->get(from_b).votes == 2);
  CHECK(a->get(from_a).votes == 1);
}

TEST_CASE("A refused record fails with the field at fault, and the rest goes") {
  backend server;
  auto const how = GENERATE(protocol::native, protocol::generic, protocol::per_entity);
  auto a = device_in(server, "a", how);
  auto orphan = task("orphan");
  orphan.space = ref<Space>{make_uuid_v7(system_now(), system_random)};
  a->create(orphan);
  auto const good = a->create(task("good"));
  auto const report = sync(*a);
  CHECK(report.rejected == 1);
  CHECK(report.accepted == 1);
  CHECK(a->status().failed == 1);
  auto b = device_in(server, "b", how);
  sync(*b);
  CHECK(b->query<Task>().count() == 1);
  CHECK(b->get(good).title == "good");
}

TEST_CASE(
    "A server that is not there, and one that does not know the caller, leave the work queued") {
  backend server;
  auto a = device_in(server, "a", protocol::native);
  a->create(task("one"));
  client<app> stranger{options_in(server.folder.path() / "stranger"),
                       http_remote{server.url(), "wrong"}};
  stranger.create(task("two"));
  auto const refused = stranger.sync();
  REQUIRE_FALSE(refused.complete());
  CHECK(refused.reaction == reaction::sign_in);
  CHECK(refused.problem->code == error_code::unauthenticated);
  CHECK(stranger.status().pending == 1);

  server.stop();
  auto const report = a->sync();
  REQUIRE_FALSE(report.complete());
  CHECK(report.reaction == reaction::retry_later);
  CHECK(report.problem->code == error_code::network_failed);
  CHECK(report.retry_at.has_value());
  CHECK(a->status().pending == 1);
  server.start();
  a = device_in(server, "a", protocol::native);
  CHECK(sync(*a).accepted == 1);
}

TEST_CASE("A tenant that the token does not reach stays closed") {
  backend server;
  auto how = options_in(server.folder.path() / "thief");
  how.tenant = "globex";
  client<app> thief{how, http_remote{server.url(), token}};
  thief.create(task("one"));
  auto const report = thief.sync();
  REQUIRE_FALSE(report.complete());
  CHECK(report.problem->code == error_code::forbidden);
  CHECK(thief.status().pending == 1);
}

TEST_CASE("A sync over HTTP is stopped from another thread") {
  // A port that takes connections and never answers.
  backend server;
  std::atomic<bool> asked{false};
  http_server silent{http_server_options{}, [&](http_request const& request) {
                       asked = true;
                       while (!request.headers.find("x-nobody") && asked) std::this_thread::yield();
                       return http_response{};
                     }};
  client<app> a{options_in(server.folder.path() / "a"),
                http_remote{url_of_port(silent.start()), token}};
  a.create(task("one"));
  sync_report report;
  std::thread run{[&] { report = a.sync(); }};
  while (!asked) std::this_thread::yield();
  a.cancel_sync();
  run.join();
  asked = false;
  CHECK(report.reaction == reaction::stop);
  CHECK(a.status().pending == 1);
}

#ifdef TESTS_HAVE_TCP_PROXY

TEST_CASE("Answers that get lost on the wire change nothing in the end") {
  auto const fault = GENERATE(support::passage::no_request, support::passage::no_answer,
                              support::passage::half_answer);
  auto const assign_ids = GENERATE(false, true);
  backend server{assign_ids};
  std::atomic<bool> cut{false};
  support::tcp_proxy between{
      server.port(), [&] { return cut.exchange(false) ? fault : support::passage::through; }};
  client<app> a{options_in(server.folder.path() / "a"),
                http_remote{url_of_port(between.port()), token}};
  auto b = device_in(server, "b", protocol::native);
  auto const id = a.create(task("one"));
  sync(a);
  for (int i = 0; i < 5; ++i) {
    a.update(id, [](Task& t) { t.votes += 1; });
    a.create(task("more " + std::to_string(i)));
    cut = true;
    auto const report = a.sync();
    CHECK_FALSE(report.complete());
    a.update(id, [](Task& t) { t.votes += 10; });
    sync(a);
  }
  sync(*b);
  CHECK(b->get(id).votes == 55);
  CHECK(b->query<Task>().count() == 6);
  CHECK(rows<Task>(a) == rows<Task>(server));
  CHECK(rows<Task>(*b) == rows<Task>(server));
}

TEST_CASE("Over the reference protocol lost answers lose and repeat no record") {
  auto const fault = GENERATE(support::passage::no_answer, support::passage::half_answer);
  auto const how = GENERATE(protocol::generic, protocol::per_entity);
  auto const assign_ids = GENERATE(false, true);
  backend server{assign_ids};
  std::atomic<bool> cut{false};
  support::tcp_proxy between{
      server.port(), [&] { return cut.exchange(false) ? fault : support::passage::through; }};
  client<app> a{options_in(server.folder.path() / "a"),
                remote_to(url_of_port(between.port()), how)};
  auto const id = a.create(task("one"));
  sync(a);
  for (int i = 0; i < 3; ++i) {
    a.update(id, [&](Task& t) { t.title = "title " + std::to_string(i); });
    a.create(task("more " + std::to_string(i)));
    cut = true;
    static_cast<void>(a.sync());
    sync(a);
  }
  CHECK(a.query<Task>().count() == 4);
  CHECK(a.get(id).title == "title 2");
  CHECK(a.status().clean());
  CHECK(rows<Task>(a, false) == rows<Task>(server, false));
}

TEST_CASE("A server that ends and starts again in the middle goes on where it was") {
  backend server;
  std::atomic<int> exchanges{0};
  support::tcp_proxy between{server.port(), [&] {
                               return ++exchanges % 3 == 0 ? support::passage::no_answer
                                                           : support::passage::through;
                             }};
  client<app> a{options_in(server.folder.path() / "a"),
                http_remote{url_of_port(between.port()), token}};
  auto const id = a.create(task("one"));
  for (int i = 0; i < 8; ++i) {
    a.update(id, [](Task& t) { t.votes += 1; });
    static_cast<void>(a.sync());
    server.stop();
    static_cast<void>(a.sync());
    server.start();
    between.lead_to(server.port());
  }
  exchanges = 0;
  while (!a.status().clean()) static_cast<void>(a.sync());
  auto b = device_in(server, "b", protocol::native);
  sync(*b);
  CHECK(b->get(id).votes == 8);
  CHECK(a.get(id).votes == 8);
}

#endif

TEST_CASE("A device compares its records with the server's, and mends those that differ") {
  backend server;
  auto a = device_in(server, "a", protocol::native);
  for (int i = 0; i < 700; ++i) a->create(task("task " + std::to_string(i)));
  sync(*a);
  a.reset();
  {
    database file{server.folder.path() / "a" / tenant_file_name("acme")};
    file.exec("DELETE FROM \"Task\" WHERE title='task 650'");
  }
  a = device_in(server, "a", protocol::native);
  auto const report = a->verify();
  INFO((report.sync.problem ? report.sync.problem->text() : std::string{}));
  REQUIRE(report.converged());
  CHECK(report.records.mended == 1);
  CHECK(rows<Task>(*a) == rows<Task>(server));
}
