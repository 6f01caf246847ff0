// SPDX-License-Identifier: BSL-1.0
// What the engine makes of requests that fail, and of answers that are not what they should be.
#include <entente/sync/engine.hpp>

#include "support/catch.hpp"
#include "sync/office.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

using namespace office;

TEST_CASE(
    "A lost request or answer leaves the work queued under its ids, and nothing happens twice") {
  backend server;
  device a{server, "a"};
  auto const id = a->create(task("one"));
  a->sync();
  a->update(id, [](Task& t) { t.votes += 1; });

  a.line->next_pushes.push_back(refuse(reaction::retry_later));
  auto const unsent = a->sync();
  REQUIRE_FALSE(unsent.complete());
  CHECK(unsent.problem->code == error_code::network_failed);
  CHECK(unsent.reaction == reaction::retry_later);
  CHECK(unsent.pushed == 0);
  CHECK(unsent.retry_at.has_value());
  CHECK(a->status().pending == 1);

  a.line->next_pushes.push_back(lose_answer(a));
  CHECK_FALSE(a->sync().complete());
  a->update(id, [](Task& t) { t.votes += 10; });
  auto const repeated = a->sync();
  CHECK(repeated.complete());
  CHECK(repeated.accepted == 2);
  auto const& asked = a.line->pushes;
  REQUIRE(asked.size() >= 4);
  CHECK(ids_in(asked[1]) == ids_in(asked[2]));
  CHECK(ids_in(asked[2]) == std::set<uuid>{asked[3].groups.front().front().op_id});

  device b{server, "b"};
  b->sync();
  CHECK(b->get(id).votes == 11);
  CHECK(a->get(id).votes == 11);
}

TEST_CASE("A request that arrives twice counts once") {
  backend server;
  device a{server, "a"};
  auto const id = a->create(task("one"));
  a->sync();
  a->update(id, [](Task& t) { t.votes += 5; });
  a.line->next_pushes.push_back([&](push_request const& request) {
    static_cast<void>(a.line->deliver(request));
    return a.line->deliver(request);
  });
  CHECK(a->sync().accepted == 1);
  CHECK(a->get(id).votes == 5);
  device b{server, "b"};
  b->sync();
  CHECK(b->get(id).votes == 5);
}

TEST_CASE("Without an answer to the push the pull is not tried") {
  backend server;
  device a{server, "a"};
  a->create(task("one"));
  a.line->next_pushes.push_back(refuse(reaction::retry_later));
  a->sync();
  CHECK(a.line->pulls.empty());
}

TEST_CASE("A request that is too large is cut in half until it passes") {
  backend server;
  device a{server, "a"};
  for (int i = 0; i < 20; ++i) a->create(task("task " + std::to_string(i)));
  a.line->every_push = [&](push_request const& request) -> remote_answer<push_answer> {
    if (operations_in(request) > 6) return failed(reaction::shrink, error_code::too_large);
    return a.line->deliver(request);
  };
  auto const report = a->sync();
  CHECK(report.complete());
  CHECK(report.accepted == 20);
  CHECK(report.rejected == 0);
  CHECK(a->status().clean());
}

TEST_CASE(
    "A group that is too large by itself fails, and everything else goes, in batches of the usual size") {
  backend server;
  device a{server, "a"};
  std::vector<id<Task>> group;
  for (int i = 0; i < 5; ++i) a->create(task("before " + std::to_string(i)));
  a->transaction([&](auto& all) {
    for (int i = 0; i < 3; ++i) group.push_back(all.create(task("huge " + std::to_string(i))));
  });
  for (int i = 0; i < 60; ++i) a->create(task("after " + std::to_string(i)));
  a.line->every_push = [&](push_request const& request) -> remote_answer<push_answer> {
    for (auto const& each : request.groups)
      for (auto const& op : each)
        if (op.body.find("huge") != std::string::npos)
          return failed(reaction::shrink, error_code::too_large);
    return a.line->deliver(request);
  };
  auto const report = a->sync();
  CHECK(report.complete());
  CHECK(report.pushed == 68);
  CHECK(report.accepted == 65);
  CHECK(report.rejected == 3);
  auto const status = a->status();
  CHECK(status.failed == 3);
  CHECK(status.pending == 0);
  for (auto const& op : a->queue()) CHECK(op.error_code == "too_large");
  CHECK(operations_in(a.line->pushes.back()) == 60);

  device b{server, "b"};
  b->sync();
  CHECK(b->query<Task>().count() == 65);
}

