// SPDX-License-Identifier: BSL-1.0
#include <entente/sync/engine.hpp>

#include "support/catch.hpp"
#include "sync/office.hpp"

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

using namespace office;

TEST_CASE("A sync pushes what is queued and pulls what has changed, and tells how much") {
  backend server;
  device a{server, "a"};
  device b{server, "b"};
  auto const id = a->create(task("one"));
  a->create(task("two"));
  auto const first = a->sync();
  CHECK(first.complete());
  CHECK_FALSE(first.retry_at.has_value());
  CHECK(first.pushed == 2);
  CHECK(first.accepted == 2);
  CHECK(a->status().clean());

  auto const other = b->sync();
  CHECK(other.pushed == 0);
  CHECK(other.pulled == 2);
  CHECK(other.merged == 0);

  a->update(id, [](Task& t) { t.done = true; });
  b->update(id, [](Task& t) { t.body = "b"; });
  a->sync();
  auto const merged = b->sync();
  CHECK(merged.pushed == 1);
  CHECK(merged.accepted == 1);
  CHECK(b->get(id).done);
  auto const third = a->sync();
  CHECK(third.pushed == 0);
  CHECK(third.pulled == 1);
  CHECK(a->get(id).body == "b");
}

TEST_CASE("An edit that is overtaken is counted as superseded, and a snapshot of it is kept") {
  backend server;
  device a{server, "a"};
  device b{server, "b"};
  auto const id = a->create(task("one"));
  a->sync();
  b->sync();
  b->update(id, [](Task& t) { t.title = "early"; });
  server.pass(1s);
  a->update(id, [](Task& t) { t.title = "late"; });
  a->sync();
  auto const report = b->sync();
  CHECK(report.complete());
  CHECK(report.pushed == 1);
  CHECK(report.accepted == 0);
  CHECK(report.superseded == 1);
  CHECK(b->get(id).title == "late");
  REQUIRE(b->snapshots().size() == 1);
  CHECK(b->snapshots().front().image.find("early") != std::string::npos);
}

TEST_CASE("A conflict for a person is counted once, at the sync that finds it") {
  backend server;
  device a{server, "a"};
  device b{server, "b"};
  auto const id = a->create(Deed{"text", "clause"});
  a->sync();
  b->sync();
  a->update(id, [](Deed& d) { d.text = "a"; });
  b->update(id, [](Deed& d) { d.text = "b"; });
  a->sync();
  auto const report = b->sync();
  CHECK(report.complete());
  CHECK(report.conflicts == 1);
  CHECK(b->status().conflicts == 1);
  CHECK(b->sync().conflicts == 0);
  b->keep_local(id);
  auto const decided = b->sync();
  CHECK(decided.accepted == 1);
  CHECK(decided.conflicts == 0);
  a->sync();
  CHECK(a->get(id).text == "b");
}

TEST_CASE("A page that does not lead on ends the run") {
  backend server;
  device a{server, "a"};
  a.line->every_pull = [&](pull_request const& request) {
    auto page = a.line->deliver(request);
    page.cursor = request.cursor;
    page.has_more = true;
    return page;
  };
  device b{server, "b"};
  b->create(task("one"));
  b->sync();
  auto const report = a->sync();
  REQUIRE_FALSE(report.complete());
  CHECK(report.reaction == reaction::retry_later);
  CHECK(report.problem->code == error_code::protocol_violation);
  CHECK(a.line->pulls.size() == 1);
}

TEST_CASE("A stream without an end is given up") {
  backend server;
  auto how = server.syncing();
  how.max_pages = 10;
  device a{server, "a", how};
  int page_number = 0;
  a.line->every_pull = [&](pull_request const&) {
    change_page page;
    page.provisional = true;
    page.cursor = std::to_string(++page_number);
    page.has_more = true;
    return page;
  };
  auto const report = a->sync();
  REQUIRE_FALSE(report.complete());
  CHECK(report.reaction == reaction::hold);
  CHECK(report.problem->code == error_code::protocol_violation);
  CHECK(page_number == 10);
}

TEST_CASE("Pages are asked for in the size that was chosen, one after the other") {
  backend server;
  device a{server, "a"};
  for (int i = 0; i < 7; ++i) a->create(task("task " + std::to_string(i)));
  a->sync();
  auto how = server.syncing();
  how.page_records = 3;
  device b{server, "b", how};
  auto const report = b->sync();
  CHECK(report.pulled == 7);
  REQUIRE(b.line->pulls.size() == 3);
  CHECK(b.line->pulls[0].cursor.empty());
  CHECK(b.line->pulls[1].cursor != b.line->pulls[2].cursor);
  for (auto const& each : b.line->pulls) CHECK(each.limit == 3);
}

