// SPDX-License-Identifier: BSL-1.0
// Traps 1 to 16: where a client stands in the server's stream of changes.
#include "traps/kit.hpp"

#include <entente/authority/reference.hpp>

#include <array>
#include <atomic>
#include <memory>
#include <thread>

using namespace traps;

namespace {

constexpr std::size_t tasks = everything::index_of<Task>;

using door = reference_door<everything>;

/// What a stranger's client has after asking until the server says that there is no more.
struct stranger {
  explicit stranger(backend& of, item_form how = item_form::generic) : server(of), form(how) {}

  /// One page; true if there are more. `cut`: the client keeps that many microseconds of a time.
  bool ask(std::size_t limit, std::int64_t cut = 1) {
    door in{server.truth()};
    auto const page = in.pull(server.who, "acme", tasks, form, since, limit);
    for (auto const& each : page.items) items.push_back(each);
    for (auto const& each : page.deleted_ids) deleted.push_back(each);
    sizes.push_back(page.items.size() + (form == item_form::per_entity ? page.deleted_ids.size() : 0));
    since = stamp{page.last_sync_at.micros / cut * cut};
    return page.has_more;
  }
  void ask_all(std::size_t limit, std::int64_t cut = 1) {
    for (int pages = 0; ask(limit, cut); ++pages) REQUIRE(pages < 100);
  }
  [[nodiscard]] std::size_t times_seen(std::string const& title) const {
    return static_cast<std::size_t>(std::count_if(items.begin(), items.end(), [&](auto const& each) {
      return each.find("\"title\":\"" + title + "\"") != std::string::npos;
    }));
  }

  backend& server;
  item_form form;
  std::optional<stamp> since{};
  std::vector<std::string> items{};
  std::vector<std::string> deleted{};
  std::vector<std::size_t> sizes{};
};

std::set<std::string> titles(device& at) {
  std::set<std::string> found;
  at->template query<Task>().for_each([&](record<Task> const& each) { found.insert(each.value.title); });
  return found;
}

/// Tasks named "t0", "t1", ... on the server.
std::vector<id<Task>> make_tasks(device& at, int count) {
  std::vector<id<Task>> made;
  for (int i = 0; i < count; ++i) made.push_back(at->create(task("t" + std::to_string(i))));
  sync(at);
  return made;
}

}  // namespace

TEST_CASE("Trap 1: the place after a page is not the time at which it was read") {
  backend server;
  device a{server, "a"};
  make_tasks(a, 5);
  server.pass(1h);  // the time of day is far ahead of every change

  SECTION("in the native stream") {
    std::multiset<std::string> seen;
    std::string cursor;
    int written = 0;
    for (bool more = true; more;) {
      auto const page = page_after(server, cursor, 2);
      for (auto const& each : page.changes) seen.insert(each.key.text());
      cursor = page.cursor;
      more = page.has_more;
      if (written < 3) {  // between the pages
        a->create(task("meanwhile " + std::to_string(written++)));
        sync(a);
      }
    }
    CHECK(seen.size() == 8);
    CHECK(std::set<std::string>(seen.begin(), seen.end()).size() == 8);
  }
  SECTION("in the reference form") {
    stranger one{server};
    REQUIRE(one.ask(2));
    CHECK(one.since < stamp{server.clock()().time_since_epoch().count()});
    a->create(task("meanwhile"));
    sync(a);
    one.ask_all(2);
    for (int i = 0; i < 5; ++i) CHECK(one.times_seen("t" + std::to_string(i)) == 1);
    CHECK(one.times_seen("meanwhile") == 1);
  }
}

TEST_CASE("Trap 2: equal times at the edge of a page neither lose nor repeat a record") {
  backend server;
  device a{server, "a"};
  make_tasks(a, 9);  // the clock stands still
  std::set<stamp> stamps;
  for (auto const& [key, each] : records(server)) stamps.insert(each.at);
  CHECK(stamps.size() == 9);

  std::size_t const limit = GENERATE(1U, 2U, 3U, 4U);
  device b{server, "b"};
  pull_only(b, limit);
  CHECK(titles(b).size() == 9);
  stranger one{server};
  one.ask_all(limit);
  CHECK(one.items.size() == 9);
  for (int i = 0; i < 9; ++i) CHECK(one.times_seen("t" + std::to_string(i)) == 1);
}