TEST_CASE("The wait grows with the failures in a row, across restarts, and ends with success") {
  backend server;
  auto how = server.syncing();
  how.random = [] { return ~std::uint64_t{0}; };
  how.wait = {10s, 1min};
  device a{server, "a", how};
  a->create(task("one"));
  std::vector<std::chrono::microseconds> waits;
  auto const fail_once = [&] {
    a.line->next_pushes.push_back(refuse(reaction::retry_later));
    auto const report = a->sync();
    REQUIRE(report.retry_at.has_value());
    waits.push_back(*report.retry_at - server.clock()());
  };
  // With dice that always fall on the same side, full jitter is a fixed part of the ceiling.
  auto const part = [](std::chrono::milliseconds ceiling) {
    return std::chrono::microseconds{std::chrono::milliseconds{static_cast<std::int64_t>(
        ~std::uint64_t{0} % (static_cast<std::uint64_t>(ceiling.count()) + 1))}};
  };
  fail_once();
  fail_once();
  a.reopen();
  fail_once();
  fail_once();
  CHECK(waits ==
        std::vector<std::chrono::microseconds>{part(10s), part(20s), part(40s), part(1min)});
  CHECK(a->sync().complete());
  a->create(task("two"));
  waits.clear();
  fail_once();
  CHECK(waits.front() == part(10s));
}

TEST_CASE("What the server asks for is waited for at least") {
  backend server;
  device a{server, "a"};
  a.line->next_pulls.push_back(refuse(reaction::retry_later, error_code::rate_limited, 90s));
  auto const report = a->sync();
  REQUIRE(report.retry_at.has_value());
  CHECK(report.problem->code == error_code::rate_limited);
  CHECK(*report.retry_at >= server.clock()() + 90s);
  CHECK(*report.retry_at <= server.clock()() + 91s);
}

TEST_CASE("Missing credentials and a stop are no reason to wait, and keep the queue") {
  backend server;
  device a{server, "a"};
  a->create(task("one"));
  auto const [what, code] = GENERATE(std::pair{reaction::sign_in, error_code::unauthenticated},
                                     std::pair{reaction::stop, error_code::cancelled});
  a.line->next_pushes.push_back(refuse(what, code));
  auto const report = a->sync();
  REQUIRE_FALSE(report.complete());
  CHECK(report.reaction == what);
  CHECK(report.problem->code == code);
  CHECK_FALSE(report.retry_at.has_value());
  CHECK(a.line->pulls.empty());
  CHECK(a->status().pending == 1);
  CHECK(a->sync().complete());
}

TEST_CASE(
    "A push that is refused as a whole stays queued and is repeated rarely, and what others did is pulled") {
  backend server;
  device a{server, "a"};
  device b{server, "b"};
  b->create(task("from b"));
  b->sync();
  a->create(task("from a"));
  a.line->next_pushes.push_back(refuse(reaction::hold, error_code::forbidden));
  auto const report = a->sync();
  REQUIRE_FALSE(report.complete());
  CHECK(report.reaction == reaction::hold);
  CHECK(report.problem->code == error_code::forbidden);
  CHECK(report.pulled == 1);
  REQUIRE(report.retry_at.has_value());
  CHECK(*report.retry_at >= server.clock()() + server.syncing().wait.longest);
  CHECK(a->status().pending == 1);
  CHECK(a->sync().accepted == 1);
}

TEST_CASE("Operations without a result are asked again in the same run, under the same ids") {
  backend server;
  device a{server, "a"};
  for (int i = 0; i < 8; ++i) a->create(task("task " + std::to_string(i)));
  a.line->next_pushes.push_back([&](push_request const& request) {
    auto answer = a.line->deliver(request);
    answer.results.resize(answer.results.size() / 2);
    return answer;
  });
  auto const report = a->sync();
  CHECK(report.complete());
  CHECK(report.accepted == 8);
  REQUIRE(a.line->pushes.size() == 2);
  auto const first = ids_in(a.line->pushes[0]);
  for (auto const& each : ids_in(a.line->pushes[1])) CHECK(first.contains(each));
  device b{server, "b"};
  b->sync();
  CHECK(b->query<Task>().count() == 8);
}

TEST_CASE("Results are matched by op id, in whatever order they come") {
  backend server;
  device a{server, "a"};
  auto const space = a->create(Space{"s", ""});
  auto one = task("one");
  one.space = space;
  a->create(one);
  a.line->next_pushes.push_back([&](push_request const& request) {
    auto answer = a.line->deliver(request);
    std::reverse(answer.results.begin(), answer.results.end());
    return answer;
  });
  CHECK(a->sync().accepted == 2);
  CHECK(a->status().clean());
  CHECK(a->status().diverged.empty());
}

TEST_CASE("A server that answers none of the operations ends the run, and they stay queued") {
  backend server;
  device a{server, "a"};
  a->create(task("one"));
  a.line->every_push = [](push_request const&) { return push_answer{}; };
  auto const report = a->sync();
  REQUIRE_FALSE(report.complete());
  CHECK(report.problem->code == error_code::protocol_violation);
  CHECK(a.line->pushes.size() == 1);
  CHECK(a->status().pending == 1);
}

TEST_CASE("A server whose answers never decide anything ends the run") {
  backend server;
  device a{server, "a"};
  a->create(task("one"));
  auto const outcome = GENERATE(verdict::fork, verdict::held);
  a.line->every_push = [&](push_request const& request) {
    push_answer answer;
    op_result result;
    result.op_id = request.groups.front().front().op_id;
    result.outcome = outcome;
    answer.results.push_back(result);
    return answer;
  };
  auto const report = a->sync();
  REQUIRE_FALSE(report.complete());
  CHECK(report.problem->code == error_code::protocol_violation);
  CHECK(a.line->pushes.size() < 20);
  CHECK(a->status().pending == 1);
  a.line->every_push = {};
  CHECK(a->sync().accepted == 1);
}

