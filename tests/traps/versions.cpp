// SPDX-License-Identifier: BSL-1.0
// Traps 29 to 37 and 69: who counts versions, whose clock decides, and what makes a repeat harmless.
#include "traps/kit.hpp"

using namespace traps;

namespace {

std::string text_of(op_result const& result) {
  std::string out;
  write_json(out, result);
  return out;
}

template <class Entity>
Entity on_server(backend& of, id<Entity> which) {
  device fresh{of, "fresh " + std::to_string(of.randomness()())};
  sync(fresh);
  return fresh->get(which);
}

}  // namespace

TEST_CASE("Trap 29: a device counts no versions, so that its second edit claims no base it never had") {
  shared<Deed> all{Deed{"text", "clause", 1}};
  bool const first_was_sent = GENERATE(false, true);
  all.one->update(all.which, [](Deed& d) { d.text = "first"; });
  if (first_was_sent) {
    all.one.line->next_pushes.push_back(refuse(reaction::retry_later));
    CHECK_FALSE(all.one->sync().complete());
  }
  all.one->update(all.which, [](Deed& d) { d.text = "second"; });
  for (auto const& op : all.one->queue()) CHECK(op.base_version == 1);
  CHECK(all.one->find(all.which)->version == 1);

  all.two->update(all.which, [](Deed& d) { d.text = "theirs"; });  // becomes version 2
  sync(all.two);
  sync(all.one);
  CHECK(all.one->conflicts().size() == 1);
  CHECK(on_server(all.server, all.which).text == "theirs");
}

TEST_CASE("Trap 29: a chain of edits gets its base from the acknowledgement") {
  shared<Task> all{task("start")};
  all.one->update(all.which, [](Task& t) { t.title = "first"; });
  all.one.line->next_pushes.push_back(
      meanwhile(all.one, [&] { all.one->update(all.which, [](Task& t) { t.title = "second"; }); }));
  sync(all.one);
  REQUIRE(all.one.line->pushes.size() >= 2);
  CHECK(operations_of(all.one.line->pushes.end()[-2]).at(0).base_version == 1);
  CHECK(operations_of(all.one.line->pushes.back()).at(0).base_version == 2);
  CHECK(all.one->find(all.which)->version == 3);
}

TEST_CASE("Trap 30: what was never acknowledged has version 0, unlike anything the server has") {
  backend server;
  device a{server, "a"};
  auto const which = a->create(task("new"));
  a->update(which, [](Task& t) { t.body = "and edited"; });
  CHECK(a->find(which)->version == 0);
  CHECK(a->queue().at(0).base_version == 0);
  a.line->next_pushes.push_back(lose_answer(a));
  a->sync();
  CHECK(a->find(which)->version == 0);
  sync(a);
  CHECK(a->find(which)->version == 1);
  for (auto const& [key, each] : records(server)) CHECK(each.version == 1);
}

TEST_CASE("Trap 31: when an edit is pushed does not decide, when it was made does") {
  shared<Task> all{task("start")};
  all.later(2min);
  all.one->update(all.which, [](Task& t) { t.title = "edited at 14:02"; });
  all.later(3h);
  all.two->update(all.which, [](Task& t) { t.title = "edited at 17:00"; });
  sync(all.two);
  all.later(90min);
  sync(all.one);  // at 18:30
  sync(all.two);
  CHECK(all.one->get(all.which).title == "edited at 17:00");
  CHECK(all.two->get(all.which).title == "edited at 17:00");
  auto const found = all.one->find(all.which);
  CHECK(found->version == 2);
}

TEST_CASE("Trap 31: a clock that is a year ahead does not win for a year") {
  backend server;
  author fast{server};
  device b{server, "b"};
  auto const which = b->create(task("start"));
  sync(b);
  edit_time const next_year{fast.now().micros + 365LL * 24 * 3600 * 1'000'000};
  fast.push(fast.update("Task", which.key, 1, R"({"set":{"title":"from next year"}})", next_year));
  server.pass(5min);  // b has not seen it
  b->update(which, [](Task& t) { t.title = "five minutes later"; });
  sync(b);
  CHECK(b->get(which).title == "five minutes later");
  CHECK(on_server(server, which).title == "five minutes later");

  // Nor does it drag other devices' clocks along.
  CHECK(b->queue().empty());
  b->update(which, [](Task& t) { t.body = "x"; });
  CHECK(b->queue().at(0).edited.micros <= fast.now().micros + 121'000'000);
}

