// SPDX-License-Identifier: BSL-1.0
#include "authority/bench.hpp"
#include "support/catch.hpp"
#include "support/failure_code.hpp"

#include <algorithm>
#include <map>

using namespace bench;

namespace {

/// What a device knows that pulls from the beginning, in pages of `limit`.
struct follower {
  std::map<uuid, change> records{};
  std::string cursor{};
  std::size_t pages = 0;
  std::size_t tombstones = 0;

  change_page pull(server& from, std::size_t limit = 1000) {
    change_page page;
    do {
      page = from.pull(cursor, limit);
      CHECK(page.changes.size() <= limit);
      stamp last{};
      for (auto const& each : page.changes) {
        CHECK(each.at > last);
        last = each.at;
        if (each.deleted) ++tombstones;
        records[each.key] = each;
      }
      CHECK((page.digests.empty() == page.has_more));
      cursor = page.cursor;
      ++pages;
    } while (page.has_more);
    return page;
  }

  [[nodiscard]] digest sum_of(std::string_view entity) const {
    digest sum;
    for (auto const& [key, each] : records)
      if (each.entity == entity && !each.deleted) sum.add(key, each.version, each.at);
    return sum;
  }
};

}  // namespace

TEST_CASE("authority: stamps strictly increase, whatever the clock does") {
  server at_home;
  device one{1};
  stamp last{};
  for (int i = 0; i < 20; ++i) {
    if (i == 5) *at_home.clock -= 3'600'000'000;
    if (i == 12) *at_home.clock += 7'200'000'000;
    auto const result = at_home.push(one, one.insert("Place", new_key(), R"({"name":"p"})"));
    CHECK(result.updated_at > last);
    CHECK(result.updated_at.micros >= at_home.clock->load());
    last = result.updated_at;
  }
  auto again = at_home.restarted();
  *at_home.clock -= 10'800'000'000;
  auto const result = again.apply(at_home.who, "acme", {one.incarnation, {}, {{one.insert("Place", new_key(), R"({"name":"p"})")}}});
  CHECK(result.results[0].updated_at.micros == last.micros + 1);
}

TEST_CASE("authority: pages carry all entities in one order, each record once, to the exact end") {
  server at_home;
  device one{1};
  std::vector<uuid> keys;
  for (int i = 0; i < 30; ++i) {
    keys.push_back(new_key());
    auto const* entity = i % 3 == 0 ? "Place" : i % 3 == 1 ? "Sheet" : "Card";
    at_home.push(one, one.insert(entity, keys.back(), "{}"));
  }
  for (std::size_t const limit : {1u, 7u, 10u, 15u, 29u, 30u, 31u}) {
    follower reader;
    auto const page = reader.pull(at_home, limit);
    CHECK(reader.records.size() == 30);
    CHECK(reader.pages == (30 + limit - 1) / limit);  // no empty page behind a full one
    for (auto const& sum : page.digests) CHECK(sum.value == reader.sum_of(sum.entity));
    auto const idle = at_home.pull(reader.cursor, limit);
    CHECK(idle.changes.empty());
    CHECK(idle.cursor == reader.cursor);
    CHECK(idle.digests.size() == 4);
  }
  CHECK(at_home.pull({}, 0).changes.size() == 1);
}

TEST_CASE("authority: a change during a pull comes later in it, and the record is not missed") {
  server at_home;
  device one{1};
  std::vector<uuid> keys;
  for (int i = 0; i < 6; ++i) {
    keys.push_back(new_key());
    at_home.push(one, one.insert("Place", keys.back(), "{}"));
  }
  follower reader;
  auto page = at_home.pull({}, 3);
  reader.cursor = page.cursor;
  for (auto const& each : page.changes) reader.records[each.key] = each;
  at_home.push(one, one.update("Place", keys[4], 1, R"({"set":{"name":"moved"}})"));
  at_home.push(one, one.update("Place", keys[0], 1, R"({"set":{"name":"again"}})"));
  auto const last = reader.pull(at_home, 2);
  CHECK(reader.records.size() == 6);
  CHECK(reader.records[keys[0]].version == 2);
  CHECK(reader.records[keys[4]].version == 2);
  CHECK(last.digests[0].value == reader.sum_of("Place"));
}

