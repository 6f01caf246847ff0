// SPDX-License-Identifier: BSL-1.0
#include "authority/bench.hpp"
#include "support/catch.hpp"
#include "support/diary.hpp"

#include <entente/authority/reference.hpp>

using namespace bench;
using diary::Entry;
using diary::pages;

namespace {

struct house {
  basic_server<pages> at_home;
  device anns{1};
  device bobs{2};
  principal ann{"ann", {"acme"}, true};
  principal bob{"bob", {"acme"}, true};

  op_result push(principal const& who, device& by, operation const& op) {
    return at_home.truth.apply(who, "acme", {by.incarnation, by.released, {{op}}}).results.at(0);
  }
  uuid entry(principal const& who, device& by, std::string const& owner) {
    auto const key = new_key();
    REQUIRE(push(who, by, by.insert("Entry", key, R"({"owner":")" + owner + "\"}")).outcome == verdict::applied);
    return key;
  }
  op_result give(principal const& who, device& by, uuid const& key, std::int64_t base, std::string const& owner) {
    return push(who, by, by.update("Entry", key, base, R"({"set":{"owner":")" + owner + "\"}}", at(base)));
  }
  change_page pull(principal const& who, device const& by, std::string cursor = {}, std::size_t limit = 1000) {
    pull_request request;
    request.cursor = std::move(cursor);
    request.limit = limit;
    request.replica = by.incarnation;
    return at_home.truth.changes_since(who, "acme", request);
  }
};

std::vector<uuid> keys_of(change_page const& page, bool left = false) {
  std::vector<uuid> keys;
  for (auto const& each : page.changes)
    if (each.left == left) keys.push_back(each.key);
  return keys;
}

}  // namespace

TEST_CASE("A caller is given the records it may see, and no trace of the others") {
  house in;
  auto const mine = in.entry(in.ann, in.anns, "ann");
  auto const shared = in.entry(in.ann, in.anns, "");
  in.push(in.ann, in.anns, in.anns.insert("Topic", new_key(), R"({"name":"x"})"));
  CHECK(in.pull(in.ann, in.anns).changes.size() == 3);
  auto const page = in.pull(in.bob, in.bobs);
  CHECK(page.changes.size() == 2);
  CHECK(page.changes.at(0).key == shared);
  for (auto const& told : page.digests) CHECK(told.entity != "Entry");
  CHECK(page.digests.size() == 1);
  CHECK(in.pull(in.bob, in.bobs, page.cursor).changes.empty());
  static_cast<void>(mine);
}

TEST_CASE("A record that leaves a caller's view is told to those who may have had it, by its id alone") {
  house in;
  auto const shared = in.entry(in.ann, in.anns, "");
  auto const before = in.pull(in.bob, in.bobs);
  in.give(in.ann, in.anns, shared, 1, "ann");
  auto const page = in.pull(in.bob, in.bobs, before.cursor);
  REQUIRE(page.changes.size() == 1);
  auto const& left = page.changes.front();
  CHECK(left.left);
  CHECK(left.key == shared);
  CHECK(left.version == 2);
  CHECK(left.fields.empty());
  CHECK(left.times.empty());
  CHECK(left.created.micros == 0);
  // Whoever comes now has never had it.
  CHECK(in.pull(in.bob, in.bobs).changes.empty());
  // Given back, it comes as a whole.
  in.give(in.ann, in.anns, shared, 2, "bob");
  auto const again = in.pull(in.bob, in.bobs, page.cursor);
  REQUIRE(again.changes.size() == 1);
  CHECK_FALSE(again.changes.front().left);
  CHECK_FALSE(again.changes.front().fields.empty());
}

TEST_CASE("Who makes a record for somebody else is told that it is out of sight") {
  house in;
  auto const before = in.pull(in.ann, in.anns);
  auto const gift = in.entry(in.ann, in.anns, "bob");
  CHECK(keys_of(in.pull(in.ann, in.anns, before.cursor), true) == std::vector{gift});
  CHECK(keys_of(in.pull(in.bob, in.bobs)) == std::vector{gift});
}

