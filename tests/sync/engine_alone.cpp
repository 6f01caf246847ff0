// SPDX-License-Identifier: BSL-1.0
// One sync at a time: threads, other holders of the file, crashes, and the way out of a run.
#include <entente/sync/engine.hpp>

#include "support/catch.hpp"
#include "support/failure_code.hpp"
#include "sync/office.hpp"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

using namespace office;

TEST_CASE("A failure of the local database is thrown, and the engine works once it is mended") {
  backend server;
  device a{server, "a"};
  device b{server, "b"};
  b->create(task("one"));
  b->sync();
  auto const file = server.folder.path() / "a" / tenant_file_name("acme");
  database hand{file};
  hand.exec("CREATE TRIGGER broken BEFORE INSERT ON \"Task\" BEGIN SELECT RAISE(ABORT,'no'); END");
  CHECK(support::code_of([&] { a->sync(); }) == error_code::storage_failed);
  CHECK(support::code_of([&] { a->sync(); }) == error_code::storage_failed);
  hand.exec("DROP TRIGGER broken");
  auto const report = a->sync();
  CHECK(report.complete());
  CHECK(report.pulled == 1);
}

TEST_CASE("What a remote throws goes through, and what was on its way goes again") {
  backend server;
  device a{server, "a"};
  auto const id = a->create(task("one"));
  a->update(id, [](Task& t) { t.votes = 3; });
  a.line->next_pushes.push_back([&](push_request const& request) -> remote_answer<push_answer> {
    static_cast<void>(a.line->deliver(request));
    throw std::logic_error("a bug of the application's");
  });
  CHECK_THROWS_AS(a->sync(), std::logic_error);
  CHECK(a->sync().complete());
  device b{server, "b"};
  b->sync();
  CHECK(b->query<Task>().count() == 1);
  CHECK(b->get(id).votes == 3);
}

TEST_CASE("While one holder of a file syncs, another is told so, and may soon after") {
  backend server;
  device a{server, "a"};
  device twin{server, "a"};
  sync_report meanwhile;
  a.line->next_pulls.push_back([&](pull_request const& request) {
    twin->create(task("written meanwhile"));
    meanwhile = twin->sync();
    return a.line->deliver(request);
  });
  CHECK(a->sync().complete());
  REQUIRE_FALSE(meanwhile.complete());
  CHECK(meanwhile.problem->code == error_code::storage_busy);
  CHECK(meanwhile.reaction == reaction::retry_later);
  REQUIRE(meanwhile.retry_at.has_value());
  CHECK(*meanwhile.retry_at > server.clock()());
  CHECK(twin.line->pushes.empty());
  CHECK(twin.line->pulls.empty());
  CHECK(twin->sync().accepted == 1);
}

TEST_CASE("A holder that goes in the middle of a sync leaves the file free") {
  backend server;
  device a{server, "a"};
  device twin{server, "a"};
  a.line->next_pulls.push_back(
      [](pull_request const&) -> remote_answer<change_page> { throw std::runtime_error("crash"); });
  CHECK_THROWS_AS(a->sync(), std::runtime_error);
  CHECK(twin->sync().complete());
  a.reopen();
  CHECK(a->sync().complete());
}

namespace {

/// Lets threads meet.
class gate {
 public:
  void open() {
    std::lock_guard const guard{mutex_};
    open_ = true;
    changed_.notify_all();
  }
  void wait() {
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [&] { return open_; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool open_ = false;
};

}  // namespace

TEST_CASE(
    "Two syncs of a client never run at once, and calls during a run share one that follows") {
  backend server;
  device a{server, "a"};
  std::atomic<int> inside{0};
  std::atomic<bool> overlapped{false};
  std::atomic<int> runs{0};
  gate started;
  gate go_on;
  a.line->every_pull = [&](pull_request const& request) {
    if (++inside > 1) overlapped = true;
    if (++runs == 1) {
      started.open();
      go_on.wait();
    }
    auto page = a.line->deliver(request);
    --inside;
    return page;
  };
  std::thread first{[&] { a->sync(); }};
  started.wait();
  std::atomic<int> waiting{0};
  std::vector<std::thread> others;
  for (int i = 0; i < 6; ++i)
    others.emplace_back([&, i] {
      a->create(task("by thread " + std::to_string(i)));
      ++waiting;
      a->sync();
    });
  while (waiting < 6) std::this_thread::yield();
  go_on.open();
  first.join();
  for (auto& each : others) each.join();
  CHECK_FALSE(overlapped);
  CHECK(a->status().clean());
  // Those who were late have needed a run of their own, but never one each.
  CHECK(runs >= 2);
  CHECK(runs <= 7);
  device b{server, "b"};
  b->sync();
  CHECK(b->query<Task>().count() == 6);
}

TEST_CASE("A sync is stopped from another thread, in the middle of a request") {
  backend server;
  device a{server, "a"};
  a->create(task("one"));
  gate asked;
  gate cancelled;
  a.line->on_cancel = [&] { cancelled.open(); };
  a.line->next_pushes.push_back([&](push_request const&) {
    asked.open();
    cancelled.wait();
    return failed(reaction::stop, error_code::cancelled);
  });
  sync_report report;
  std::thread run{[&] { report = a->sync(); }};
  asked.wait();
  a->cancel_sync();
  run.join();
  CHECK(report.reaction == reaction::stop);
  CHECK(report.problem->code == error_code::cancelled);
  CHECK(a->status().pending == 1);
  CHECK(a->sync().complete());
}

TEST_CASE("A sync that is stopped between two requests asks for nothing more") {
  backend server;
  device a{server, "a"};
  a->create(task("one"));
  a.line->next_pushes.push_back([&](push_request const& request) {
    auto answer = a.line->deliver(request);
    a->cancel_sync();  // it came too late for this one
    return answer;
  });
  auto const report = a->sync();
  REQUIRE_FALSE(report.complete());
  CHECK(report.reaction == reaction::stop);
  CHECK(report.accepted == 1);
  CHECK(a.line->pulls.empty());
  CHECK(a->status().clean());
  CHECK(a->sync().complete());
}
