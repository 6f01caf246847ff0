// SPDX-License-Identifier: BSL-1.0
// A replica that must not be used before it has everything.
#include "support/failure_code.hpp"
#include "sync/office.hpp"

using namespace office;
using support::code_of;

namespace {

/// A device whose application waits for the first sync.
struct waiting {
  backend server{1};
  std::shared_ptr<scripted::wire<office::schema>> line =
      std::make_shared<scripted::wire<office::schema>>(server);
  sync_options how = [this] {
    auto made = server.syncing();
    made.page_records = 2;
    return made;
  }();
  std::unique_ptr<client<office::schema>> local;

  waiting() {
    device ann{server, "ann"};
    for (int i = 0; i < 5; ++i) ann->create(task("t"));
    REQUIRE(ann->sync().complete());
    reopen();
  }
  void reopen() {
    local.reset();
    auto options = server.device("new");
    options.initial_sync = first_sync::required;
    local = std::make_unique<client<office::schema>>(
        options, scripted::wire_end<office::schema>{line}, how);
  }
  void closed() {
    CHECK(code_of([&] { static_cast<void>(local->query<Task>()); }) == error_code::not_ready);
    CHECK(code_of([&] { static_cast<void>(local->find(id<Task>{})); }) == error_code::not_ready);
    CHECK(code_of([&] { local->create(task("mine")); }) == error_code::not_ready);
    CHECK(code_of([&] { local->transaction([](auto&) {}); }) == error_code::not_ready);
    CHECK_FALSE(local->status().complete);
  }
};

}  // namespace

TEST_CASE("Nothing is read or written before the first sync is over, however often it is cut short") {
  waiting one;
  one.closed();
  one.line->next_pulls = {[&](auto const& r) { return one.line->deliver(r); },
                          refuse(reaction::retry_later)};
  CHECK_FALSE(one.local->sync().complete());
  one.closed();
  CHECK(one.local->status().first_pages == 1);
  CHECK(one.local->status().first_records == 2);
  one.reopen();
  one.closed();
  one.line->pulls.clear();
  REQUIRE(one.local->sync().complete());
  CHECK_FALSE(one.line->pulls.front().cursor.empty());
  CHECK(one.local->query<Task>().count() == 5);
  CHECK(one.local->status().first_pages == 3);
  CHECK(one.local->status().first_records == 5);
  one.local->create(task("mine"));
}

TEST_CASE("The gate never closes again: not by a restart, nor by reading everything anew") {
  waiting one;
  REQUIRE(one.local->sync().complete());
  one.reopen();
  CHECK(one.local->query<Task>().count() == 5);
  one.local->wipe(wipe_scope::where<Task>(field<&Task::title> == "t"), after_wipe::redownload,
                  unsynced_work::refuse, confirm::wipe{});
  CHECK(one.local->query<Task>().count() == 0);
  one.reopen();
  CHECK(one.local->query<Task>().count() == 0);
  REQUIRE(one.local->sync().complete());
  CHECK(one.local->query<Task>().count() == 5);
}

TEST_CASE("The first sync is over when the last of several streams is at its end") {
  waiting one;
  one.line->traits.scopes = {"Space", "Task"};
  auto const stream = [&](bool last_fails) {
    return [&, last_fails](pull_request const& request) -> remote_answer<change_page> {
      if (last_fails && request.scope == "Task") return failed(reaction::retry_later);
      pull_request all;
      auto page = one.line->deliver(all);
      std::erase_if(page.changes, [&](auto const& each) { return each.entity != request.scope; });
      page.provisional = true;
      page.has_more = false;
      page.cursor = "end";
      page.digests.clear();
      return page;
    };
  };
  one.line->every_pull = stream(true);
  CHECK_FALSE(one.local->sync().complete());
  one.closed();
  one.line->every_pull = stream(false);
  REQUIRE(one.local->sync().complete());
  CHECK(one.local->query<Task>().count() == 5);
}

TEST_CASE("A force pull is a first sync as well") {
  waiting one;
  REQUIRE(one.local->force_pull(confirm::force_pull{}).complete());
  CHECK(one.local->query<Task>().count() == 5);
}