TEST_CASE("authority: a first pull has no tombstones, in none of its pages; later ones do") {
  server at_home;
  device one{1};
  std::vector<uuid> keys;
  for (int i = 0; i < 10; ++i) {
    keys.push_back(new_key());
    at_home.push(one, one.insert("Place", keys.back(), "{}"));
  }
  for (int i = 1; i < 10; i += 2) at_home.push(one, one.remove("Place", keys[static_cast<std::size_t>(i)], 1));
  follower fresh;
  fresh.pull(at_home, 2);
  CHECK(fresh.records.size() == 5);
  CHECK(fresh.tombstones == 0);
  at_home.push(one, one.remove("Place", keys[0], 1));
  auto const page = fresh.pull(at_home);
  CHECK(fresh.tombstones == 1);
  CHECK(page.digests[0].value == fresh.sum_of("Place"));
  CHECK(page.digests[0].count == 4);

  // What is deleted while the first pull is under way does reach it.
  follower slow;
  auto first = at_home.pull({}, 2);
  slow.cursor = first.cursor;
  for (auto const& each : first.changes) slow.records[each.key] = each;
  at_home.push(one, one.remove("Place", first.changes[0].key, 1));
  auto const end = slow.pull(at_home, 1);
  CHECK(slow.tombstones == 1);
  CHECK(end.digests[0].value == slow.sum_of("Place"));
}

TEST_CASE("authority: pages are bounded by bytes as well, but never empty for that") {
  authority_options how;
  how.page_bytes = 1000;
  how.max_page_records = 4;
  server at_home{how};
  device one{1};
  for (int i = 0; i < 10; ++i)
    at_home.push(one, one.insert("Place", new_key(), R"({"name":")" + std::string(i < 4 ? 2000 : 1, 'x') + "\"}"));
  CHECK(at_home.pull().changes.size() == 1);
  follower reader;
  reader.pull(at_home);
  CHECK(reader.records.size() == 10);
  CHECK(reader.pages == 6);
}

TEST_CASE("authority: a cursor that it never gave out begins again") {
  server at_home;
  device one{1};
  at_home.note_of(one);
  auto const epoch = at_home.pull().epoch.text();
  auto const upper = [&] {
    auto text = epoch;
    text[0] = 'A';
    return text;
  }();
  for (auto const& text : std::vector<std::string>{"x", "1", "1:", "1:" + epoch, "1:" + epoch + ":", "1:" + epoch + ":5",
                                                   "1:" + epoch + ":5:", "1:" + epoch + ":-5:0", "1:" + epoch + ":5:-1",
                                                   "1:" + epoch + ":5:0 ", "2:" + epoch + ":5:0", "1:" + upper + ":5:0",
                                                   "1:" + epoch + ":99999999999999999999:0", "1:" + epoch + ":5:0:",
                                                   "1:" + epoch + ":5:0:6:7", "1:" + epoch + ":+5:0", "1:" + epoch + "::0"})
    CHECK(at_home.pull(text).restart);
}

TEST_CASE("authority: a cursor of another epoch starts again, with the tombstones") {
  server at_home;
  device one{1};
  auto const gone = at_home.note_of(one);
  auto const here = at_home.note_of(one);
  at_home.push(one, one.remove("Note", gone, 1));
  auto const page = at_home.pull("1:" + numbered(1).text() + ":" + std::to_string(noon + 5) + ":0");
  CHECK(page.epoch == at_home.pull().epoch);
  REQUIRE(page.changes.size() == 2);
  CHECK(page.changes[0].key == here);
  CHECK(page.changes[1].deleted);
}

TEST_CASE("authority: a database restored from a backup is noticed by who has seen more, and has a new epoch") {
  server at_home;
  device one{1};
  at_home.note_of(one);
  auto const before = at_home.pull();
  support::temporary_folder vault;
  {
    auto idle = at_home.restarted();  // nothing open
    at_home.truth.write(at_home.who, "acme", [](auto&) {});
  }
  auto const file = at_home.options.directory / "acme.db";
  std::filesystem::copy_file(file, vault / "acme.db");
  std::filesystem::copy_file(file.string() + "-wal", vault / "acme.db-wal");
  at_home.note_of(one);
  auto const seen = at_home.pull(before.cursor);
  CHECK(seen.epoch == before.epoch);

  authority_options how = at_home.options;
  how.directory = vault.path();
  authority<books> restored{how};
  pull_request request;
  request.cursor = seen.cursor;
  auto const page = restored.changes_since(at_home.who, "acme", request);
  CHECK(page.epoch != before.epoch);
  CHECK_FALSE(page.epoch.is_nil());
  CHECK(page.changes.size() == 1);
  // Once: the others of the old epoch start again as well, and nobody does it twice.
  request.cursor = before.cursor;
  CHECK(restored.changes_since(at_home.who, "acme", request).epoch == page.epoch);
  request.cursor = page.cursor;
  auto const next = restored.changes_since(at_home.who, "acme", request);
  CHECK(next.epoch == page.epoch);
  CHECK(next.changes.empty());
}

TEST_CASE("authority: a refused group's stamps and sums leave no trace") {
  server at_home;
  device one{1};
  auto const key = at_home.note_of(one);
  at_home.push_group(one, {one.remove("Note", key, 1), one.insert("Note", new_key(), R"({"title":""})")});
  follower reader;
  auto const page = reader.pull(at_home);
  CHECK(page.digests[1].count == 1);
  CHECK(page.digests[1].value == reader.sum_of("Note"));
}