TEST_CASE("Trap 31: a device with a wrong clock edits at the server's time, once it has heard of it") {
  auto const skew = GENERATE(std::chrono::microseconds{-6h}, std::chrono::microseconds{6h});
  backend server;
  device right{server, "right"};
  device wrong{server, "wrong", server.syncing(), skew};
  auto const which = right->create(task("start"));
  sync(right);
  sync(wrong);
  wrong->update(which, [](Task& t) { t.title = "wrong, earlier"; });
  server.pass(1min);
  right->update(which, [](Task& t) { t.title = "right, between"; });
  server.pass(1min);
  sync(right);
  sync(wrong);
  sync(right);
  CHECK(right->get(which).title == "right, between");
  wrong->update(which, [](Task& t) { t.title = "wrong, last"; });
  sync(wrong);
  sync(right);
  CHECK(right->get(which).title == "wrong, last");
}

TEST_CASE("Trap 31: an answer that waited in a sleeping device is not taken for a wrong clock") {
  shared<Task> all{task("start")};
  all.one->update(all.which, [](Task& t) { t.title = "before"; });
  all.one.line->next_pushes.push_back(meanwhile(all.one, [&] { all.later(8h); }));
  all.one.line->next_pulls.push_back(meanwhile(all.one, [&] { all.later(1min); }));
  sync(all.one);
  sync(all.two);
  all.two->update(all.which, [](Task& t) { t.title = "two, then"; });
  all.later();
  all.one->update(all.which, [](Task& t) { t.title = "one, last"; });
  sync(all.two);
  sync(all.one);
  sync(all.two);
  CHECK(all.two->get(all.which).title == "one, last");
}

TEST_CASE("Trap 32: equal times ask nobody, and edits of the same field do, whatever their times") {
  SECTION("the later edit wins: at equal times the same one everywhere") {
    shared<Task> all{task("start")};
    all.one->update(all.which, [](Task& t) { t.title = "one"; });
    all.two->update(all.which, [](Task& t) { t.title = "two"; });
    sync(all.one);
    sync(all.two);
    sync(all.one);
    CHECK(all.one->conflicts().empty());
    CHECK(all.two->conflicts().empty());
    CHECK(all.one->get(all.which).title == all.two->get(all.which).title);
    CHECK(all.one->get(all.which).title != "start");
  }
  SECTION("a person decides: not where different fields were edited at the same time") {
    shared<Deed> all{Deed{"text", "clause", 1}};
    all.one->update(all.which, [](Deed& d) { d.text = "one"; });
    all.two->update(all.which, [](Deed& d) { d.clause = "two"; });
    sync(all.one);
    sync(all.two);
    CHECK(all.two->conflicts().empty());
    CHECK(all.two->get(all.which).text == "one");
  }
  SECTION("a person decides: where the same field was edited at different times") {
    shared<Deed> all{Deed{"text", "clause", 1}};
    all.one->update(all.which, [](Deed& d) { d.text = "one"; });
    all.later(1h);
    all.two->update(all.which, [](Deed& d) { d.text = "two"; });
    sync(all.one);
    sync(all.two);
    CHECK(all.two->conflicts().size() == 1);
  }
}

TEST_CASE("Trap 33: only what was changed travels, and nothing of others is reverted") {
  shared<Task> all{task("start")};
  all.two->update(all.which, [](Task& t) {
    t.body = "theirs";
    t.priority = 9;
    t.done = true;
  });
  sync(all.two);
  all.later();
  all.one->update(all.which, [](Task& t) { t.note = "mine"; });
  auto const op = all.one->queue().at(0);
  CHECK(op.body == R"({"set":{"note":"mine"}})");
  sync(all.one);
  auto const now = on_server(all.server, all.which);
  CHECK(now.body == "theirs");
  CHECK(now.priority == 9);
  CHECK(now.done);
  CHECK(now.note == "mine");
  CHECK(now.title == "start");
}

TEST_CASE("Trap 34: sums add up and lists grow exactly once, whatever is repeated") {
  backend server;
  device a{server, "a"};
  device b{server, "b"};
  auto const counted = a->create(task("counted"));
  auto const diary = a->create(Diary{"d", {"start"}});
  sync(a);
  sync(b);
  auto const write = [&](device& at, std::int64_t by, std::string const& line) {
    at->update(counted, [&](Task& t) { t.votes += by; });
    at->update(diary, [&](Diary& d) { d.lines.push_back(line); });
  };
  write(a, 3, "a1");
  write(b, 4, "b1");
  a.line->next_pushes = {lose_answer(a), lose_answer(a)};
  b.line->next_pushes = {lose_answer(b)};
  CHECK_FALSE(a->sync().complete());
  write(a, 100, "a2");
  CHECK_FALSE(b->sync().complete());
  write(b, -50, "b2");
  CHECK_FALSE(a->sync().complete());
  b.reopen();
  for (int i = 0; i < 2; ++i) {
    sync(a);
    sync(b);
  }
  for (auto* at : {&a, &b}) {
    CHECK((*at)->get(counted).votes == 57);
    auto lines = (*at)->get(diary).lines;
    std::sort(lines.begin(), lines.end());
    CHECK(lines == std::vector<std::string>{"a1", "a2", "b1", "b2", "start"});
  }
}