TEST_CASE("Trap 3: a change that is committed late does not come before what was read already") {
  backend server;
  device reader{server, "reader"};
  constexpr int writers = 3;
  constexpr int each_writes = 25;
  std::atomic<int> running{writers};
  std::array<std::string, writers> faults;
  std::vector<std::thread> threads;
  for (int w = 0; w < writers; ++w)
    threads.emplace_back([&, w] {
      try {
        author by{server};
        for (int i = 0; i < each_writes; ++i)
          if (by.push(by.insert("Task", by.fresh(), R"({"set":{"title":"x"}})")).outcome != verdict::applied)
            faults[static_cast<std::size_t>(w)] = "not applied";
      } catch (std::exception const& why) {
        faults[static_cast<std::size_t>(w)] = why.what();
      }
      --running;
    });
  std::vector<change> seen;
  std::string cursor;
  for (bool last = false; !last;) {
    last = running == 0;  // and then once more, to the end
    for (bool more = true; more;) {
      auto const page = page_after(server, cursor, 7);
      seen.insert(seen.end(), page.changes.begin(), page.changes.end());
      cursor = page.cursor;
      more = page.has_more;
    }
  }
  for (auto& each : threads) each.join();
  for (auto const& each : faults) CHECK(each.empty());
  CHECK(seen.size() == writers * each_writes);
  CHECK(std::is_sorted(seen.begin(), seen.end(), [](auto const& x, auto const& y) { return x.at < y.at; }));
}

TEST_CASE("Trap 4: a clock that is set back hides nothing from those who were further") {
  backend server;
  device a{server, "a"};
  device b{server, "b"};
  make_tasks(a, 1);
  sync(b);
  stranger one{server};
  one.ask_all(10);
  server.pass(-3h);
  bool const restarted = GENERATE(false, true);
  if (restarted) server.restart();
  a->create(task("after the clock was set back"));
  sync(a);
  sync(b);
  CHECK(titles(b).contains("after the clock was set back"));
  one.ask_all(10);
  CHECK(one.times_seen("after the clock was set back") == 1);
}

TEST_CASE("Trap 5: times cut to milliseconds make no record vanish and no client go in circles") {
  backend server;
  device a{server, "a"};
  make_tasks(a, 7);  // all within seven microseconds
  server.pass(2ms);
  a->create(task("of another millisecond"));
  sync(a);
  std::size_t const limit = GENERATE(1U, 3U, 100U);
  stranger one{server};
  one.ask_all(limit, 1000);
  for (int i = 0; i < 7; ++i) CHECK(one.times_seen("t" + std::to_string(i)) >= 1);
  CHECK(one.times_seen("of another millisecond") >= 1);
  // The native cursor is no time at all: it comes back as it was given.
  device b{server, "b"};
  pull_only(b, 2);
  CHECK(titles(b).size() == 8);
  CHECK(b->cursor() == page_after(server, {}, 100).cursor);
}

TEST_CASE("Trap 6: a client's clock is no place in the stream") {
  backend server;
  device a{server, "a"};
  auto const skew = GENERATE(std::chrono::microseconds{-24h}, std::chrono::microseconds{24h});
  device wrong{server, "wrong", server.syncing(), skew};
  make_tasks(a, 3);
  sync(wrong);
  server.pass(1min);
  a->create(task("later"));
  sync(a);
  wrong->create(task("its own"));
  std::string told;
  wrong.line->every_pull = [&](pull_request const& request) -> remote_answer<change_page> {
    auto page = wrong.line->deliver(request);
    told = page.cursor;
    return page;
  };
  std::string const before = wrong->cursor();
  sync(wrong);
  CHECK(titles(wrong).size() == 5);
  CHECK(wrong.line->pulls.back().cursor == before);
  CHECK(wrong->cursor() == told);
}

