// SPDX-License-Identifier: BSL-1.0
#include "authority/bench.hpp"
#include "support/catch.hpp"

#include <entente/base/uuid.hpp>

#include <chrono>
#include <optional>
#include <set>

using namespace bench;

namespace {

constexpr std::int64_t day = 24 * 3'600'000'000LL;

/// Keeps everything for ten days.
struct forgetful : server {
  forgetful() : server(ten_days()) {}

  static authority_options ten_days() {
    authority_options how;
    how.retention = std::chrono::hours{240};
    return how;
  }
  void days(std::int64_t count) { *clock += count * day; }
  edit_time today() const { return {clock->load()}; }
  /// An operation with an id of today's.
  operation dated(operation op) {
    op.op_id = make_uuid_v7(timestamp{std::chrono::microseconds{clock->load()}}, [this] { return ++dice_; });
    return op;
  }
  /// A note that was deleted and purged.
  uuid gone(device& maker) {
    auto const key = note_of(maker);
    push(maker, dated(maker.remove("Note", key, 1)));
    days(11);
    truth.purge(tenant);
    REQUIRE(row<Note>(key).version == 0);
    return key;
  }

 private:
  std::uint64_t dice_ = 0;
};

}  // namespace

TEST_CASE("authority: without a retention nothing is ever purged") {
  server at_home;
  device one{1};
  auto const key = at_home.note_of(one);
  at_home.push(one, one.remove("Note", key, 1));
  *at_home.clock += 4000 * day;
  CHECK(at_home.truth.purge("acme").total() == 0);
  CHECK(at_home.truth.status("acme").tombstones == 1);
}

TEST_CASE("authority: a purge takes what is older than the retention, and nothing else") {
  forgetful at_home;
  device one{1};
  auto const old = at_home.note_of(one);
  auto const live = at_home.note_of(one);
  at_home.push(one, at_home.dated(one.update("Note", live, 1, R"({"set":{"title":"b"}})")));
  auto const deletion = at_home.push(one, at_home.dated(one.remove("Note", old, 1))).updated_at;
  at_home.days(9);
  CHECK(at_home.truth.purge("acme").total() == 0);
  auto const young = at_home.note_of(one);
  at_home.push(one, at_home.dated(one.remove("Note", young, 1)));
  CHECK(at_home.truth.status("acme").tombstones == 2);
  at_home.days(2);
  auto const done = at_home.truth.purge("acme");
  CHECK(done.tombstones == 1);
  CHECK(done.history == 1);
  CHECK(done.receipts == 2);
  auto const status = at_home.truth.status("acme");
  CHECK(status.records == 1);
  CHECK(status.tombstones == 1);
  CHECK(status.purged == 1);
  CHECK(status.replicas == 1);
  CHECK(status.fence == deletion);
  CHECK(status.last_stamp > status.fence);
  CHECK(status.ahead.count() == 0);
  CHECK(at_home.note(live).title == "b");
  CHECK(at_home.truth.purge("acme").total() == 0);
  CHECK(at_home.truth.purge("nobody").total() == 0);
  CHECK(at_home.truth.status("nobody").records == 0);
}

TEST_CASE("authority: writes purge by and by") {
  forgetful at_home;
  device one{1};
  for (int i = 0; i < 100; ++i) {
    auto const key = at_home.note_of(one);
    at_home.push(one, at_home.dated(one.remove("Note", key, 1)));
  }
  at_home.days(11);
  for (int i = 0; i < 10; ++i) at_home.note_of(one);
  CHECK(at_home.truth.status("acme").tombstones == 0);
  CHECK(at_home.truth.status("acme").purged == 100);
}

TEST_CASE("authority: a cursor from before the fence begins again, and others go on") {
  forgetful at_home;
  device one{1};
  auto const live = at_home.note_of(one);
  auto const early = at_home.pull();
  CHECK(early.restart);
  CHECK_FALSE(at_home.pull(early.cursor).restart);
  auto const half = [&] {
    at_home.note_of(one);
    return at_home.pull({}, 1);
  }();
  REQUIRE(half.has_more);
  at_home.gone(one);
  auto const late = at_home.pull(early.cursor);
  CHECK(late.restart);
  CHECK(late.changes.size() == 2);
  CHECK(late.changes.front().key == live);
  CHECK_FALSE(at_home.pull(late.cursor).restart);
  CHECK(at_home.pull(half.cursor, 1).restart);
  // A reading that has begun since comes to its end, however small its pages.
  std::size_t read = 0;
  change_page page;
  do {
    page = at_home.pull(page.cursor, 1);
    CHECK(page.restart == (read == 0));
    read += page.changes.size();
  } while (page.has_more);
  CHECK(read == 2);
  CHECK_FALSE(at_home.pull(page.cursor).restart);
}