TEST_CASE("Trap 35: an update or delete whose answer was lost is not done again") {
  shared<Task> all{task("start")};
  SECTION("an update") {
    all.one->update(all.which, [](Task& t) {
      t.title = "mine";
      t.votes += 5;
    });
    all.one.line->next_pushes = {lose_answer(all.one), lose_answer(all.one)};
    CHECK_FALSE(all.one->sync().complete());
    CHECK_FALSE(all.one->sync().complete());
    // What others do in between is not undone by the repeat.
    sync(all.two);
    all.later();
    all.two->update(all.which, [](Task& t) { t.title = "theirs, later"; });
    sync(all.two);
    sync(all.one);
    sync(all.two);
    CHECK(all.one->conflicts().empty());
    CHECK(all.one->find(all.which)->version == 3);
    CHECK(all.one->get(all.which).title == "theirs, later");
    CHECK(all.one->get(all.which).votes == 5);
  }
  SECTION("a delete") {
    all.one->remove(all.which);
    all.one.line->next_pushes = {lose_answer(all.one)};
    CHECK_FALSE(all.one->sync().complete());
    sync(all.two);
    all.two->restore(all.which);
    sync(all.two);
    sync(all.one);
    sync(all.two);
    CHECK(all.one->find(all.which).has_value());
    CHECK(all.two->find(all.which)->version == 3);
  }
}

TEST_CASE("Trap 35: what was sent goes again as it was, whatever came from others meanwhile") {
  shared<Task> all{task("walk")};
  all.one->update(all.which, [](Task& t) { t.title = "mine", t.votes += 1; });
  auto const sent = all.one->lease(100, 1 << 20);
  all.one->release(sent);  // it may have arrived
  all.later();
  all.two->update(all.which, [](Task& t) { t.title = "theirs", t.votes += 2; });
  sync(all.two);
  pull_only(all.one);
  auto const again = all.one->lease(100, 1 << 20);
  CHECK(again.groups == sent.groups);
  all.one->release(again);
  for (auto* at : {&all.one, &all.two, &all.one}) sync(*at);
  CHECK(all.one->get(all.which).votes == 3);
  CHECK(all.two->get(all.which).votes == 3);
}

TEST_CASE("Trap 35: a repeat is answered byte for byte, also after a restart") {
  backend server;
  author one{server};
  author two{server};
  auto const key = one.fresh();
  one.push(one.insert("Task", key, R"({"set":{"title":"a"}})"));
  two.push(two.update("Task", key, 1, R"({"set":{"body":"b"}})"));
  auto const op = one.update("Task", key, 1, R"({"delta":{"votes":5}})");
  auto const first = one.push(op);
  REQUIRE(first.outcome == verdict::applied);
  two.push(two.update("Task", key, 3, R"({"set":{"body":"later"}})"));
  server.restart();
  CHECK(text_of(one.push(op)) == text_of(first));
  CHECK(records(server).at(key).fields.find(R"("votes":5)") != std::string::npos);
  // The same id with other content is an error, not another operation.
  auto other = op;
  other.body = R"({"delta":{"votes":6}})";
  CHECK(one.push(other).outcome == verdict::rejected);
}

TEST_CASE("Trap 36: a device that was away for years does not do its work twice") {
  shared<Task> all{task("start")};
  if (GENERATE(false, true)) {  // a server that forgets what is older than three months
    all.server.retention = std::chrono::hours{24 * 90};
    all.server.restart();
  }
  all.one->update(all.which, [](Task& t) { t.votes += 7; });
  all.one.line->next_pushes = {lose_answer(all.one)};
  CHECK_FALSE(all.one->sync().complete());
  for (int i = 0; i < 50; ++i) {  // others work, and have their receipts released
    all.later(24h * 30);
    all.two->update(all.which, [](Task& t) { t.body += "x"; });
    sync(all.two);
  }
  all.server.restart();
  all.one.reopen();
  sync(all.one);
  CHECK(all.one->get(all.which).votes == 7);
  CHECK(on_server(all.server, all.which).votes == 7);
}

