// SPDX-License-Identifier: BSL-1.0
// Traps 38 to 50 and 52: the queue, its batches, and what the server's answers do to it.
#include "traps/kit.hpp"

#include <memory>

using namespace traps;

namespace {

std::vector<std::int64_t> sequences(std::vector<push_request> const& requests) {
  std::vector<std::int64_t> all;
  for (auto const& request : requests)
    for (auto const& op : operations_of(request)) all.push_back(op.sequence);
  return all;
}

std::set<uuid> ids(std::vector<queued_operation> const& queue) {
  std::set<uuid> all;
  for (auto const& op : queue) all.insert(op.op_id);
  return all;
}

/// The request with the patch of one record's operation spoilt, so that the server refuses it.
auto spoil(device& of, uuid const& key, std::string body) {
  return [line = of.line.get(), key, body](push_request request) {
    for (auto& group : request.groups)
      for (auto& op : group)
        if (op.key == key) op.body = body;
    return line->deliver(request);
  };
}

}  // namespace

TEST_CASE("Trap 38: a repeat is known by its operation, however batches are cut") {
  backend server;
  std::vector<id<Task>> made;
  {
    auto how = server.syncing();
    how.batch_operations = 4;
    device a{server, "a", how};
    for (int i = 0; i < 4; ++i) made.push_back(a->create(task("t" + std::to_string(i))));
    sync(a);
    for (auto const& each : made) a->update(each, [](Task& t) { t.votes += 1; });
    a.line->next_pushes.push_back(lose_answer(a));
    CHECK_FALSE(a->sync().complete());
  }
  auto how = server.syncing();
  how.batch_operations = GENERATE(1U, 3U, 100U);
  device a{server, "a", how};
  made.push_back(a->create(task("one more")));
  sync(a);
  for (std::size_t i = 0; i < 4; ++i) CHECK(a->get(made[i]).votes == 1);
  CHECK(a->find(made[0])->version == 2);
  device b{server, "b"};
  sync(b);
  for (std::size_t i = 0; i < 4; ++i) CHECK(b->get(made[i]).votes == 1);
}

TEST_CASE("Trap 39: results belong to the operations that they name, not to places") {
  backend server;
  device a{server, "a"};
  auto const first = a->create(task("first"));
  auto const second = a->create(task("second"));
  auto const third = a->create(task("third"));
  push_answer told;
  a.line->next_pushes.push_back([&](push_request const& request) {
    told = a.line->deliver(request);
    auto answer = told;
    std::reverse(answer.results.begin(), answer.results.end());
    answer.results.erase(answer.results.begin() + 1);  // nothing about the second
    return answer;
  });
  std::vector<uuid> asked_again;
  a.line->next_pushes.push_back([&](push_request const& request) {
    CHECK(a->find(first)->version == 1);
    CHECK(a->find(first)->updated_at == told.results.at(0).updated_at);
    CHECK(a->find(third)->updated_at == told.results.at(2).updated_at);
    CHECK(a->find(second)->version == 0);
    for (auto const& op : operations_of(request)) asked_again.push_back(op.op_id);
    return a.line->deliver(request);
  });
  sync(a);
  CHECK(asked_again == std::vector<uuid>{told.results.at(1).op_id});
  CHECK(a->find(second)->version == 1);

  // A result nobody asked for settles nothing.
  a->create(task("fourth"));
  a.line->next_pushes.push_back([&](push_request const& request) {
    auto answer = a.line->deliver(request);
    answer.results.at(0).op_id = request.replica;
    return answer;
  });
  auto const report = a->sync();
  REQUIRE(report.problem.has_value());
  CHECK(report.problem->code == error_code::protocol_violation);
  CHECK(a->queue().size() == 1);
}

