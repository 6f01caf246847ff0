// SPDX-License-Identifier: BSL-1.0
// Traps 57 to 67: conflicts, undo, force, wipe and repair.
#include "traps/kit.hpp"

#include <entente/replica.hpp>

#include <fstream>
#include <iterator>

using namespace traps;

namespace {

std::string bytes_of(std::filesystem::path const& folder) {
  std::string all;
  for (auto const& each : std::filesystem::directory_iterator{folder}) {
    std::ifstream file{each.path(), std::ios::binary};
    all.append(std::istreambuf_iterator<char>{file}, std::istreambuf_iterator<char>{});
  }
  return all;
}

std::set<std::string> titles(device& at) {
  std::set<std::string> found;
  at->query<Task>().for_each([&](record<Task> const& each) { found.insert(each.value.title); });
  return found;
}

}  // namespace

TEST_CASE("Trap 57: a force pull takes every page before it replaces anything") {
  backend server;
  device a{server, "a"};
  for (int i = 0; i < 7; ++i) a->create(task("t" + std::to_string(i)));
  sync(a);
  auto how = server.syncing();
  how.page_records = 2;
  device b{server, "b", how};
  sync(b);
  bool const cut_short = GENERATE(false, true);
  if (cut_short) {
    b.line->next_pulls = {[&](pull_request const& r) { return b.line->deliver(r); }, refuse(reaction::retry_later)};
    CHECK_FALSE(b->force_pull(confirm::force_pull{}).complete());
    CHECK(titles(b).size() == 7);  // nothing was destroyed
    b.reopen();
    CHECK(titles(b).size() == 7);
  }
  b.line->next_pulls = {meanwhile(b, [&] {
    a->create(task("made meanwhile"));
    sync(a);
  })};
  REQUIRE(b->force_pull(confirm::force_pull{}).complete());
  CHECK(titles(b).size() == 8);
  // It goes on from there, and not from the beginning.
  a->create(task("later"));
  sync(a);
  b.line->pulls.clear();
  sync(b);
  CHECK(b.line->pulls.size() == 1);
  CHECK(titles(b) == titles(a));
  CHECK(b->status().diverged.empty());
}

TEST_CASE("Trap 58: what a force pull replaces is not pushed afterwards, and not lost") {
  shared<Task> all{task("theirs")};
  all.one->update(all.which, [](Task& t) { t.title = "mine"; });
  bool const sent = GENERATE(false, true);
  if (sent) {
    all.one.line->next_pushes.push_back(refuse(reaction::retry_later));
    CHECK_FALSE(all.one->sync().complete());
  }
  auto const fresh = all.one->create(task("fresh"));
  all.one.line->pushes.clear();
  REQUIRE(all.one->force_pull(confirm::force_pull{}).complete());
  CHECK(all.one->get(all.which).title == "theirs");
  CHECK_FALSE(all.one->find(fresh).has_value());
  sync(all.one);
  CHECK(all.one.line->pushes.empty());
  CHECK(records(all.server).size() == 1);

  auto const kept = all.one->set_aside();
  REQUIRE(kept.size() == 2);
  for (auto const& each : kept) all.one->restore_set_aside(each.id);
  sync(all.one);
  sync(all.two);
  CHECK(all.two->get(all.which).title == "mine");
  CHECK(all.two->get(fresh).title == "fresh");
  CHECK(all.one->status().clean());
}

TEST_CASE("Trap 59: a force push sends everything that is queued, overrides, and keeps what it overrode") {
  shared<Deed> all{Deed{"text", "clause", 1}};
  all.one->update(all.which, [](Deed& d) { d.text = "mine"; });
  all.two->update(all.which, [](Deed& d) {
    d.text = "theirs";
    d.pages = 70;
  });
  sync(all.two);
  sync(all.one);
  REQUIRE(all.one->conflicts().size() == 1);
  for (int i = 0; i < 250; ++i) all.one->create(task("one of many"));
  all.one.line->pushes.clear();
  REQUIRE(all.one->force_push(confirm::force_push{}).complete());
  CHECK(all.one->status().clean());
  CHECK(records(all.server).size() == 251);
  for (auto const& request : all.one.line->pushes) CHECK(operations_in(request) <= default_batch_operations);
  CHECK(all.one->get(all.which).text == "mine");
  CHECK(all.one->get(all.which).pages == 70);  // of others, and not in the way
  sync(all.two);
  CHECK(all.two->get(all.which).text == "mine");
  auto const kept = all.one->snapshots();
  CHECK(std::any_of(kept.begin(), kept.end(), [](auto const& each) {
    return each.reason == "overridden" && each.image.find("theirs") != std::string::npos;
  }));
}