TEST_CASE("authority: a tenant of which everything was purged is read once") {
  forgetful at_home;
  device one{1};
  at_home.gone(one);
  auto const page = at_home.pull();
  CHECK(page.changes.empty());
  CHECK_FALSE(at_home.pull(page.cursor).restart);
  // What is deleted from now on is told.
  auto const key = at_home.note_of(one);
  at_home.push(one, at_home.dated(one.remove("Note", key, 1)));
  CHECK(at_home.pull(page.cursor).changes.size() == 1);
}

TEST_CASE("authority: a purged record stays deleted") {
  forgetful at_home;
  device one{1};
  device two{2};
  auto const insert = at_home.dated(two.insert("Note", new_key(), R"({"title":"a"})"));
  at_home.push(two, insert);
  at_home.push(one, at_home.dated(one.remove("Note", insert.key, 1)));
  at_home.days(11);
  at_home.truth.purge("acme");
  auto const refused = [&](operation const& op) {
    auto const result = at_home.push(two, at_home.dated(op));
    CHECK(at_home.row<Note>(insert.key).version == 0);
    CHECK(result.code == error_code::not_found);
    return result.outcome;
  };
  CHECK(refused(two.update("Note", insert.key, 1, R"({"set":{"title":"x"}})")) == verdict::superseded);
  CHECK(refused(two.remove("Note", insert.key, 1)) == verdict::superseded);
  CHECK(refused(two.restore("Note", insert.key, 2)) == verdict::conflict);
  CHECK(refused(two.insert("Note", insert.key, R"({"title":"a"})")) == verdict::superseded);
  CHECK(at_home.push(two, insert).outcome == verdict::superseded);  // the same again
  CHECK(at_home.row<Note>(insert.key).version == 0);
  // Somebody has decided otherwise since.
  auto const wanted = two.insert("Note", insert.key, R"({"title":"kept"})", at_home.today());
  CHECK(at_home.push(two, at_home.dated(wanted)).outcome == verdict::applied);
  CHECK(at_home.note(insert.key).title == "kept");
  CHECK(at_home.truth.status("acme").purged == 0);
}

TEST_CASE("authority: where updates win, a person is asked about a purged record") {
  forgetful at_home;
  device one{1};
  auto const key = new_key();
  at_home.push(one, one.insert("Card", key, R"({"title":"a"})"));
  at_home.push(one, one.remove("Card", key, 1));
  at_home.days(11);
  at_home.truth.purge("acme");
  auto const result = at_home.push(one, at_home.dated(one.update("Card", key, 1, R"({"set":{"title":"b"}})")));
  CHECK(result.outcome == verdict::conflict);
  CHECK(result.code == error_code::not_found);
}

TEST_CASE("authority: a ref to a purged record is as good as one to a deleted record") {
  forgetful at_home;
  device one{1};
  auto const place = new_key();
  at_home.push(one, one.insert("Place", place, R"({"name":"here"})"));
  at_home.push(one, one.remove("Place", place, 1));
  at_home.days(11);
  at_home.truth.purge("acme");
  auto const note = one.insert("Note", new_key(), R"({"title":"a","place":")" + place.text() + "\"}");
  CHECK(at_home.push(one, at_home.dated(note)).outcome == verdict::applied);
}

TEST_CASE("authority: what was applied once counts once, also when its receipt was purged") {
  forgetful at_home;
  device one{1};
  auto const key = at_home.note_of(one);
  auto const vote = at_home.dated(one.update("Note", key, 1, R"({"delta":{"votes":1}})"));
  at_home.push(one, vote);
  // Made long ago as well, and never sent.
  auto const late = at_home.dated(one.update("Note", key, 1, R"({"delta":{"votes":10}})"));
  at_home.days(11);
  CHECK(at_home.truth.purge("acme").receipts == 1);
  auto const again = at_home.push(one, vote);
  CHECK(again.outcome == verdict::applied);
  CHECK(again.row);
  CHECK(at_home.note(key).votes == 1);
  CHECK(at_home.push(one, late).outcome == verdict::applied);
  CHECK(at_home.note(key).votes == 11);
  CHECK(at_home.push(one, late).outcome == verdict::applied);
  CHECK(at_home.note(key).votes == 11);
  CHECK(at_home.restarted().purge("acme").total() == 0);
}

TEST_CASE("authority: a late copy of a released operation is no fork when its receipt was purged") {
  forgetful at_home;
  device one{1};
  auto const key = at_home.note_of(one);
  auto const vote = at_home.dated(one.update("Note", key, 1, R"({"delta":{"votes":1}})"));
  at_home.push(one, vote);
  auto const before = one.released;
  one.released.through = vote.sequence;
  at_home.push(one, at_home.dated(one.update("Note", key, 1, R"({"delta":{"votes":10}})")));
  at_home.days(11);
  at_home.truth.purge("acme");
  CHECK(at_home.truth.status("acme").receipts == 1);  // of the insert, whose id is of another day
  for (auto const& released : {one.released, before}) {
    device late{1};
    late.released = released;
    auto const again = at_home.push(late, vote);
    CHECK(again.outcome == verdict::applied);
    CHECK(again.row);
    CHECK(at_home.note(key).votes == 11);
  }
  // One that is younger than all that was purged cannot have been applied there: a copy has the place.
  auto other = at_home.dated(one.update("Note", key, 1, R"({"delta":{"votes":100}})"));
  other.sequence = vote.sequence;
  CHECK(at_home.push(one, other).outcome == verdict::fork);
  CHECK(at_home.note(key).votes == 11);
}