TEST_CASE("Trap 40: an answer is worked in whole or not at all") {
  backend server;
  device a{server, "a"};
  device b{server, "b"};
  auto const poem = a->create(Poem{"a"});
  sync(a);
  sync(b);
  b->update(poem, [](Poem& p) { p.text = "b, much longer"; });
  sync(b);
  auto const plain = a->create(task("acknowledged first"));
  a->update(poem, [](Poem& p) { p.text = "a, sent"; });
  auto const before = ids(a->queue());
  a.line->next_pushes.push_back(meanwhile(a, [&] {
    a->update(poem, [](Poem& p) { p.text = "a, written meanwhile"; });
    longer::fails = true;  // as if the program ended in the middle of the answer
  }));
  CHECK_THROWS_AS(a->sync(), std::runtime_error);
  longer::fails = false;
  a.reopen();
  CHECK(a->find(plain)->version == 0);
  CHECK(a->queue().size() == 3);
  for (auto const& id : before) CHECK(ids(a->queue()).contains(id));
  sync(a);
  CHECK(a->status().clean());
  CHECK(a->find(plain)->version == 1);
  CHECK(records(server).size() == 2);
  CHECK(a->get(poem).text == "a, written meanwhile");
}

TEST_CASE("Trap 41: what was being sent when the program ended is sent again, as it was") {
  backend server;
  device a{server, "a"};
  a->create(task("one"));
  a->create(task("two"));
  auto const before = ids(a->queue());
  SECTION("it ended with the request on its way") {
    auto const batch = a->lease(10, 1 << 20);
    a.line->deliver(batch);
    CHECK(a->status().sending == 2);
    a.reopen();
  }
  SECTION("the way to the server threw") {
    a.line->next_pushes.push_back(
        [](push_request const&) -> remote_answer<push_answer> { throw std::runtime_error{"no way"}; });
    CHECK_THROWS_AS(a->sync(), std::runtime_error);
  }
  SECTION("nobody ever settled a lease") { static_cast<void>(a->lease(10, 1 << 20)); }
  CHECK(ids(a->queue()) == before);
  sync(a);
  CHECK(a->status().clean());
  CHECK(records(server).size() == 2);
  std::set<uuid> sent;
  for (auto const& op : operations_of(a.line->pushes.at(a.line->pushes.size() - 1))) sent.insert(op.op_id);
  CHECK(sent == before);
}

TEST_CASE("Trap 42: operations go in the order they were made in, not by entity or kind") {
  backend server;
  auto how = server.syncing();
  how.batch_operations = GENERATE(1U, 2U, 100U);
  device a{server, "a", how};
  auto const old = a->create(task("old"));
  sync(a);
  a.line->pushes.clear();
  auto const space = a->create(Space{"s", ""});
  auto const first = a->create(task("first", space));
  a->remove(old);
  auto const later = a->create(Space{"later", ""});
  a->create(Deed{"d", "", 1});
  a->update(first, [&](Task& t) { t.space = later; });
  a->create(task("second", later));
  a->remove(space);
  std::vector<std::string> order;
  auto const report = sync(a);
  CHECK(report.rejected == 0);
  auto const sent = sequences(a.line->pushes);
  CHECK(sent.size() == 8);
  CHECK(std::is_sorted(sent.begin(), sent.end()));
  for (auto const& request : a.line->pushes)
    for (auto const& op : operations_of(request)) order.push_back(op.entity);
  CHECK(order == std::vector<std::string>{"Space", "Task", "Task", "Space", "Deed", "Task", "Task", "Space"});
  device b{server, "b"};
  sync(b);
  CHECK(b->query<Task>().count() == 2);
  CHECK(b->get(first).space == ref<Space>{later});
}

TEST_CASE("Trap 42: inside a transaction a parent goes before its child, and is deleted after it") {
  backend server;
  device a{server, "a"};
  id<Task> child;
  id<Space> parent;
  a->transaction([&](auto& all) {
    child = all.create(task("child"));
    parent = all.create(Space{"parent", ""});
    all.update(child, [&](Task& t) { t.space = parent; });
  });
  sync(a);
  a->transaction([&](auto& all) {
    all.remove(parent);
    all.remove(child);
  });
  sync(a);
  std::vector<std::string> order;
  for (auto const& request : a.line->pushes)
    for (auto const& op : operations_of(request)) order.push_back(op.entity);
  CHECK(order == std::vector<std::string>{"Space", "Task", "Task", "Space"});
}