TEST_CASE("An operation on a record out of sight is answered as one on a record that is not there") {
  house in;
  auto const hidden = in.entry(in.ann, in.anns, "ann");
  auto const unknown = new_key();
  for (auto const kind : {operation_kind::update, operation_kind::remove, operation_kind::restore}) {
    auto const on = [&](uuid const& key) {
      auto answer = in.push(in.bob, in.bobs, in.bobs.make("Entry", kind, key, 1, R"({"set":{"text":"x"}})", at(1)));
      answer.op_id = {};
      return answer;
    };
    CHECK(on(hidden) == on(unknown));
  }
  CHECK(in.push(in.bob, in.bobs, in.bobs.insert("Entry", hidden, R"({"text":"x"})")).outcome == verdict::conflict);
  CHECK(in.at_home.row<Entry>(hidden).version == 1);
}

TEST_CASE("A result shows no row that the caller does not see any more") {
  house in;
  auto const key = in.entry(in.ann, in.anns, "");
  in.push(in.bob, in.bobs, in.bobs.update("Entry", key, 1, R"({"set":{"text":"secret"}})", at(1)));
  auto const answer = in.give(in.ann, in.anns, key, 1, "bob");
  CHECK(answer.outcome == verdict::applied);
  REQUIRE(answer.row);
  CHECK(answer.row->left);
  CHECK(answer.row->fields.empty());
}

TEST_CASE("A renewed view makes the caller begin again, and nobody else") {
  house in;
  in.entry(in.ann, in.anns, "");
  auto const anns_place = in.pull(in.ann, in.anns).cursor;
  auto const bobs_place = in.pull(in.bob, in.bobs).cursor;
  in.at_home.truth.renew_view("acme", "bob");
  auto const page = in.pull(in.bob, in.bobs, bobs_place);
  CHECK(page.changes.empty());
  CHECK(page.cursor.empty());
  CHECK(page.has_more);
  auto const again = in.pull(in.bob, in.bobs);
  CHECK(again.changes.size() == 1);
  CHECK(in.pull(in.bob, in.bobs, again.cursor).changes.empty());
  CHECK_FALSE(in.pull(in.bob, in.bobs, again.cursor).cursor.empty());
  CHECK_FALSE(in.pull(in.ann, in.anns, anns_place).has_more);
}

TEST_CASE("A page of records out of sight moves the cursor all the same") {
  house in;
  for (int i = 0; i < 5; ++i) in.entry(in.ann, in.anns, "ann");
  auto const shared = in.entry(in.ann, in.anns, "");
  std::string cursor;
  std::vector<uuid> found;
  for (bool more = true; more;) {
    auto const page = in.pull(in.bob, in.bobs, cursor, 2);
    CHECK(page.cursor != cursor);
    for (auto const& each : page.changes) found.push_back(each.key);
    cursor = page.cursor;
    more = page.has_more;
  }
  CHECK(found == std::vector{shared});
}

TEST_CASE("The reference door shows a caller what it may see, and says of the rest that it is gone") {
  house in;
  reference_door<pages> door{in.at_home.truth};
  auto const shared = in.entry(in.ann, in.anns, "");
  in.entry(in.ann, in.anns, "ann");
  auto const list = door.list(in.bob, "acme", 1, 10, 0);
  CHECK(list.total == 1);
  CHECK(list.items.size() == 1);
  CHECK(door.list(in.ann, "acme", 1, 10, 1).items.size() == 1);
  auto const before = door.pull(in.bob, "acme", 1, item_form::generic, {}, 10);
  CHECK(before.items.size() == 1);
  CHECK(before.version_hash != door.pull(in.ann, "acme", 1, item_form::generic, {}, 10).version_hash);
  in.give(in.ann, in.anns, shared, 1, "ann");
  CHECK_FALSE(door.find(in.bob, "acme", 1, shared.text()));
  CHECK(door.find(in.ann, "acme", 1, shared.text()));
  auto const page = door.pull(in.bob, "acme", 1, item_form::generic, before.last_sync_at, 10);
  CHECK(page.deleted_ids == std::vector{shared.text()});
  REQUIRE(page.items.size() == 1);
  CHECK(page.items.front().find("owner") == std::string::npos);
  pushed_item item;
  std::string const data = R"({"id":")" + shared.text() + R"(","text":"x","version":1})";
  item.json = data;
  auto const refused = door.push(in.bob, "acme", 1, item_form::generic, std::span{&item, 1}).at(0);
  CHECK_FALSE(refused.success);
  CHECK_FALSE(refused.conflict);
}