TEST_CASE("authority: an operation whose id is ahead of the time keeps its receipt for longer") {
  forgetful at_home;
  device one{1};
  auto const key = at_home.note_of(one);
  at_home.days(30);
  auto const vote = at_home.dated(one.update("Note", key, 1, R"({"delta":{"votes":1}})"));
  at_home.days(-30);
  at_home.push(one, vote);
  at_home.days(11);
  at_home.truth.purge("acme");
  CHECK(at_home.truth.status("acme").receipts == 2);
  CHECK(at_home.push(one, vote).outcome == verdict::applied);
  CHECK(at_home.note(key).votes == 1);
}

TEST_CASE("authority: strangers are told the ids of purged records, page by page") {
  forgetful at_home;
  device one{1};
  reference_door<books> door{at_home.truth};
  constexpr std::size_t note = 1;
  *at_home.clock += 7;  // a page goes on to the end of a whole millisecond
  auto const before = at_home.row<Note>(at_home.note_of(one)).at;
  std::set<std::string> expected;
  for (int i = 0; i < 7; ++i) {
    auto const key = at_home.note_of(one);
    expected.insert(key.text());
    at_home.push(one, at_home.dated(one.remove("Note", key, 1)));
    ++*at_home.clock;
    at_home.note_of(one);
  }
  at_home.days(11);
  CHECK(at_home.truth.purge("acme").tombstones == 7);
  std::set<std::string> told;
  std::size_t items = 0;
  std::optional<stamp> since = before;
  for (bool more = true; more;) {
    auto const page = door.pull(at_home.who, "acme", note, item_form::generic, since, 2);
    CHECK(page.items.size() + page.deleted_ids.size() <= 2);
    CHECK(page.last_sync_at > *since);
    for (auto const& id : page.deleted_ids) CHECK(told.insert(id).second);
    items += page.items.size();
    since = page.last_sync_at;
    more = page.has_more;
  }
  CHECK(told == expected);
  CHECK(items == 7);
  CHECK(door.pull(at_home.who, "acme", note, item_form::generic, std::nullopt, 1000).deleted_ids.empty());
}

TEST_CASE("authority: a stranger's item that was purged does not come back") {
  forgetful at_home;
  device one{1};
  reference_door<books> door{at_home.truth};
  for (std::string const id : {"0193a000-0000-4000-8000-000000000001", "mine-1"}) {
    std::string const json = R"({"clientId":")" + id + R"(","version":1,"title":"a"})";
    pushed_item const item{json};
    auto const push = [&] { return door.push(at_home.who, "acme", 1, item_form::generic, {&item, 1}).at(0); };
    auto const made = push();
    REQUIRE(made.success);
    std::string const gone = R"({"clientId":")" + id + R"(","version":1,"isDeleted":true})";
    pushed_item const deletion{gone};
    REQUIRE(door.push(at_home.who, "acme", 1, item_form::generic, {&deletion, 1}).at(0).success);
    at_home.days(11);
    auto const done = at_home.truth.purge("acme");
    CHECK(done.tombstones == 1);
    CHECK(done.receipts == 2);
    CHECK(push().error_code == "CONFLICT");
    CHECK(at_home.truth.status("acme").records == 0);
  }
}

TEST_CASE("authority: a stranger's counter does not count twice when its receipt was purged") {
  forgetful at_home;
  reference_door<books> door{at_home.truth};
  auto const push = [&](std::string const& json) {
    pushed_item const item{json};
    return door.push(at_home.who, "acme", 1, item_form::generic, {&item, 1}).at(0);
  };
  std::string const id = R"({"clientId":"0193a000-0000-4000-8000-000000000001",)";
  REQUIRE(push(id + R"("version":1,"title":"a","votes":5})").success);
  REQUIRE(push(id + R"("version":1,"title":"a","votes":6})").success);
  at_home.days(11);
  at_home.truth.purge("acme");
  CHECK_FALSE(push(id + R"("version":1,"title":"a","votes":7})").success);
  CHECK(at_home.truth.status("acme").records == 1);
  auto const listed = door.list(at_home.who, "acme", 1, 10, 0).items.at(0);
  CHECK(listed.find("\"votes\":6") != std::string::npos);
}

TEST_CASE("authority: the status tells how far the stamps are ahead of real time") {
  forgetful at_home;
  device one{1};
  at_home.days(3);
  at_home.note_of(one);
  at_home.days(-3);
  CHECK(at_home.truth.status("acme").ahead == std::chrono::hours{72});
}