TEST_CASE("Trap 43: neither a clock that stands still nor one that goes back changes the order") {
  backend server;
  auto how = server.syncing();
  how.batch_operations = 1;
  device a{server, "a", how};
  std::vector<std::string> written;
  for (int i = 0; i < 12; ++i) {
    written.push_back("t" + std::to_string(i));
    a->create(task(written.back()));
    if (i % 3 == 2) server.pass(-1h);
    if (i == 6) a.reopen();
  }
  sync(a);
  std::vector<std::string> sent;
  for (auto const& request : a.line->pushes)
    for (auto const& op : operations_of(request)) {
      auto const at = op.body.find(R"("title":")") + 9;
      sent.push_back(op.body.substr(at, op.body.find('"', at) - at));
    }
  CHECK(sent == written);
}

TEST_CASE("Trap 44: refs need no mapping, whatever ids the server gives") {
  backend server{1, true};  // a server that gives ids of its own
  device a{server, "a"};
  device b{server, "b"};
  auto const space = a->create(Space{"parent", ""});
  auto const child = a->create(task("child", space));
  a.line->next_pushes.push_back(lose_answer(a));
  CHECK_FALSE(a->sync().complete());
  auto const second = a->create(task("second", space));
  sync(a);
  sync(b);
  for (auto const& [key, each] : records(server)) {
    CHECK_FALSE(each.id.empty());
    CHECK(each.id != key.text());
  }
  CHECK(b->find(space).has_value());
  CHECK(b->get(child).space == ref<Space>{space});
  CHECK(b->get(second).space == ref<Space>{space});
  CHECK(a->get(child).space == ref<Space>{space});
}

TEST_CASE("Trap 45: what depends on a refused record waits for it, and goes with it") {
  backend server;
  auto how = server.syncing();
  how.batch_operations = GENERATE(1U, 100U);  // asked one by one, or all in one request
  device a{server, "a", how};
  auto const space = a->create(Space{"parent", ""});
  auto const child = a->create(task("child", space));
  auto const other = a->create(task("has nothing to do with it"));
  a.line->next_pushes.push_back(spoil(a, space.key, R"({"set":{"name":7}})"));
  sync(a);
  CHECK(a->status().failed == 1);
  CHECK(a->status().held == 1);
  CHECK(a->find(other)->version == 1);
  auto const waiting = a->queue();
  REQUIRE(waiting.size() == 2);
  CHECK(waiting[0].key == space.key);
  CHECK(waiting[0].state == operation_state::failed);
  CHECK(waiting[1].key == child.key);
  CHECK(waiting[1].held_by == waiting[0].sequence);

  auto const asked = a.line->pushes.size();
  sync(a);  // it does not ask for the child again and again
  CHECK(a.line->pushes.size() == asked);
  a->retry(waiting[0].op_id);
  sync(a);
  CHECK(a->status().clean());
  CHECK(a->find(child)->version == 1);
}

TEST_CASE("Trap 45: a later edit of a refused record is no conflict, and waits as well") {
  backend server;
  device a{server, "a"};
  auto const space = a->create(Space{"new", ""});
  a.line->next_pushes.push_back(refuse(reaction::retry_later));
  a->sync();
  a->update(space, [](Space& s) { s.description = "edited"; });
  REQUIRE(a->queue().size() == 2);
  a.line->next_pushes.push_back([&](push_request request) {
    request.groups.at(0).at(0).body = R"({"set":{"name":7}})";
    return a.line->deliver(request);
  });
  sync(a);
  CHECK(a->conflicts().empty());
  CHECK(a->status().failed == 1);
  CHECK(a->status().held == 1);
  a->retry(a->queue().at(0).op_id);
  sync(a);
  CHECK(a->status().clean());
  CHECK(a->find(space)->value.description == "edited");
}