TEST_CASE("Trap 59: not everybody may force") {
  backend server;
  author by{server};
  auto const key = by.fresh();
  by.push(by.insert("Task", key, R"({"set":{"title":"a"}})"));
  auto op = by.update("Task", key, 1, R"({"set":{"title":"forced"}})");
  op.force = true;
  push_request request;
  request.replica = by.incarnation;
  request.groups = {{op}};
  principal const careful{"ann", {"acme"}, false};
  auto const results = server.truth().apply(careful, "acme", request).results;
  CHECK(results.at(0).outcome == verdict::rejected);
  CHECK(results.at(0).code == error_code::forbidden);
  CHECK(records(server).at(key).version == 1);
}

TEST_CASE("Trap 60: a wipe leaves nothing of its scope in any table, and nothing brings it back") {
  backend server;
  device a{server, "a"};
  device b{server, "b"};
  auto const space = a->create(Space{"secret space", ""});
  auto const other = a->create(Space{"other space", ""});
  auto const inside = a->create(task("secret task", space));
  auto const outside = a->create(task("outside", other));
  sync(a);
  sync(b);
  a->update(inside, [](Task& t) { t.title = "secret task, won"; });
  b->update(inside, [](Task& t) { t.title = "secret task, lost"; });
  server.pass(1s);
  a->update(inside, [](Task& t) { t.title = "secret task, won again"; });
  sync(a);
  sync(b);
  REQUIRE_FALSE(b->snapshots().empty());
  b->update(inside, [](Task& t) { t.body = "secret edit that waits"; });
  auto const waiting = b->create(task("secret insert", space));
  auto const kept = b->create(task("kept", other));
  auto const scope = wipe_scope::of(space);
  CHECK(code_of([&] { b->wipe(scope, after_wipe::exclude, unsynced_work::refuse, confirm::wipe{}); }) ==
        error_code::not_ready);
  CHECK(b->get(waiting).title == "secret insert");

  bool const in_flight = GENERATE(false, true);
  auto const after = GENERATE(after_wipe::exclude, after_wipe::redownload);
  auto const wipe = [&] { b->wipe(scope, after, unsynced_work::discard, confirm::wipe{}); };
  if (in_flight) {  // the wipe comes between the server's answers and their storing
    a->update(inside, [](Task& t) { t.note = "of others"; });
    sync(a);
    bool const at_the_push = GENERATE(false, true);
    if (at_the_push)
      b.line->next_pushes.push_back(meanwhile(b, wipe));
    else
      b.line->next_pulls.push_back(meanwhile(b, wipe));
    b.line->next_pulls.push_back(refuse(reaction::retry_later));
    b->sync();
    b.line->next_pulls.clear();
  } else {
    wipe();
  }
  if (after == after_wipe::redownload && in_flight) {
    // What the next page says is as welcome as any: only the wiped work must not come back.
    sync(b);
    CHECK(b->find(inside).has_value());
  } else {
    CHECK_FALSE(b->find_any(space).has_value());
    CHECK_FALSE(b->find_any(inside).has_value());
    CHECK_FALSE(b->find_any(waiting).has_value());
    CHECK(b->snapshots().empty());
    for (auto const& op : b->queue()) CHECK(op.key == kept.key);
    b.reopen();
    {  // no table has it: what is left after this is what the tables hold
      database file{server.folder / "b" / tenant_file_name("acme")};
      file.exec("VACUUM; PRAGMA wal_checkpoint(TRUNCATE)");
    }
    CHECK(bytes_of(server.folder / "b").find("secret") == std::string::npos);
  }
  CHECK(b->get(outside).title == "outside");
  CHECK(b->get(kept).title == "kept");

  a->update(inside, [](Task& t) { t.body = "changed after the wipe"; });
  sync(a);
  for (int i = 0; i < 2; ++i) sync(b);
  CHECK(b->find(inside).has_value() == (after == after_wipe::redownload));
  CHECK(b->find(kept).has_value());
  CHECK(b->status().clean());
  CHECK(b->status().diverged.empty());
  sync(a);
  CHECK(a->find(inside).has_value());  // on the server nothing was wiped
  CHECK(a->find(outside).has_value());
}