TEST_CASE("Trap 37: a file that was copied or restored neither loses its work nor repeats it") {
  shared<Task> all{task("start")};
  auto const folder = all.server.folder.path();
  auto const visits = [](device& at, id<Task> which, std::int64_t by) {
    at->update(which, [&](Task& t) { t.votes += by; });
  };
  visits(all.one, all.which, 1);
  sync(all.one);
  all.one.reopen();

  SECTION("two copies that are used side by side") {
    std::filesystem::copy(folder / "one", folder / "copy");
    device copy{all.server, "copy"};
    visits(all.one, all.which, 10);
    visits(copy, all.which, 100);
    auto const mine = all.one->create(task("of the one"));
    auto const its = copy->create(task("of the other"));
    for (int i = 0; i < 3; ++i) {
      sync(all.one);
      sync(copy);
    }
    sync(all.two);
    for (auto* at : {&all.one, &copy, &all.two}) {
      CHECK((*at)->get(all.which).votes == 111);
      CHECK((*at)->find(mine).has_value());
      CHECK((*at)->find(its).has_value());
      CHECK((*at)->status().clean());
    }
    CHECK(copy->incarnation() != all.one->incarnation());
  }
  SECTION("a file that is put back to where it was") {
    std::filesystem::copy(folder / "one", folder / "backup");
    visits(all.one, all.which, 10);
    auto const first = all.one->create(task("acknowledged"));
    sync(all.one);
    sync(all.one);
    device restored{all.server, "backup"};
    visits(restored, all.which, 100);  // takes the place in the queue that another operation had
    auto const second = restored->create(task("written after the restore"));
    for (int i = 0; i < 3; ++i) sync(restored);
    sync(all.two);
    for (auto* at : {&restored, &all.two}) {
      CHECK((*at)->get(all.which).votes == 111);
      CHECK((*at)->find(first).has_value());
      CHECK((*at)->find(second).has_value());
      CHECK((*at)->status().clean());
    }
  }
}

TEST_CASE("Trap 69: a device that was away for years brings nothing back to life and keeps no ghosts") {
  backend server;
  bool const purging = GENERATE(false, true);
  if (purging) {
    server.retention = std::chrono::hours{24 * 90};
    server.restart();
  }
  device a{server, "a"};
  device away{server, "away"};
  std::vector<id<Task>> made;
  for (int i = 0; i < 5; ++i) made.push_back(a->create(task("t" + std::to_string(i))));
  sync(a);
  sync(away);
  sync(away);
  away->update(made[1], [](Task& t) { t.title = "edited while away"; });
  auto const fresh = away->create(task("made while away"));
  a->remove(made[0]);
  a->remove(made[1]);
  sync(a);
  for (int month = 0; month < 40; ++month) {
    server.pass(24h * 30);
    a->update(made[2], [&](Task& t) { t.votes += 1; });
    a->create(task("month " + std::to_string(month)));
    sync(a);
  }
  server.restart();
  if (purging) {
    server.truth().purge("acme");
    CHECK(server.truth().status("acme").tombstones == 0);
  }
  for (int i = 0; i < 2; ++i) {
    sync(away);
    sync(a);
  }
  for (auto* at : {&a, &away}) {
    CHECK_FALSE((*at)->find(made[0]).has_value());
    CHECK_FALSE((*at)->find(made[1]).has_value());
    CHECK((*at)->find(fresh).has_value());
    CHECK((*at)->get(made[2]).votes == 40);
    CHECK((*at)->query<Task>().count() == 44);
    CHECK((*at)->status().diverged.empty());
  }
  auto const kept = away->snapshots();
  bool const in_conflict = !away->conflicts().empty();
  CHECK((in_conflict || std::any_of(kept.begin(), kept.end(), [](auto const& each) {
           return each.image.find("edited while away") != std::string::npos;
         })));
}

TEST_CASE("Trap 69: work that waits outlives reading everything again") {
  backend server;
  server.retention = std::chrono::hours{24 * 90};
  server.restart();
  device a{server, "a"};
  device away{server, "away"};
  auto const tree = a->create(Tree{"oak", "gate"});
  sync(a);
  sync(away);
  away->update(tree, [](Tree& t) { t.name = "edited while away"; });
  a->remove(tree);
  sync(a);
  server.pass(std::chrono::hours{24 * 400});
  server.truth().purge("acme");
  pull_only(away);  // from the beginning: nothing is said of the tree any more
  REQUIRE(away->find(tree).has_value());
  CHECK(away->get(tree).name == "edited while away");
  sync(away);
  CHECK(away->conflict_count() == 1);
  CHECK(away->get(tree).name == "edited while away");
}