TEST_CASE("Trap 46: nothing is folded into what is on its way") {
  shared<Task> all{task("start")};
  bool const in_flight = GENERATE(false, true);
  std::int64_t const sum = in_flight ? 111 : 101;
  all.one->update(all.which, [](Task& t) { t.votes += 1; });
  push_request first;
  all.one.line->next_pushes.push_back([&](push_request const& request) -> remote_answer<push_answer> {
    first = request;
    static_cast<void>(all.one.line->deliver(request));
    if (in_flight) all.one->update(all.which, [](Task& t) { t.votes += 10; });
    return failed(reaction::retry_later);
  });
  CHECK_FALSE(all.one->sync().complete());
  all.one->update(all.which, [](Task& t) { t.votes += 100; });  // after it, too: nobody knows
  all.one.line->pushes.clear();
  sync(all.one);
  REQUIRE_FALSE(all.one.line->pushes.empty());
  CHECK(operations_of(all.one.line->pushes[0]).at(0) == operations_of(first).at(0));
  sync(all.two);
  CHECK(all.two->get(all.which).votes == sum);
  CHECK(all.one->get(all.which).votes == sum);
}

TEST_CASE("Trap 46: an edit is not folded to a place before what it refers to") {
  backend server;
  auto how = server.syncing();
  how.batch_operations = 1;
  device a{server, "a", how};
  auto const child = a->create(task("made first"));
  auto const space = a->create(Space{"made second", ""});
  a->update(child, [&](Task& t) { t.space = space; });
  a->update(child, [](Task& t) { t.body = "x"; });
  auto const report = sync(a);
  CHECK(report.rejected == 0);
  CHECK(a->status().clean());
  device b{server, "b"};
  sync(b);
  CHECK(b->get(child).space == ref<Space>{space});
  CHECK(b->get(child).body == "x");
}

TEST_CASE("Trap 47: a local transaction is not cut in two, on its way or on the server") {
  backend server;
  auto how = server.syncing();
  how.batch_operations = 3;
  device a{server, "a", how};
  a->create(task("before"));
  std::vector<id<Task>> group;
  a->transaction([&](auto& all) {
    for (int i = 0; i < 7; ++i) group.push_back(all.create(task("group " + std::to_string(i))));
  });
  a->create(task("after"));
  bool const refused = GENERATE(false, true);
  a.line->next_pushes.push_back([&](push_request const& request) { return a.line->deliver(request); });
  if (refused) a.line->next_pushes.push_back(spoil(a, group[5].key, R"({"set":{"title":""}})"));
  sync(a);
  std::vector<std::size_t> sizes;
  for (auto const& request : a.line->pushes)
    for (auto const& each : request.groups) sizes.push_back(each.size());
  CHECK(sizes == std::vector<std::size_t>{1, 7, 1});
  CHECK(records(server).size() == (refused ? 2U : 9U));
  for (auto const& each : group) CHECK(a->find(each)->version == (refused ? 0 : 1));
}

TEST_CASE("Trap 48: one bad operation neither undoes nor stops the others") {
  backend server;
  device a{server, "a"};
  auto const before = a->create(task("before"));
  auto const bad = a->create(task("bad"));
  auto const after = a->create(task("after"));
  a.line->next_pushes.push_back(spoil(a, bad.key, R"({"set":{"title":""}})"));
  auto const report = sync(a);
  CHECK(report.accepted == 2);
  CHECK(report.rejected == 1);
  CHECK_FALSE(report.retry_at.has_value());
  CHECK(a->find(before)->version == 1);
  CHECK(a->find(after)->version == 1);
  auto const left = a->queue();
  REQUIRE(left.size() == 1);
  CHECK(left[0].state == operation_state::failed);
  CHECK(left[0].error_code == "validation_failed");
  CHECK(left[0].field == "title");
  // What is written later does not wait for it either.
  auto const later = a->create(task("later"));
  sync(a);
  CHECK(a->find(later)->version == 1);
}

