// SPDX-License-Identifier: BSL-1.0
// Traps 17 to 27: what a page of changes does to work that is still queued.
#include "traps/kit.hpp"

#include <entente/authority/reference.hpp>
#include <entente/wire/json_value.hpp>

#include <atomic>
#include <thread>

using namespace traps;

namespace {

/// The members of a JSON object in the opposite order, with spaces, and whole numbers as fractions.
std::string spelled_otherwise(std::string const& object) {
  auto const read = json_value::parse(object, 64);
  std::string out = "{";
  for (auto i = read->members().rbegin(); i != read->members().rend(); ++i) {
    std::string value;
    json_writer to{value};
    i->value.write(to);
    if (i->value.as_int64()) value += ".0";
    out += (out.size() > 1 ? " , " : " ") + ("\"" + std::string{i->name} + "\" : ") + value;
  }
  return out + " }";
}

}  // namespace

TEST_CASE("Trap 17: an edit that wins over the server's is not overwritten by a pull") {
  shared<Task> all{task("both")};
  auto const title = [&](device& at) { return at->get(all.which).title; };

  SECTION("the edit here is later: it stays, and goes") {
    all.two->update(all.which, [](Task& t) { t.title = "earlier, there"; });
    sync(all.two);
    all.later();
    all.one->update(all.which, [](Task& t) { t.title = "later, here"; });
    pull_only(all.one);
    CHECK(title(all.one) == "later, here");
    CHECK(all.one->status().pending == 1);
    CHECK(all.one->snapshots().empty());
    sync(all.one);
    sync(all.two);
    CHECK(title(all.two) == "later, here");
  }
  SECTION("the edit there is later: it is taken, and the lost one kept aside") {
    all.one->update(all.which, [](Task& t) { t.title = "earlier, here"; });
    all.later();
    all.two->update(all.which, [](Task& t) { t.title = "later, there"; });
    sync(all.two);
    pull_only(all.one);
    CHECK(title(all.one) == "later, there");
    CHECK(all.one->status().clean());
    REQUIRE(all.one->snapshots().size() == 1);
    CHECK(all.one->snapshots()[0].image.find("earlier, here") != std::string::npos);
  }
  SECTION("different fields: both") {
    all.one->update(all.which, [](Task& t) { t.title = "here"; });
    all.two->update(all.which, [](Task& t) { t.body = "there"; });
    sync(all.two);
    CHECK(pull_only(all.one).merged == 1);
    CHECK(title(all.one) == "here");
    CHECK(all.one->get(all.which).body == "there");
    CHECK(all.one->status().pending == 1);
  }
}

TEST_CASE("Trap 17: what nobody can decide waits for a person, with both values") {
  shared<Deed> all{Deed{"text", "clause", 1}};
  all.one->update(all.which, [](Deed& d) { d.text = "here"; });
  all.two->update(all.which, [](Deed& d) { d.text = "there"; });
  sync(all.two);
  CHECK(pull_only(all.one).conflicts == 1);
  auto const open = all.one->conflict_of(all.which);
  REQUIRE(open.has_value());
  CHECK(open->local.text == "here");
  CHECK(open->server.value().text == "there");
  CHECK(open->base.value().text == "text");
}