TEST_CASE("Trap 61: a tenant's file does not go with unsynced work in it, nor in part, nor while it is open") {
  backend server;
  auto const files = server.folder / "a";
  auto const drop = [&](unsynced_work work) {
    return drop_replica<everything>(server.device("a"), work, confirm::drop{});
  };
  auto const count = [&] {
    return std::distance(std::filesystem::directory_iterator{files}, std::filesystem::directory_iterator{});
  };
  {
    device a{server, "a"};
    a->create(task("synced"));
    sync(a);
    a->create(task("not yet"));
    CHECK(code_of([&] { drop(unsynced_work::discard); }) == error_code::storage_busy);
    CHECK(a->query<Task>().count() == 2);
  }
  CHECK(code_of([&] { drop(unsynced_work::refuse); }) == error_code::not_ready);
  {
    device a{server, "a"};
    CHECK(a->status().pending == 1);
    CHECK(a->query<Task>().count() == 2);
  }
  auto const handed_over = drop(unsynced_work::set_aside);
  CHECK(handed_over.unsynced == 1);
  REQUIRE(handed_over.queue.size() == 1);
  CHECK(handed_over.queue[0].body.find("not yet") != std::string::npos);
  CHECK(count() == 0);  // the log and the lock as well

  device again{server, "a"};
  sync(again);
  CHECK(titles(again) == std::set<std::string>{"synced"});
}

TEST_CASE("Trap 63: a resolution is based on the version that was shown, and lasts until it is acknowledged") {
  shared<Deed> all{Deed{"text", "clause", 1}};
  all.one->update(all.which, [](Deed& d) { d.text = "mine"; });
  all.two->update(all.which, [](Deed& d) { d.text = "theirs"; });
  sync(all.two);
  sync(all.one);
  REQUIRE(all.one->conflict_of(all.which).has_value());
  auto const shown = all.one->conflict_of(all.which)->server_version;
  CHECK(shown == 2);
  all.one->keep_local(all.which);
  REQUIRE(all.one->queue().size() == 1);
  CHECK(all.one->queue()[0].base_version == shown);
  CHECK(all.one->queue()[0].state == operation_state::pending);

  SECTION("the server agrees") {
    all.one.line->next_pushes.push_back(lose_answer(all.one));
    CHECK_FALSE(all.one->sync().complete());
    CHECK(all.one->status().pending == 1);
    sync(all.one);
    CHECK(all.one->conflicts().empty());
    CHECK(all.one->status().clean());
    sync(all.two);
    CHECK(all.two->get(all.which).text == "mine");
  }
  SECTION("the server has moved on: the conflict is open again, with what is there now") {
    all.two->update(all.which, [](Deed& d) { d.text = "theirs again"; });
    sync(all.two);
    sync(all.one);
    REQUIRE(all.one->conflicts().size() == 1);
    auto const again = all.one->conflict_of(all.which);
    CHECK(again->server.value().text == "theirs again");
    CHECK(again->local.text == "mine");
    CHECK(again->server_version == 3);
    sync(all.two);
    CHECK(all.two->get(all.which).text == "theirs again");
  }
}

TEST_CASE("Trap 64: a record has one conflict, which shows both sides as they are now") {
  shared<Deed> all{Deed{"text", "clause", 1}};
  all.one->update(all.which, [](Deed& d) { d.text = "mine"; });
  for (int i = 0; i < 4; ++i) {
    all.two->update(all.which, [&](Deed& d) { d.text = "theirs " + std::to_string(i); });
    sync(all.two);
    if (i % 2 == 0) pull_only(all.one);
    sync(all.one);
    all.one->update(all.which, [&](Deed& d) { d.pages = 100 + i; });
    CHECK(all.one->conflicts().size() == 1);
  }
  all.one.reopen();
  auto const open = all.one->conflict_of(all.which);
  REQUIRE(open.has_value());
  CHECK(open->local.text == "mine");
  CHECK(open->local.pages == 103);
  CHECK(open->server.value().text == "theirs 3");
  CHECK(open->server_version == 5);
  CHECK(open->base.value().text == "text");
  CHECK(open->differing.test(0));
  CHECK_FALSE(open->differing.test(1));
}