TEST_CASE("A pull that breaks off goes on where it was") {
  backend server;
  device a{server, "a"};
  for (int i = 0; i < 7; ++i) a->create(task("task " + std::to_string(i)));
  a->sync();
  auto how = server.syncing();
  how.page_records = 3;
  device b{server, "b", how};
  b.line->next_pulls.push_back(
      [&](pull_request const& request) { return b.line->deliver(request); });
  b.line->next_pulls.push_back(refuse(reaction::retry_later));
  CHECK(b->sync().pulled == 3);
  b.reopen();
  CHECK(b->sync().pulled == 4);
  CHECK(b.line->pulls[2].cursor == b.line->pulls[1].cursor);
}

TEST_CASE("Work that merging makes is pushed in the same run") {
  backend server;
  device a{server, "a"};
  device b{server, "b"};
  auto const id = a->create(task("one"));
  a->sync();
  b->sync();
  a->update(id, [](Task& t) { t.done = true; });
  a->sync();
  // Written between push and pull, onto a record that has moved on.
  b.line->next_pulls.push_back([&](pull_request const& request) {
    b->update(id, [](Task& t) { t.body = "b"; });
    return b.line->deliver(request);
  });
  auto const report = b->sync();
  CHECK(report.complete());
  CHECK(report.merged == 1);
  CHECK(report.accepted == 1);
  CHECK(b->status().clean());
  a->sync();
  CHECK(a->get(id).body == "b");
  CHECK(a->get(id).done);
}

TEST_CASE("Merging that never comes to an end is put off") {
  backend server;
  device a{server, "a"};
  device b{server, "b"};
  auto const id = a->create(task("one"));
  a->sync();
  b->sync();
  b.line->every_pull = [&](pull_request const& request) {
    a->update(id, [](Task& t) { t.votes += 1; });
    a->sync();
    b->update(id, [](Task& t) { t.votes += 1; });
    return b.line->deliver(request);
  };
  auto const report = b->sync();
  REQUIRE_FALSE(report.complete());
  CHECK(report.reaction == reaction::retry_later);
  CHECK(report.problem->code == error_code::conflict);
  b.line->every_pull = {};
  CHECK(b->sync().complete());
  CHECK(b->get(id).votes == 16);
}

TEST_CASE("Entities that differ from the server's are named once") {
  backend server;
  device a{server, "a"};
  auto const id = a->create(task("one"));
  a->sync();
  int rounds = 0;
  a.line->every_pull = [&](pull_request const& request) {
    if (++rounds == 1) {
      device b{server, "b"};
      b->sync();
      b->update(id, [](Task& t) { t.done = true; });
      b->sync();
      a->update(id, [](Task& t) { t.body = "a"; });  // makes a second round
    }
    auto page = a.line->deliver(request);
    for (auto& each : page.digests)
      if (each.entity == "Task") ++each.count;
    return page;
  };
  auto const report = a->sync();
  CHECK(rounds == 2);
  CHECK(report.diverged == std::vector<std::string>{"Task"});
}

TEST_CASE(
    "A server that was set back to an older copy is noticed, and everybody is in step with it again") {
  backend server;
  device a{server, "a"};
  auto const kept = a->create(task("kept"));
  a->sync();
  auto const copy = server.folder.path() / "copy";
  auto const everything = std::filesystem::copy_options::recursive;
  server.restart([&](auto const& data) { std::filesystem::copy(data, copy, everything); });
  auto const lost = a->create(task("lost with the server"));
  a->sync();
  server.restart([&](auto const& data) {
    std::filesystem::remove_all(data);
    std::filesystem::copy(copy, data, everything);
  });
  CHECK(a->sync().complete());
  a->create(task("new"));
  CHECK(a->sync().complete());
  CHECK(a->get(kept).title == "kept");
  CHECK(a->get(lost).title == "lost with the server");  // and given back by who had it
  CHECK(a->status().clean());
  CHECK(a->status().diverged.empty());
  device b{server, "b"};
  b->sync();
  CHECK(b->query<Task>().count() == 3);
  CHECK(b->find(lost).has_value());
}