TEST_CASE("Trap 18: lineage decides before any clock does") {
  backend server;
  author slow{server};
  auto const key = slow.fresh();
  auto const deed = slow.fresh();
  slow.push({slow.insert("Task", key, R"({"set":{"title":"a"}})"), slow.insert("Deed", deed, R"({"set":{"text":"a"}})")});
  author other{server};
  edit_time const now = other.now();
  edit_time const long_ago{now.micros - 3'600'000'000};
  other.push({other.update("Task", key, 1, R"({"set":{"title":"b"}})", now),
              other.update("Deed", deed, 1, R"({"set":{"text":"b"}})", now)});

  SECTION("an edit made on the newest version stands, however early its clock says it was") {
    CHECK(slow.push(slow.update("Task", key, 2, R"({"set":{"title":"c"}})", long_ago)).outcome == verdict::applied);
    CHECK(slow.push(slow.update("Deed", deed, 2, R"({"set":{"text":"c"}})", long_ago)).outcome == verdict::applied);
    CHECK(records(server).at(key).fields.find(R"("title":"c")") != std::string::npos);
    CHECK(records(server).at(deed).fields.find(R"("text":"c")") != std::string::npos);
  }
  SECTION("an edit made on an older version clashes, also at the very same time or later") {
    edit_time const when{now.micros + GENERATE(std::int64_t{0}, std::int64_t{1'000'000})};
    CHECK(slow.push(slow.update("Deed", deed, 1, R"({"set":{"text":"c"}})", when)).outcome == verdict::conflict);
  }
  SECTION("an older version alone is no conflict where the fields differ") {
    CHECK(slow.push(slow.update("Deed", deed, 1, R"({"set":{"clause":"c"}})", long_ago)).outcome == verdict::applied);
  }
}

TEST_CASE("Trap 19: the same value in another spelling is no change and no conflict") {
  shared<Deed> all{Deed{"text", "clause", 7}};
  all.one->update(all.which, [](Deed& d) { d.pages = 8; });
  all.two->update(all.which, [](Deed& d) { d.text = "there"; });
  sync(all.two);
  all.one->replace(all.which, Deed{"text", "clause", 8});  // what it is already
  CHECK(all.one->queue().size() == 1);
  auto page = page_after(all.server, all.one->cursor(), 10);
  REQUIRE(page.changes.size() == 1);
  auto const plain = page.changes[0].fields;
  page.changes[0].fields = spelled_otherwise(plain);
  REQUIRE(page.changes[0].fields != plain);
  CHECK(all.one->apply(page).conflicts == 0);
  CHECK(all.one->get(all.which).text == "there");
  CHECK(all.one->get(all.which).pages == 8);
  sync(all.one);
  CHECK(all.one->conflicts().empty());

  // A stranger's item on an old version that says what the server says anyway.
  reference_door<everything> door{all.server.truth()};
  std::string const item = R"({ "pages": 8.0, "text": "there", "version": 1, "clause": "clause", "clientId": ")" +
                           all.which.text() + R"(" })";
  std::vector<pushed_item> const items{{item}};
  auto const results = door.push(all.server.who, "acme", everything::index_of<Deed>, item_form::generic, items);
  CHECK(results.at(0).success);
}

TEST_CASE("Trap 20: a pull does not overwrite a row with pending work, and nothing flips to and fro") {
  shared<Task> all{task("start")};
  all.one->update(all.which, [](Task& t) {
    t.title = "here";
    t.tags = {"here"};
    t.votes += 1;
  });
  all.two->update(all.which, [](Task& t) {
    t.body = "there";
    t.tags = {"there"};
    t.votes += 10;
  });
  sync(all.two);
  auto const id = all.one->queue().at(0).op_id;
  pull_only(all.one);
  Task const merged = all.one->get(all.which);
  CHECK(merged.title == "here");
  CHECK(merged.body == "there");
  CHECK(merged.votes == 11);
  CHECK(merged.tags.size() == 2);
  REQUIRE(all.one->queue().size() == 1);
  CHECK(all.one->queue()[0].op_id == id);
  sync(all.one);
  sync(all.two);
  std::int64_t const version = all.one->find(all.which)->version;
  CHECK(version == 3);
  for (int i = 0; i < 3; ++i) {
    sync(all.one);
    sync(all.two);
  }
  CHECK(all.two->find(all.which)->version == version);
  CHECK(all.two->get(all.which).title == "here");
  CHECK(all.two->get(all.which).votes == 11);
}