TEST_CASE("Trap 7: the cursor goes with the data, forward and back") {
  backend server;
  device a{server, "a"};
  make_tasks(a, 4);
  auto const folder = server.folder.path();
  {
    device b{server, "b"};
    b.line->next_pulls.push_back([&](pull_request request) {
      request.limit = 2;
      return b.line->deliver(request);
    });
    b.line->next_pulls.push_back(refuse(reaction::retry_later));
    CHECK_FALSE(b->sync().complete());
    b.reopen();  // in the middle of the stream
    CHECK(titles(b).size() == 2);
  }
  std::filesystem::copy(folder / "b", folder / "backup");
  {
    device b{server, "b"};
    sync(b);
    CHECK(titles(b).size() == 4);
    a->create(task("later"));
    sync(a);
    sync(b);
  }
  std::filesystem::remove_all(folder / "b");
  SECTION("a file restored from a backup goes on where it was") {
    std::filesystem::copy(folder / "backup", folder / "b");
  }
  SECTION("a file that is gone begins anew") {}
  device b{server, "b"};
  sync(b);
  CHECK(titles(b).size() == 5);
}

TEST_CASE("Trap 7: a page that cannot be stored leaves the cursor where it was") {
  backend server;
  device a{server, "a"};
  auto const poem = a->create(Poem{"a"});
  sync(a);
  device b{server, "b"};
  sync(b);
  b->update(poem, [](Poem& p) { p.text = "b's"; });
  a->update(poem, [](Poem& p) { p.text = "a's own"; });
  a->create(task("after it"));
  sync(a);
  auto const before = b->cursor();
  longer::fails = true;
  CHECK_THROWS_AS(pull_only(b), std::runtime_error);
  longer::fails = false;
  CHECK(b->cursor() == before);
  CHECK(titles(b).empty());
  sync(b);
  CHECK(titles(b).size() == 1);
  CHECK(b->get(poem).text == "a's own");
}

TEST_CASE("Trap 8: one cursor for all entities, and no child comes before its parent") {
  backend server;
  device a{server, "a"};
  for (int i = 0; i < 4; ++i) {
    auto const space = a->create(Space{"space", ""});
    a->create(task("child", space));
    a->create(Deed{"deed", "", i});
  }
  sync(a);
  device b{server, "b"};
  std::size_t orphans = 0;
  b.line->every_pull = [&](pull_request request) {
    b->query<Task>().for_each([&](record<Task> const& each) {
      if (!b->find(id<Space>{each.value.space.key})) ++orphans;
    });
    request.limit = 1;
    return b.line->deliver(request);
  };
  sync(b);
  CHECK(orphans == 0);
  CHECK(b.line->pulls.size() == 12);
  for (auto const& each : b.line->pulls) CHECK(each.scope.empty());
  CHECK(b->query<Task>().count() + b->query<Deed>().count() == 8);
}

TEST_CASE("Trap 9: a server that always says there is more is left, and a long stream is read") {
  backend server;
  device a{server, "a"};
  make_tasks(a, 300);
  auto how = server.syncing();
  how.max_pages = 1000;
  device b{server, "b", how};

  SECTION("a page that does not move its cursor") {
    auto const page = page_after(server, {}, 2);
    b.line->every_pull = [&](pull_request const&) {
      auto same = page;
      same.has_more = true;
      return same;
    };
    CHECK(b->sync().problem->code == error_code::protocol_violation);
    CHECK(b.line->pulls.size() <= 3);
  }
  SECTION("cursors that lead round in a circle") {
    int asked = 0;
    b.line->every_pull = [&](pull_request const&) {
      change_page page;
      page.epoch = page_after(server, {}, 1).epoch;
      page.cursor = ++asked % 2 == 0 ? "x" : "y";
      page.has_more = true;
      return page;
    };
    CHECK(b->sync().problem->code == error_code::protocol_violation);
    CHECK(asked <= 1000);
  }
  SECTION("hundreds of pages") {
    b.line->every_pull = [&](pull_request request) {
      request.limit = 1;
      return b.line->deliver(request);
    };
    sync(b);
    CHECK(b.line->pulls.size() == 300);
    CHECK(titles(b).size() == 300);
  }
}

