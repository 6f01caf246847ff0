// SPDX-License-Identifier: BSL-1.0
// A part of the records leaves the device, and stays away or comes again.
#include "replica/shared.hpp"
#include "support/catch.hpp"
#include "support/failure_code.hpp"

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>

using namespace kit;
using namespace entente;
using support::code_of;
using support::device;
using support::shared;
using support::tool;
using support::world;

namespace {

/// Two shelves with two tools each, and a device that has them.
struct workshop {
  world in;
  device one{in, "one"};
  device two{in, "two"};
  id<Shelf> top = one->create(Shelf{"top", 0});
  id<Shelf> low = one->create(Shelf{"low", 0});
  id<Tool> saw = put("saw", top);
  id<Tool> axe = put("axe", top);
  id<Tool> nail = put("nail", low);

  workshop() { sync(); }
  id<Tool> put(std::string title, id<Shelf> on) {
    auto made = tool(std::move(title));
    made.shelf = on;
    return one->create(made);
  }
  void sync() {
    REQUIRE(one.sync());
    REQUIRE(two.sync());
    REQUIRE(one.sync());
    CHECK(one.diverged == 0);
    CHECK(two.diverged == 0);
  }
  wipe_summary wipe(after_wipe after, unsynced_work work = unsynced_work::refuse) {
    return two->wipe(wipe_scope::of(top), after, work, confirm::wipe{});
  }
};

}  // namespace

TEST_CASE("A wiped record and what refers to it stay away, and the digests still agree") {
  workshop all;
  CHECK(all.wipe(after_wipe::exclude).records == 3);
  CHECK(all.two->query<Shelf>().count() == 1);
  CHECK(all.two->query<Tool>().count() == 1);
  REQUIRE(all.two->exclusions().size() == 1);
  CHECK(all.two->exclusions()[0].entities.size() == 2);
  all.sync();
  CHECK(all.two->query<Tool>().count() == 1);
  CHECK(all.two->status().diverged.empty());

  SECTION("also when they change or new ones are made") {
    all.one->update<Tool>(all.saw, [](Tool& t) { t.title = "fretsaw"; });
    all.put("drill", all.top);
    all.one->remove(all.axe);
    all.sync();
    CHECK(all.two->query<Tool>().count() == 1);
  }
  SECTION("until they leave the scope, and what enters it goes") {
    all.one->update<Tool>(all.saw, [&](Tool& t) { t.shelf = all.low; });
    all.one->update<Tool>(all.nail, [&](Tool& t) { t.shelf = all.top; });
    all.sync();
    CHECK(all.two->find(all.saw).has_value());
    CHECK_FALSE(all.two->find_any(all.nail).has_value());
  }
  SECTION("also when everything is read again") {
    all.two.reopen();
    page_report const report = [&] {
      all.two->begin_staging("");
      for (;;) {
        pull_request request;
        request.cursor = all.two->staged_cursor("");
        request.limit = 2;
        auto page = all.in.server->changes_since(all.in.who, "acme", request);
        bool const last = !page.has_more;
        REQUIRE(all.two->stage(std::move(page), request.cursor));
        if (last) return all.two->swap_staged();
      }
    }();
    CHECK(report.diverged.empty());
    CHECK(all.two->query<Tool>().count() == 1);
    all.sync();
  }
  SECTION("until the exclusion is lifted") {
    all.two->lift_exclusion(all.two->exclusions()[0].id);
    all.sync();
    CHECK(all.two->query<Tool>().count() == 3);
    CHECK(all.two->query<Shelf>().count() == 2);
    CHECK(all.two->exclusions().empty());
    CHECK(code_of([&] { all.two->lift_exclusion(1); }) == error_code::not_found);
  }
}

TEST_CASE("A wiped part that is to come again comes again, whole") {
  workshop all;
  CHECK(all.wipe(after_wipe::redownload).records == 3);
  CHECK(all.two->query<Tool>().count() == 1);
  all.sync();
  CHECK(all.two->query<Tool>().count() == 3);
  CHECK(all.two->exclusions().empty());
}

TEST_CASE("A wipe by condition is about the records for which it holds") {
  workshop all;
  all.two->wipe(wipe_scope::where<Tool>(field<&Tool::title> == "saw" || field<&Tool::title>.like("n%")),
                after_wipe::exclude, unsynced_work::refuse, confirm::wipe{});
  CHECK(all.two->query<Tool>().count() == 1);
  CHECK(all.two->query<Shelf>().count() == 2);
  all.put("nut", all.low);
  all.sync();
  CHECK(all.two->query<Tool>().count() == 1);
}

TEST_CASE("Unsynced work in its scope keeps a wipe from happening, unless it is provided for") {
  workshop all;
  all.two->update<Tool>(all.saw, [](Tool& t) { t.title = "mine"; });
  all.two->update<Tool>(all.nail, [](Tool& t) { t.title = "elsewhere"; });
  CHECK(code_of([&] { all.wipe(after_wipe::exclude); }) == error_code::not_ready);
  CHECK(all.two->query<Tool>().count() == 3);
  CHECK(all.two->exclusions().empty());

  SECTION("set aside") {
    CHECK(all.wipe(after_wipe::exclude, unsynced_work::set_aside).operations == 1);
    auto const work = all.two->set_aside();
    REQUIRE(work.size() == 1);
    CHECK(work[0].reason == "wiped");
    CHECK(code_of([&] { all.two->restore_set_aside(work[0].id); }) == error_code::not_ready);
    all.two->lift_exclusion(all.two->exclusions()[0].id);
    CHECK(code_of([&] { all.two->restore_set_aside(work[0].id); }) == error_code::not_ready);
    all.sync();
    all.two->restore_set_aside(work[0].id);
    all.sync();
    all.sync();
    CHECK(all.one->get(all.saw).title == "mine");
  }
  SECTION("discarded") {
    all.wipe(after_wipe::exclude, unsynced_work::discard);
    CHECK(all.two->set_aside().empty());
  }
  CHECK(all.two->status().failed == 0);
  all.sync();
  CHECK(all.one->get(all.nail).title == "elsewhere");
}