TEST_CASE("Trap 21: a row with pending work is not skipped: the rest of the server's change is taken") {
  shared<Task> all{task("start")};
  all.one->update(all.which, [](Task& t) { t.title = "here"; });
  all.two->update(all.which, [](Task& t) {
    t.note = "there";
    t.priority = 5;
  });
  sync(all.two);
  pull_only(all.one);
  CHECK(all.one->get(all.which).note == "there");
  CHECK(all.one->get(all.which).priority == 5);
  CHECK(all.one->queue().at(0).body.find("note") == std::string::npos);
  all.two->update(all.which, [](Task& t) { t.note = "there again"; });
  sync(all.two);
  sync(all.one);
  sync(all.two);
  CHECK(all.one->get(all.which).note == "there again");
  CHECK(all.two->get(all.which).note == "there again");
  CHECK(all.two->get(all.which).title == "here");
}

TEST_CASE("Trap 22: a stale edit does not get a newer base without being merged with it") {
  shared<Deed> all{Deed{"text", "clause", 1}};
  all.one->update(all.which, [](Deed& d) { d.text = "stale"; });
  all.two->update(all.which, [](Deed& d) { d.text = "newer"; });
  sync(all.two);
  bool const pulled_first = GENERATE(false, true);
  if (pulled_first) pull_only(all.one);
  sync(all.one);
  CHECK(all.one->conflicts().size() == 1);
  CHECK(records(all.server).at(all.which.key).fields.find("newer") != std::string::npos);

  // Where the base does move, the data has moved with it.
  shared<Task> plain{task("start")};
  plain.one->update(plain.which, [](Task& t) { t.title = "here"; });
  plain.two->update(plain.which, [](Task& t) { t.body = "there"; });
  sync(plain.two);
  CHECK(plain.one->queue().at(0).base_version == 1);
  pull_only(plain.one);
  CHECK(plain.one->queue().at(0).base_version == 2);
  CHECK(plain.one->find(plain.which)->value.body == "there");
}

TEST_CASE("Trap 23: nobody sees half of a page") {
  backend server;
  device a{server, "a"};
  for (int i = 0; i < 400; ++i) a->create(task("x"));
  sync(a);
  device b{server, "b"};
  std::atomic<bool> running{true};
  std::atomic<int> halves{0};
  std::atomic<int> looks{0};
  std::thread reader{[&] {
    while (running) {
      auto const count = b->query<Task>().count();
      if (count != 0 && count != 400) ++halves;
      ++looks;
    }
  }};
  while (looks == 0) std::this_thread::yield();
  b->apply(page_after(server, {}, 1000));
  running = false;
  reader.join();
  CHECK(halves == 0);
  CHECK(b->query<Task>().count() == 400);
}

TEST_CASE("Trap 23: a parent is there before its child wherever a page ends, and a group at the horizon") {
  backend server;
  device a{server, "a"};
  for (int i = 0; i < 3; ++i)
    a->transaction([&](auto& all) {
      auto const child = all.create(task("child"));  // before its parent
      auto const space = all.create(Space{"space", ""});
      all.update(child, [&](Task& t) { t.space = space; });
    });
  sync(a);
  device b{server, "b"};
  std::string cursor;
  for (bool more = true; more;) {
    auto const page = page_after(server, cursor, 1);
    b->apply(page);
    b->query<Task>().for_each(
        [&](record<Task> const& each) { CHECK(b->find(id<Space>{each.value.space.key}).has_value()); });
    cursor = page.cursor;
    more = page.has_more;
  }
  CHECK(b->query<Task>().count() == 3);
  CHECK(b->query<Space>().count() == 3);
}

TEST_CASE("Trap 24: a record whose acknowledgement was lost does not come back as a second one") {
  bool const own_ids = GENERATE(false, true);
  backend server{1, own_ids};
  device a{server, "a"};
  auto const which = a->create(task("once"));
  a.line->next_pushes.push_back(lose_answer(a));
  CHECK_FALSE(a->sync().complete());
  if (GENERATE(false, true)) a->update(which, [](Task& t) { t.body = "meanwhile"; });
  pull_only(a);
  CHECK(a->query<Task>().count() == 1);
  sync(a);
  device b{server, "b"};
  sync(b);
  CHECK(a->query<Task>().count() == 1);
  CHECK(b->query<Task>().count() == 1);
  CHECK(records(server).size() == 1);
  CHECK(a->status().clean());
}

