// SPDX-License-Identifier: BSL-1.0
#include <entente/sync/detail/single_flight.hpp>

#include "support/catch.hpp"

#include <algorithm>
#include <atomic>
#include <future>
#include <stdexcept>
#include <thread>
#include <vector>

using entente::detail::single_flight;

TEST_CASE("runs one after the other are runs of their own") {
  single_flight<int> flight;
  int runs = 0;
  CHECK(flight.run([&] { return ++runs; }) == 1);
  CHECK(flight.run([&] { return ++runs; }) == 2);
}

TEST_CASE("calls during a run share exactly one more, and the first caller does not wait for it") {
  single_flight<int> flight;
  std::atomic<int> runs{0};
  std::atomic<int> at_once{0};
  std::atomic<bool> overlapped{false};
  std::promise<void> begun;
  std::promise<void> go_on;
  auto const task = [&] {
    overlapped = overlapped || at_once.fetch_add(1) != 0;
    int const run = ++runs;
    if (run == 1) {
      begun.set_value();
      go_on.get_future().wait();
    }
    --at_once;
    return run;
  };
  auto first = std::async(std::launch::async, [&] { return flight.run(task); });
  begun.get_future().wait();
  std::atomic<int> joining{0};
  std::vector<std::future<int>> joined;
  for (int i = 0; i < 8; ++i)
    joined.push_back(std::async(std::launch::async, [&] {
      ++joining;
      return flight.run(task);
    }));
  while (joining != 8) std::this_thread::yield();
  // All of them are about to wait, or wait; one that comes late makes a third run of its own.
  go_on.set_value();
  CHECK(first.get() == 1);
  int latest = 0;
  for (auto& each : joined) latest = (std::max)(latest, each.get());
  CHECK(latest >= 2);
  CHECK(latest <= 9);
  CHECK(latest == runs);
  CHECK_FALSE(overlapped);
}

TEST_CASE(
    "many threads never run the task at once, and every call sees a run that began after it") {
  single_flight<int> flight;
  int runs = 0;  // not atomic: the flight itself must order the runs
  std::atomic<int> started{0};
  std::atomic<bool> stale{false};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      for (int n = 0; n < 200; ++n) {
        int const before = started;
        int const mine = flight.run([&] {
          ++started;
          return ++runs;
        });
        stale = stale || mine <= before;
      }
    });
  for (auto& each : threads) each.join();
  CHECK_FALSE(stale);
  CHECK(runs == started);
  CHECK(runs >= 200);
  CHECK(runs <= 800);
}

TEST_CASE("a task that throws tells its callers, and blocks nobody") {
  single_flight<int> flight;
  CHECK_THROWS_AS(flight.run([]() -> int { throw std::runtime_error("no"); }), std::runtime_error);
  CHECK(flight.run([] { return 3; }) == 3);
}

TEST_CASE("a task that is to be alone shares its run with nobody, and waits for the one in flight") {
  single_flight<int> flight;
  std::promise<void> begun;
  std::promise<void> go_on;
  std::atomic<bool> flying{false};
  auto first = std::async(std::launch::async, [&] {
    return flight.run([&] {
      flying = true;
      begun.set_value();
      go_on.get_future().wait();
      flying = false;
      return 1;
    });
  });
  begun.get_future().wait();
  std::atomic<bool> overlapped{false};
  auto second = std::async(std::launch::async, [&] {
    return flight.alone([&] {
      overlapped = flying.load();
      return 2;
    });
  });
  go_on.set_value();
  CHECK(first.get() == 1);
  CHECK(second.get() == 2);
  CHECK_FALSE(overlapped);
  CHECK_THROWS_AS(flight.alone([]() -> int { throw std::runtime_error("no"); }), std::runtime_error);
  CHECK(flight.run([] { return 3; }) == 3);
}
