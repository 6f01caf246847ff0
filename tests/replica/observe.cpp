// SPDX-License-Identifier: BSL-1.0
// Observers: what they are told, when, and how they end.
#include "replica/shared.hpp"

#include <atomic>
#include <memory>
#include <optional>
#include <set>
#include <stdexcept>
#include <thread>
#include <utility>

using namespace kit;
using support::answer_all;
using support::device;
using support::shared;
using support::tool;
using support::world;

namespace {

using tools = std::vector<entente::id<Tool>>;

/// Notes what it is told of the tools of a device, and sees that the commit is done by then.
struct notes {
  explicit notes(device& of)
      : local(*of), watch(local.observe<Tool>([this](tools const& which) { told.push_back(which); })) {}

  /// What was told since the last question; each list is one commit.
  std::vector<tools> news() { return std::exchange(told, {}); }

  device::replica_type& local;
  std::vector<tools> told;
  entente::subscription watch;
};

std::vector<tools> once(entente::id<Tool> which) { return {{which}}; }

}  // namespace

TEST_CASE("Local writes are told once per commit, and others' entities not at all") {
  shared all;
  notes seen{all.one};
  auto const axe = all.one->create(tool("axe"));
  CHECK(seen.news() == once(axe));
  all.one->update(axe, [](Tool& t) { t.title = "hatchet"; });
  CHECK(seen.news() == once(axe));
  all.one->remove(all.saw);
  CHECK(seen.news() == once(all.saw));
  all.one->restore(all.saw);
  CHECK(seen.news() == once(all.saw));
  all.one->update(axe, [](Tool&) {});
  all.one->update(all.fern, [](Plant& p) { p.thirsty = true; });
  CHECK(seen.news().empty());
  all.one->transaction([&](auto& both) {
    both.update(axe, [](Tool& t) { t.uses = 1; });
    both.update(all.saw, [](Tool& t) { t.uses = 2; });
    both.update(axe, [](Tool& t) { t.uses = 3; });
  });
  auto const told = seen.news();
  REQUIRE(told.size() == 1);
  CHECK(told[0].size() == 2);
}

TEST_CASE("A transaction that is rolled back tells nothing, then or later") {
  shared all;
  notes seen{all.one};
  CHECK_THROWS_AS(all.one->transaction([&](auto& both) {
    both.update(all.saw, [](Tool& t) { t.title = "gone"; });
    throw std::runtime_error{"no"};
  }),
                  std::runtime_error);
  auto const axe = all.one->create(tool("axe"));
  CHECK(seen.news() == once(axe));
}

TEST_CASE("Answers and pages of the server are told") {
  shared all;
  notes seen{all.one};
  SECTION("an answer that gives the record a version") {
    all.one->update(all.saw, [](Tool& t) { t.title = "axe"; });
    seen.news();
    REQUIRE(all.one.push());
    CHECK(seen.news() == once(all.saw));
    REQUIRE(all.one.pull());
    CHECK(seen.news().empty());
  }
  SECTION("a change of somebody else's") {
    all.two->update(all.saw, [](Tool& t) { t.title = "axe"; });
    auto const drill = all.two->create(tool("drill"));
    REQUIRE(all.two.sync());
    REQUIRE(all.one.pull(0, 100));
    auto const told = seen.news();
    REQUIRE(told.size() == 1);
    CHECK(std::set<entente::uuid>{told[0].at(0).key, told[0].at(1).key} ==
          std::set<entente::uuid>{all.saw.key, drill.key});
  }
  SECTION("a delete of somebody else's") {
    all.two->remove(all.saw);
    REQUIRE(all.two.sync());
    REQUIRE(all.one.pull());
    CHECK(seen.news() == once(all.saw));
  }
  SECTION("the loss of an edit that the server refuses and a person gives up, and its undo") {
    all.one->update(all.saw, [](Tool& t) { t.title = "axe"; });
    auto const batch = all.one.lease_all();
    all.one->settle(batch, answer_all(batch, entente::verdict::rejected));
    seen.news();
    all.one->discard(all.one->failed().at(0).op.op_id);
    CHECK(seen.news() == once(all.saw));
    all.one->undo(all.one->snapshots().at(0).id);
    CHECK(seen.news() == once(all.saw));
  }
}

TEST_CASE("Force and wipes are told") {
  shared all;
  notes seen{all.one};
  SECTION("a force pull") {
    all.one->update(all.saw, [](Tool& t) { t.title = "axe"; });
    seen.news();
    all.force_pull(all.one);
    CHECK(seen.news() == once(all.saw));
    CHECK(all.one->get(all.saw).title == "saw");
    all.one->restore_set_aside(all.one->set_aside().at(0).id);
    CHECK(seen.news() == once(all.saw));
  }
  SECTION("a wipe, with nothing locked") {
    std::optional<bool> gone;
    auto const more = all.one->observe<Tool>([&](tools const& which) {
      gone = !all.one->find(which.at(0)).has_value();
      std::thread{[&] { all.one->set_note("seen", "yes"); }}.join();
    });
    auto const scope = entente::wipe_scope::where<Tool>(entente::field<&Tool::title> == "saw");
    all.one->wipe(scope, entente::after_wipe::exclude, entente::unsynced_work::refuse, entente::confirm::wipe{});
    CHECK(seen.news() == once(all.saw));
    CHECK(gone == true);
    CHECK(all.one->note("seen") == "yes");
  }
}