TEST_CASE("Trap 25: an acknowledgement leaves alone what was written while it was on its way") {
  shared<Task> all{task("start")};
  all.one->update(all.which, [](Task& t) {
    t.title = "sent";
    t.votes += 1;
  });
  bool const overtaken = GENERATE(false, true);
  if (overtaken) {  // the answer carries the whole row
    all.two->update(all.which, [](Task& t) { t.body = "there"; });
    sync(all.two);
  }
  all.one.line->next_pushes.push_back(meanwhile(all.one, [&] {
    all.later();
    all.one->update(all.which, [](Task& t) {
      t.title = "written meanwhile";
      t.note = "and this";
      t.votes += 10;
    });
  }));
  std::optional<Task> after_answer;
  all.one.line->next_pushes.push_back([&](push_request const& request) {
    after_answer = all.one->get(all.which);
    return all.one.line->deliver(request);
  });
  sync(all.one);
  REQUIRE(after_answer.has_value());
  CHECK(after_answer->title == "written meanwhile");
  CHECK(after_answer->note == "and this");
  CHECK(after_answer->votes == 11);
  sync(all.two);
  CHECK(all.two->get(all.which).title == "written meanwhile");
  CHECK(all.two->get(all.which).note == "and this");
  CHECK(all.two->get(all.which).votes == 11);
  CHECK(all.one->status().clean());
}

TEST_CASE("Trap 26: one's own changes come back as no change") {
  shared<Task> all{task("start")};
  all.one->update(all.which, [](Task& t) { t.title = "mine"; });
  auto const report = sync(all.one);
  CHECK(report.accepted == 1);
  CHECK(report.pulled == 0);

  // Nor does an echo touch what is written on top of it.
  auto const before = all.one->cursor();
  all.one->update(all.which, [](Task& t) { t.title = "mine again"; });
  sync(all.one);
  all.one->update(all.which, [](Task& t) { t.title = "and again"; });
  auto const echo = all.one->apply(page_after(all.server, before, 10));
  CHECK(echo.applied + echo.merged + echo.restaged + echo.conflicts == 0);
  CHECK(all.one->get(all.which).title == "and again");
  CHECK(all.one->snapshots().empty());
}

TEST_CASE("Trap 27: a delete and an update that meet have a rule, the same on both sides") {
  bool const pulled_first = GENERATE(false, true);
  SECTION("the delete wins, and the edit is kept aside") {
    shared<Task> all{task("start")};
    all.one->update(all.which, [](Task& t) { t.title = "edited"; });
    all.later();
    all.two->remove(all.which);
    sync(all.two);
    if (pulled_first) pull_only(all.one);
    sync(all.one);
    CHECK_FALSE(all.one->find(all.which).has_value());
    CHECK(all.one->status().clean());
    REQUIRE(all.one->snapshots().size() == 1);
    CHECK(all.one->snapshots()[0].image.find("edited") != std::string::npos);
    CHECK(records(all.server).empty());
  }
  SECTION("the update wins, whoever comes first") {
    shared<Tree> all{Tree{"oak", "hill"}};
    all.one->update(all.which, [](Tree& t) { t.spot = "valley"; });
    all.two->remove(all.which);
    device& first = GENERATE(false, true) ? all.one : all.two;
    device& second = &first == &all.one ? all.two : all.one;
    sync(first);
    if (pulled_first) pull_only(second);
    sync(second);
    sync(first);
    sync(second);
    CHECK(all.one->get(all.which).spot == "valley");
    CHECK(all.two->get(all.which).spot == "valley");
  }
}