TEST_CASE("Trap 49: batches are bounded in bytes, and what is too large never gets into the queue") {
  backend server;
  auto how = server.syncing();
  how.batch_bytes = 5000;
  device a{server, "a", how};
  for (int i = 0; i < 10; ++i) a->create(task("t", {}));
  std::vector<id<Task>> large;
  for (int i = 0; i < 10; ++i) {
    auto one = task("large");
    one.body = std::string(2000, 'x');
    large.push_back(a->create(one));
  }
  SECTION("every batch is below the limit") {
    sync(a);
    CHECK(a.line->pushes.size() >= 5);
    for (auto const& request : a.line->pushes) {
      std::size_t bytes = 0;
      for (auto const& op : operations_of(request)) bytes += op.body.size();
      CHECK(bytes <= 5000);
    }
  }
  SECTION("a server that takes less gets less") {
    a.line->every_push = [&](push_request const& request) -> remote_answer<push_answer> {
      std::size_t bytes = 0;
      for (auto const& op : operations_of(request)) bytes += op.body.size();
      if (bytes > 2500) return failed(reaction::shrink, error_code::too_large);
      return a.line->deliver(request);
    };
    sync(a);
  }
  SECTION("one that is too large for the server alone is named, and stops nobody") {
    a.line->every_push = [&](push_request const& request) -> remote_answer<push_answer> {
      for (auto const& op : operations_of(request))
        if (op.key == large[4].key) return failed(reaction::shrink, error_code::too_large);
      return a.line->deliver(request);
    };
    sync(a);
    REQUIRE(a->queue().size() == 1);
    CHECK(a->queue()[0].key == large[4].key);
    CHECK(a->queue()[0].error_code == "too_large");
    a->discard(a->queue()[0].op_id);
  }
  CHECK(a->status().clean());

  auto huge = task("huge");
  huge.body = std::string(default_operation_bytes + 1, 'x');
  CHECK(code_of([&] { a->create(huge); }) == error_code::too_large);
  CHECK(a->queue().empty());
  CHECK(a->query<Task>().where(field<&Task::title> == "huge").count() == 0);
}

TEST_CASE("Trap 50: days without a connection fail nothing") {
  backend server;
  device a{server, "a"};
  auto const which = a->create(task("patient"));
  auto const before = ids(a->queue());
  for (int i = 0; i < 60; ++i) {
    a.line->next_pushes.push_back(refuse(i % 2 == 0 ? reaction::retry_later : reaction::hold));
    if (i % 2 == 1) a.line->next_pulls.push_back(refuse(reaction::retry_later));
    auto const report = a->sync();
    CHECK_FALSE(report.complete());
    CHECK(a->status().pending == 1);
    CHECK(a->status().failed == 0);
    if (i % 20 == 0) a.reopen();
    server.pass(1h);
  }
  CHECK(ids(a->queue()) == before);
  CHECK(a->queue().at(0).attempts == 0);
  sync(a);
  CHECK(a->find(which)->version == 1);
}

TEST_CASE("Trap 50: what did fail stays, and can be sent again") {
  backend server;
  device a{server, "a"};
  auto const which = a->create(task("x"));
  a.line->next_pushes.push_back(spoil(a, which.key, R"({"set":{"title":""}})"));
  sync(a);
  REQUIRE(a->status().failed == 1);
  a.reopen();
  a->retry(a->queue().at(0).op_id);
  sync(a);
  CHECK(a->status().clean());
  CHECK(a->find(which)->version == 1);
}

TEST_CASE("Trap 52: no wait is longer than its ceiling, and none is the same for everybody") {
  backend server;
  auto how = server.syncing();
  std::uint64_t roll = 0;
  how.random = [&] { return roll; };
  device a{server, "a", how};
  a->create(task("x"));
  auto const wait = [&] {
    a.line->next_pushes.push_back(refuse(reaction::retry_later));
    return *a->sync().retry_at - server.clock()();
  };
  std::chrono::microseconds before{0};
  for (int i = 0; i < 40; ++i) {
    roll = ~std::uint64_t{0} / 60'001 * 60'001 - 1;  // the last of any range that divides 60 seconds
    auto const longest = wait();
    CHECK(longest <= 60s);
    roll = 0;
    CHECK(wait() == 0s);  // from nothing to all of it
    before = (std::max)(before, longest);
    if (i % 10 == 0) a.reopen();
  }
  CHECK(before > 30s);

  // Kept across restarts; over with the first success.
  roll = 59'999;
  CHECK(wait() > 30s);
  a.reopen();
  CHECK(wait() > 30s);
  sync(a);
  a->create(task("y"));
  CHECK(wait() <= 1s);
}