TEST_CASE("A record that only unsynced edits had moved into the scope stays, as the server has it") {
  workshop all;
  all.two->update<Tool>(all.nail, [&](Tool& t) { t.shelf = all.top; });
  all.wipe(after_wipe::exclude, unsynced_work::set_aside);
  CHECK(all.two->get(all.nail).shelf == all.low);
  CHECK(all.two->query<Tool>().count() == 1);
  CHECK(all.two->set_aside().size() == 1);
  all.sync();
}

TEST_CASE("A wipe takes conflicts, snapshots and everything else of its records with it") {
  shared all;
  all.one->update<Deed>(all.deed, [](Deed& d) { d.text = "one"; });
  all.two->update<Deed>(all.deed, [](Deed& d) { d.text = "secret"; });
  REQUIRE(all.one.sync());
  REQUIRE(all.two.sync());
  REQUIRE(all.two->conflicts().size() == 1);
  all.two->update<Deed>(all.deed, [](Deed& d) { d.clause = "held"; });
  all.two->wipe(wipe_scope::of(all.deed), after_wipe::exclude, unsynced_work::discard, confirm::wipe{});
  CHECK(all.two->conflicts().empty());
  CHECK(all.two->status().clean());
  for (auto const& each : all.two->snapshots()) CHECK(each.key != all.deed.key);
  REQUIRE(all.two.sync());
  CHECK(all.two.diverged == 0);
  CHECK_FALSE(all.two->find_any(all.deed).has_value());
}

TEST_CASE("Nothing of a wiped record is left in the file") {
  workshop all;
  all.two->update<Tool>(all.saw, [](Tool& t) { t.note = "Xyzzy-the-secret"; });
  all.wipe(after_wipe::exclude, unsynced_work::discard);
  for (auto const& each : std::filesystem::directory_iterator{all.in.folder.path() / "two"}) {
    std::ifstream file{each.path(), std::ios::binary};
    std::string const text{std::istreambuf_iterator<char>{file}, {}};
    INFO(each.path().filename().string());
    CHECK(text.find("Xyzzy-the-secret") == std::string::npos);
  }
}

TEST_CASE("A sync in flight does not bring back what a wipe has removed, nor lose what comes") {
  workshop all;
  all.one->update<Tool>(all.saw, [](Tool& t) { t.title = "fretsaw"; });
  REQUIRE(all.one.sync());
  pull_request request;
  request.cursor = all.two->cursor();
  auto const page = all.in.server->changes_since(all.in.who, "acme", request);
  bool const again = GENERATE(false, true);
  all.wipe(again ? after_wipe::redownload : after_wipe::exclude);
  auto const report = all.two->apply(page, {}, request.cursor);
  CHECK(report.stale == again);
  CHECK(all.two->query<Tool>().count() == 1);
  all.sync();
  CHECK(all.two->query<Tool>().count() == (again ? 3U : 1U));
  CHECK(all.two->status().diverged.empty());
}

TEST_CASE("An answer to what a wipe took out of the queue is taken note of, and that is all") {
  workshop all;
  all.two->update<Tool>(all.saw, [](Tool& t) { t.title = "mine"; });
  auto const batch = all.two.lease_all();
  auto const answer = all.in.server->apply(all.in.who, "acme", batch);
  all.wipe(after_wipe::exclude, unsynced_work::set_aside);
  CHECK(all.two->settle(batch, answer).protocol_errors == 0);
  CHECK_FALSE(all.two->find_any(all.saw).has_value());
  CHECK(all.two->set_aside().at(0).sent);
  all.sync();
}

TEST_CASE("What is made in an excluded scope stays until the server has it and it changes there") {
  workshop all;
  all.wipe(after_wipe::exclude);
  auto mine = tool("mine");
  mine.shelf = all.top;
  auto const made = all.two->create(mine);
  all.sync();
  CHECK(all.two->find(made).has_value());
  CHECK(all.two->status().clean());
  all.one->update<Tool>(made, [](Tool& t) { t.title = "theirs"; });
  all.sync();
  CHECK_FALSE(all.two->find_any(made).has_value());
}

TEST_CASE("A wipe takes what was kept aside of its records as well, and counts it right") {
  auto const after = GENERATE(after_wipe::exclude, after_wipe::redownload);
  workshop all;
  all.one->update<Tool>(all.saw, [](Tool& t) { t.title = "fretsaw"; });
  REQUIRE(all.one.sync());
  pull_request request;
  request.cursor = all.two->cursor();
  auto page = all.in.server->changes_since(all.in.who, "acme", request);
  for (auto& each : page.changes) each.fields = R"({"title":7})";
  REQUIRE(all.two->apply(page).quarantined == 1);
  CHECK(all.wipe(after).records == 3);
  CHECK(all.two->status().quarantined == 0);
  all.sync();
  CHECK(all.two->status().diverged.empty());
  auto const found = all.two->find(all.saw);
  CHECK(found.has_value() == (after == after_wipe::redownload));
  if (found) CHECK(found->value.title == "fretsaw");
}