TEST_CASE("A result nobody asked for is reported, and the others count") {
  backend server;
  device a{server, "a"};
  a->create(task("one"));
  a.line->next_pushes.push_back([&](push_request const& request) {
    auto answer = a.line->deliver(request);
    op_result stray;
    stray.op_id = make_uuid_v7(server.clock()(), server.randomness());
    answer.results.insert(answer.results.begin(), stray);
    return answer;
  });
  auto const report = a->sync();
  REQUIRE_FALSE(report.complete());
  CHECK(report.problem->code == error_code::protocol_violation);
  CHECK(report.accepted == 1);
  CHECK(a->status().clean());
  CHECK(a->sync().complete());
}

TEST_CASE(
    "An operation the server fails on hurts neither its neighbours nor the pull, and fails in the end") {
  backend server;
  device a{server, "a"};
  device b{server, "b"};
  b->create(task("from b"));
  b->sync();
  a->sync();
  b->create(task("from b as well"));
  b->sync();
  a->create(task("bad"));
  a->create(task("good"));
  a.line->every_push = [&](push_request const& request) {
    push_request rest = request;
    push_answer answer;
    std::erase_if(rest.groups, [&](auto const& group) {
      if (group.front().body.find("bad") == std::string::npos) return false;
      op_result result;
      result.op_id = group.front().op_id;
      result.outcome = verdict::retry;
      result.code = error_code::server_failed;
      answer.results.push_back(result);
      return true;
    });
    auto real = a.line->deliver(rest);
    for (auto& each : real.results) answer.results.push_back(std::move(each));
    return answer;
  };
  auto const report = a->sync();
  REQUIRE_FALSE(report.complete());
  CHECK(report.reaction == reaction::retry_later);
  CHECK(report.problem->code == error_code::server_failed);
  CHECK(report.accepted == 1);
  CHECK(report.pulled == 1);
  CHECK(a->status().pending == 1);
  for (int i = 0; i < 7; ++i) a->sync();
  CHECK(a->status().failed == 1);
  CHECK(a->sync().complete());
}

TEST_CASE(
    "Where a server cannot recognise repeats, an unknown outcome is looked up before anything is repeated") {
  backend server;
  device a{server, "a"};
  a.line->traits.pull_after_unknown_outcome = true;
  a->create(task("one"));
  a.line->next_pushes.push_back(lose_answer(a));
  CHECK_FALSE(a->sync().complete());
  CHECK(a.line->pulls.empty());
  a.reopen();
  CHECK(a->sync().complete());
  CHECK(a.line->pulls.size() == 2);
  CHECK(a.line->pushes.size() == 2);
  a->create(task("two"));
  a->sync();
  CHECK(a.line->pulls.size() == 3);
}

TEST_CASE("So is what stayed open of an answer that came in part") {
  backend server;
  device a{server, "a"};
  a.line->traits.pull_after_unknown_outcome = true;
  a->create(task("one"));
  a->create(task("two"));
  a.line->next_pushes.push_back([&](push_request const& request) {
    auto answer = a.line->deliver(request);
    answer.results.pop_back();
    return answer;
  });
  bool second_push_came_first = true;
  a.line->next_pulls.push_back([&](pull_request const& request) {
    second_push_came_first = a.line->pushes.size() > 1;
    return a.line->deliver(request);
  });
  auto const report = a->sync();
  CHECK(report.complete());
  CHECK(report.accepted == 2);
  CHECK_FALSE(second_push_came_first);
  CHECK(a->status().clean());
}

TEST_CASE("What may have arrived is not made anew because a later attempt was too large") {
  backend server;
  device one{server, "one"};
  auto const id = one->create(task("walk"));
  REQUIRE(one->sync().complete());
  one->update(id, [](Task& t) { ++t.votes; });
  one.line->next_pushes.push_back(lose_answer(one));
  static_cast<void>(one->sync());
  one.line->next_pushes.push_back(refuse(reaction::shrink, error_code::too_large));
  REQUIRE(one->sync().complete());
  REQUIRE(one->status().failed == 1);
  one->update(id, [](Task& t) { ++t.votes; });
  one->retry(one->queue()[0].op_id);
  REQUIRE(one->sync().complete());
  CHECK(one->status().clean());
  CHECK(one->get(id).votes == 2);
  device two{server, "two"};
  REQUIRE(two->sync().complete());
  CHECK(two->get(id).votes == 2);
}

TEST_CASE("What was refused before it was read may change again") {
  backend server;
  device one{server, "one"};
  auto const id = one->create(task("walk"));
  one.line->next_pushes.push_back(refuse(reaction::sign_in, error_code::unauthenticated));
  static_cast<void>(one->sync());
  one->update(id, [](Task& t) { t.title = "run"; });
  CHECK(one->queue().size() == 1);
  REQUIRE(one->sync().complete());
  CHECK(one->status().clean());
}