TEST_CASE("Trap 65: the common ancestor is there when a conflict is found, however late") {
  shared<Deed> all{Deed{"text", "clause", 1}};
  all.one->update(all.which, [](Deed& d) { d.text = "mine"; });
  all.one.line->next_pushes.push_back(refuse(reaction::retry_later));
  CHECK_FALSE(all.one->sync().complete());
  all.one->update(all.which, [](Deed& d) { d.pages = 2; });
  all.two->update(all.which, [](Deed& d) { d.clause = "their clause"; });
  sync(all.two);
  pull_only(all.one);  // merged: the ancestor moves, and knows what was agreed
  all.one.reopen();
  all.two->update(all.which, [](Deed& d) { d.text = "theirs"; });
  sync(all.two);
  sync(all.one);
  auto const open = all.one->conflict_of(all.which);
  REQUIRE(open.has_value());
  REQUIRE(open->base.has_value());
  CHECK(open->base->text == "text");
  CHECK(open->local.text == "mine");
  CHECK(open->local.clause == "their clause");
  CHECK(open->server.value().text == "theirs");
}

TEST_CASE("Trap 66: undo is an edit like any other, and nothing is replaced without a snapshot") {
  shared<Task> all{task("start")};
  all.one->update(all.which, [](Task& t) { t.title = "lost"; });
  all.later();
  all.two->update(all.which, [](Task& t) { t.title = "won"; });
  sync(all.two);
  bool const by_page = GENERATE(false, true);
  if (by_page) pull_only(all.one);
  sync(all.one);
  CHECK(all.one->get(all.which).title == "won");
  REQUIRE(all.one->snapshots().size() == 1);
  all.one.reopen();
  all.later();
  all.two->update(all.which, [](Task& t) { t.body = "of others, meanwhile"; });
  sync(all.two);
  pull_only(all.one);
  all.one->undo(all.one->snapshots().back().id);
  REQUIRE(all.one->queue().size() == 1);
  CHECK(all.one->queue()[0].base_version == all.one->find(all.which)->version);
  sync(all.one);
  sync(all.two);
  CHECK(all.two->get(all.which).title == "lost");
  CHECK(all.one->get(all.which).title == "lost");
  CHECK(all.one->status().clean());
  CHECK(all.one->status().diverged.empty());
}

TEST_CASE("Trap 67: what differs is noticed at the same place of the stream, and mended; waiting work is no difference") {
  backend server;
  device a{server, "a"};
  device b{server, "b"};
  std::vector<id<Task>> made;
  for (int i = 0; i < 20; ++i) made.push_back(a->create(task("t" + std::to_string(i))));
  auto const space = a->create(Space{"s", ""});
  sync(a);
  sync(b);
  // Work that waits here, and work that comes in another order than it was made in, differ from nothing.
  b->update(made[3], [](Task& t) { t.title = "waits"; });
  b->remove(made[4]);
  b->create(task("waits as well"));
  a->update(made[0], [](Task& t) { t.body = "x"; });
  a->update(made[3], [](Task& t) { t.body = "x"; });
  sync(a);
  b.line->next_pushes.push_back(refuse(reaction::hold));
  auto const waiting = b->sync();
  CHECK(waiting.pulled == 2);
  CHECK(waiting.diverged.empty());
  CHECK(b->status().diverged.empty());
  sync(b);
  sync(a);

  // A change that never arrives.
  a->update(made[7], [](Task& t) { t.title = "withheld"; });
  a->update(made[8], [](Task& t) { t.title = "delivered"; });
  a->update(space, [](Space& s) { s.name = "delivered"; });
  sync(a);
  b->update(made[9], [](Task& t) { t.title = "edited here"; });
  bool withheld = false;
  auto const keep_back = [&](pull_request const& request) {
    auto page = b.line->deliver(request);
    withheld = std::erase_if(page.changes, [&](auto const& each) { return each.key == made[7].key; }) > 0;
    return page;
  };
  b.line->next_pushes.push_back(refuse(reaction::hold));
  b.line->next_pulls.push_back(keep_back);
  auto const noticed = b->sync();
  REQUIRE(withheld);
  bool const mended_at_once = b->get(made[7]).title == "withheld";
  if (!mended_at_once) CHECK(noticed.diverged == std::vector<std::string>{"Task"});
  sync(b);
  CHECK(b->get(made[7]).title == "withheld");
  CHECK(b->get(made[8]).title == "delivered");
  CHECK(b->get(made[9]).title == "edited here");
  CHECK(b->get(space).name == "delivered");
  CHECK(b->status().diverged.empty());
  CHECK(b->status().clean());
  sync(b);
  sync(a);
  CHECK(titles(a) == titles(b));
}