TEST_CASE("Trap 10: a short or empty page is not the end") {
  backend server;
  device a{server, "a"};
  auto const made = make_tasks(a, 6);
  device b{server, "b"};
  SECTION("when the server gives less than was asked") {
    b.line->every_pull = [&](pull_request request) {
      request.limit = 2;
      return b.line->deliver(request);
    };
  }
  SECTION("when all of a page was not for the caller") {
    b.line->next_pulls.push_back([&](pull_request request) {
      request.limit = 3;
      auto page = b.line->deliver(request);
      page.changes.clear();
      return page;
    });
  }
  b->sync();
  CHECK(b.line->pulls.size() > 1);
  CHECK(titles(b).size() >= 3);
  CHECK(titles(b).contains("t5"));

  // On the server's side: what is passed over takes no place in a page, and ends none.
  for (std::size_t i = 0; i + 1 < made.size(); ++i) a->remove(made[i]);
  sync(a);
  auto const page = page_after(server, {}, 1);
  REQUIRE(page.changes.size() == 1);
  CHECK(page.changes[0].key == made.back().key);
  if (page.has_more) CHECK_FALSE(page_after(server, page.cursor, 100).has_more);
}

TEST_CASE("Trap 11: deletions reach every device, also one that is in the middle of its first pull") {
  backend server;
  device a{server, "a"};
  auto const made = make_tasks(a, 4);
  device b{server, "b"};
  sync(b);
  device c{server, "c"};
  c->apply(page_after(server, {}, 2));
  REQUIRE(c->find(made[0]).has_value());
  server.pass(1s);
  a->remove(made[0]);
  sync(a);
  sync(b);
  CHECK_FALSE(b->find(made[0]).has_value());
  CHECK(b->find_any(made[0])->deleted);
  sync(c);
  CHECK_FALSE(c->find(made[0]).has_value());
  CHECK(titles(c) == titles(b));
  for (item_form const form : {item_form::generic, item_form::per_entity}) {
    stranger one{server, form};
    one.since = stamp{1};
    one.ask_all(100);
    CHECK(one.deleted == std::vector<std::string>{made[0].text()});
  }
}

TEST_CASE("Trap 12: deletions count against the limit, come once and move the cursor in order") {
  backend server;
  device a{server, "a"};
  auto const made = make_tasks(a, 8);
  stranger one{server, item_form::per_entity};
  one.ask_all(100);
  REQUIRE(one.items.size() == 8);
  for (std::size_t i = 0; i < 5; ++i) {
    a->remove(made[i]);
    a->update(made[i + 3], [&](Task& t) { t.body = "changed"; });  // some of them are deleted after that
    sync(a);
    server.pass(1s);
  }
  one.items.clear();
  one.sizes.clear();
  one.ask_all(2);
  for (std::size_t const size : one.sizes) CHECK(size <= 2);
  CHECK(one.deleted.size() == 5);
  CHECK(std::set<std::string>(one.deleted.begin(), one.deleted.end()).size() == 5);
  CHECK(one.items.size() == 3);
}

TEST_CASE("Trap 14: what changes while a device reads everything for the first time is not lost") {
  backend server;
  device a{server, "a"};
  auto const made = make_tasks(a, 5);
  device b{server, "b"};
  auto const change_all = [&](std::string const& when) {
    server.pass(1s);
    a->update(made[0], [&](Task& t) { t.title = "changed " + when; });
    a->create(task("made " + when));
    sync(a);
  };
  auto const small = [&](std::string const& when) {
    return [&, when](pull_request request) {
      request.limit = 2;
      auto page = b.line->deliver(request);
      change_all(when);  // after it was read, before it is stored
      return page;
    };
  };
  b.line->next_pulls = {small("first"), small("second"), small("third")};
  sync(b);
  sync(b);
  CHECK(titles(b) == titles(a));
  CHECK(titles(b).contains("changed third"));
  CHECK(titles(b).contains("made third"));
}