TEST_CASE("Conflicts are told whenever one begins, stands differently or ends") {
  shared all;
  std::vector<std::vector<entente::conflict_info>> told;
  auto const watch = all.one->observe_conflicts([&](auto const& list) { told.push_back(list); });
  auto const clash = [&] {
    all.one->update(all.deed, [](Deed& d) { d.text += " mine"; });
    all.two->update(all.deed, [](Deed& d) { d.text += " theirs"; });
    REQUIRE(all.two.sync());
    CHECK(told.empty());
    REQUIRE(all.one.sync());
    REQUIRE_FALSE(told.empty());
    REQUIRE(told.back().size() == 1);
    CHECK(told.back()[0].key == all.deed.key);
    CHECK(told.back()[0].state == entente::conflict_state::open);
    told.clear();
  };
  clash();
  all.one->use_server(all.deed);
  REQUIRE(told.size() == 1);
  CHECK(told[0].empty());
  told.clear();
  clash();
  all.one->keep_local(all.deed);
  REQUIRE_FALSE(told.empty());
  CHECK(told.back().at(0).state == entente::conflict_state::resolving);
  told.clear();
  REQUIRE(all.one.sync());
  REQUIRE_FALSE(told.empty());
  CHECK(told.back().empty());
  told.clear();
  all.one->update(all.deed, [](Deed& d) { d.pages = 2; });
  REQUIRE(all.one.sync());
  CHECK(told.empty());
}

TEST_CASE("Observers are told one after the other, each until it ends") {
  shared all;
  int first = 0;
  int second = 0;
  auto one = all.one->observe<Tool>([&](auto const&) { ++first; });
  auto two = all.one->observe<Tool>([&](auto const&) { ++second; });
  auto const edit = [&] { all.one->update(all.saw, [](Tool& t) { ++t.uses; }); };
  edit();
  CHECK(first == 1);
  CHECK(second == 1);
  one.end();
  one.end();
  edit();
  CHECK(first == 1);
  CHECK(second == 2);
  one = std::move(two);
  edit();
  CHECK(second == 3);
  one = entente::subscription{};
  edit();
  CHECK(second == 3);
  one = all.one->observe<Tool>([&](auto const&) { ++first; });
  edit();
  CHECK(first == 2);
}

TEST_CASE("A subscription may end within the call, and lets go of what its observer holds") {
  shared all;
  auto const held = std::make_shared<int>(0);
  entente::subscription watch;
  watch = all.one->observe<Tool>([&watch, held](auto const&) {
    ++*held;
    watch.end();
  });
  CHECK(held.use_count() == 2);
  all.one->create(tool("axe"));
  all.one->create(tool("drill"));
  CHECK(*held == 1);
  CHECK(held.use_count() == 1);
}

TEST_CASE("An observer may read and write; what it writes is told from within") {
  shared all;
  std::vector<std::string> titles;
  auto const watch = all.one->observe<Tool>([&](tools const& which) {
    auto const now = all.one->get(which.at(0));
    titles.push_back(now.title);
    if (now.uses < 2) all.one->update(which.at(0), [](Tool& t) { t.title += "!", ++t.uses; });
    CHECK(all.one->query<Tool>().count() == 1);
  });
  all.one->update(all.saw, [](Tool& t) { t.title = "axe"; });
  CHECK(titles == std::vector<std::string>{"axe", "axe!", "axe!!"});
}

TEST_CASE("What an observer throws undoes nothing and keeps nobody from being told") {
  shared all;
  auto const bad = all.one->observe<Tool>([](auto const&) { throw std::runtime_error{"mine"}; });
  notes seen{all.one};
  entente::id<Tool> axe;
  CHECK_NOTHROW(axe = all.one->create(tool("axe")));
  CHECK(seen.news() == once(axe));
  CHECK(all.one->find(axe).has_value());
}

TEST_CASE("A subscription outlives its replica, and an observer may end the replica") {
  shared all;
  auto watch = all.one->observe<Tool>([](auto const&) {});
  all.one.reopen();
  watch.end();
  auto const last = all.one->observe<Tool>([&](auto const&) { all.one.reopen(); });
  auto const axe = all.one->create(tool("axe"));
  CHECK(all.one->find(axe).has_value());
}

TEST_CASE("Observers come and go on many threads while others write") {
  shared all;
  std::atomic<int> told{0};
  std::atomic<bool> done{false};
  auto const steady = all.one->observe<Tool>([&](auto const&) { ++told; });
  std::thread coming{[&] {
    while (!done) {
      auto one = all.one->observe<Tool>([](auto const&) {});
      auto two = all.one->observe_conflicts([](auto const&) {});
      std::thread{[&] { one.end(); }}.join();
    }
  }};
  auto const write = [&] {
    for (int i = 0; i < 50; ++i) all.one->update(all.saw, [](Tool& t) { ++t.uses; });
  };
  std::thread other{write};
  write();
  other.join();
  done = true;
  coming.join();
  CHECK(told == 100);
  CHECK(all.one->get(all.saw).uses == 100);
}