TEST_CASE("Trap 15: the first sync is over when its last page is stored, and never begins again") {
  backend server;
  device a{server, "a"};
  make_tasks(a, 5);
  auto const line = std::make_shared<scripted::wire<everything>>(server);
  auto options = server.device("b");
  options.initial_sync = first_sync::required;
  auto how = server.syncing();
  how.page_records = 2;
  std::unique_ptr<client<everything>> b;
  auto const reopen = [&] {
    b.reset();
    b = std::make_unique<client<everything>>(options, scripted::wire_end<everything>{line}, how);
  };
  auto const closed = [&] {
    return code_of([&] { static_cast<void>(b->query<Task>().count()); }) == error_code::not_ready;
  };
  reopen();
  CHECK(closed());
  line->next_pulls = {[&](pull_request const& r) { return line->deliver(r); },
                      [&](pull_request const& r) {
                        CHECK(closed());
                        return line->deliver(r);
                      },
                      refuse(reaction::retry_later)};
  CHECK_FALSE(b->sync().complete());
  CHECK(closed());
  CHECK(b->status().first_pages == 2);
  reopen();
  CHECK(closed());
  line->pulls.clear();
  CHECK(b->sync().complete());
  CHECK(line->pulls.size() == 1);  // it went on where it was
  CHECK(b->query<Task>().count() == 5);
  // Offline after a restart it is as usable as before.
  reopen();
  line->every_push = refuse(reaction::retry_later);
  line->every_pull = refuse(reaction::retry_later);
  CHECK_FALSE(closed());
  b->create(task("offline"));
  CHECK_FALSE(b->sync().complete());
  CHECK(b->query<Task>().count() == 6);
  CHECK(b->status().complete);
}

TEST_CASE("Trap 16: a server restored from a backup does not hide what is written to it afterwards") {
  backend server;
  device a{server, "a"};
  device b{server, "b"};
  auto const old = make_tasks(a, 3)[0];
  sync(b);
  auto const folder = server.folder.path();
  server.restart([&](auto const& data) { std::filesystem::copy(data, folder / "backup"); });
  server.pass(1min);
  auto const lost = a->create(task("written after the backup"));
  a->update(old, [](Task& t) { t.body = "edited after the backup"; });
  sync(a);
  sync(b);
  b->update(old, [](Task& t) { t.votes += 5; });  // waits on the device
  server.restart([&](auto const& data) {
    std::filesystem::remove_all(data);
    std::filesystem::copy(folder / "backup", data);
  });
  server.pass(-30s);  // new stamps are below those that the devices have seen
  device c{server, "c"};
  c->create(task("written after the restore"));
  sync(c);
  server.pass(1min);
  for (int i = 0; i < 3; ++i)
    for (auto* at : {&b, &a, &c}) sync(*at);
  for (auto* at : {&a, &b, &c}) {
    CHECK(titles(*at).contains("written after the restore"));
    CHECK((*at)->get(old).votes == 5);
    CHECK((*at)->get(old).body == "edited after the backup");
    CHECK((*at)->find(lost).has_value());
    CHECK(titles(*at) == titles(a));
    CHECK((*at)->status().clean());
    CHECK((*at)->status().diverged.empty());
  }
}

TEST_CASE("Trap 16: what stands on a past that the server has lost is not judged before that is back") {
  backend server;
  device a{server, "a"};
  auto const old = make_tasks(a, 1)[0];
  auto const folder = server.folder.path();
  server.restart([&](auto const& data) { std::filesystem::copy(data, folder / "backup"); });
  server.pass(1min);
  a->update(old, [](Task& t) { t.title = "after the backup"; });
  sync(a);
  a->update(old, [](Task& t) { t.body = "on top of that"; });
  auto const request = a->lease(100, 1 << 20);
  server.restart([&](auto const& data) {
    std::filesystem::remove_all(data);
    std::filesystem::copy(folder / "backup", data);
  });
  server.truth().note_restored("acme");
  auto const answer = server.truth().apply(server.who, "acme", request);
  REQUIRE(answer.results.size() == 1);
  CHECK(answer.results[0].outcome == verdict::held);
  a->settle(request, answer);
  sync(a);
  CHECK(a->get(old).title == "after the backup");
  CHECK(a->get(old).body == "on top of that");
  CHECK(a->status().clean());
}
