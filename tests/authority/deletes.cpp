// SPDX-License-Identifier: BSL-1.0
#include "authority/bench.hpp"
#include "support/catch.hpp"

using namespace bench;

TEST_CASE("authority: a delete wins against updates, before and after") {
  server at_home;
  device one{1};
  device two{2};
  auto const key = at_home.note_of(one);
  at_home.push(two, two.update("Note", key, 1, R"({"set":{"title":"late"}})", at(99)));
  auto const deleted = at_home.push(one, one.remove("Note", key, 1));
  CHECK(deleted.outcome == verdict::applied);
  CHECK(deleted.version == 3);
  REQUIRE(deleted.row);
  CHECK(deleted.row->deleted);
  CHECK(deleted.row->fields.empty());

  auto const lost = at_home.push(two, two.update("Note", key, 2, R"({"set":{"title":"x"}})", at(999)));
  CHECK(lost.outcome == verdict::superseded);
  REQUIRE(lost.row);
  CHECK(lost.row->deleted);
  CHECK(at_home.push(two, two.insert("Note", key, R"({"title":"x"})", at(999))).outcome == verdict::superseded);

  auto const again = at_home.push(two, two.remove("Note", key, 2));
  CHECK(again.outcome == verdict::applied);
  CHECK(again.version == 3);
  CHECK(again.row);
  CHECK(at_home.pull().digests[1].count == 0);
}

TEST_CASE("authority: restore brings a record back, whole, as a new version") {
  server at_home;
  device one{1};
  auto const key = at_home.note_of(one, R"({"title":"a","votes":3})");
  at_home.push(one, one.remove("Note", key, 1));
  auto const back = at_home.push(one, one.restore("Note", key, 2));
  CHECK(back.outcome == verdict::applied);
  CHECK(back.version == 3);
  REQUIRE(back.row);
  CHECK_FALSE(back.row->deleted);
  CHECK(at_home.note(key).votes == 3);
  CHECK(at_home.pull().digests[1].count == 1);
  auto const live = at_home.push(one, one.restore("Note", key, 3));
  CHECK(live.outcome == verdict::applied);
  CHECK(live.version == 3);
}

TEST_CASE("authority: where updates win, a concurrent one keeps the record, in either order") {
  server at_home;
  device one{1};
  device two{2};
  auto const key = new_key();
  at_home.push(one, one.insert("Card", key, R"({"title":"a","text":"t"})"));

  SECTION("the update came first") {
    at_home.push(two, two.update("Card", key, 1, R"({"set":{"text":"two"}})"));
    auto const kept = at_home.push(one, one.remove("Card", key, 1));
    CHECK(kept.outcome == verdict::superseded);
    REQUIRE(kept.row);
    CHECK_FALSE(at_home.row<Card>(key).deleted);
    // Having seen it, the delete is meant.
    CHECK(at_home.push(one, one.remove("Card", key, 2)).outcome == verdict::applied);
    CHECK(at_home.row<Card>(key).deleted);
  }
  SECTION("the update came first, and an own one on top of it") {
    at_home.push(two, two.update("Card", key, 1, R"({"set":{"text":"two"}})", at(1)));
    at_home.push(one, one.update("Card", key, 1, R"({"set":{"text":"one"}})", at(2)));
    CHECK(at_home.push(one, one.remove("Card", key, 1)).outcome == verdict::superseded);
  }
  SECTION("the delete came first") {
    at_home.push(one, one.remove("Card", key, 1));
    auto const back = at_home.push(two, two.update("Card", key, 1, R"({"set":{"text":"two"}})"));
    CHECK(back.outcome == verdict::applied);
    CHECK(back.version == 3);
    REQUIRE(back.row);
    auto const row = at_home.row<Card>(key);
    CHECK_FALSE(row.deleted);
    CHECK(row.value.title == "a");
    CHECK(row.value.text == "two");
    CHECK(at_home.pull().digests[3].count == 1);
  }
  SECTION("a member without a field counts as well") {
    at_home.push(two, two.update("Card", key, 1, R"({"set":{"colour":"red"}})"));
    CHECK(at_home.push(one, one.remove("Card", key, 1)).outcome == verdict::superseded);
  }
  SECTION("what comes back is merged field by field all the same") {
    at_home.push(one, one.update("Card", key, 1, R"({"set":{"text":"late"}})", at(9)));
    at_home.push(one, one.remove("Card", key, 2));
    auto const back = at_home.push(two, two.update("Card", key, 1, R"({"set":{"title":"two","text":"early"}})", at(5)));
    CHECK(back.outcome == verdict::applied);
    CHECK(at_home.row<Card>(key).value.title == "two");
    CHECK(at_home.row<Card>(key).value.text == "late");
  }
  SECTION("an update of which nothing is left still brings the record back") {
    at_home.push(one, one.update("Card", key, 1, R"({"set":{"text":"late"}})", at(9)));
    at_home.push(one, one.remove("Card", key, 2));
    auto const back = at_home.push(two, two.update("Card", key, 1, R"({"set":{"text":"early"}})", at(5)));
    CHECK(back.outcome == verdict::applied);
    CHECK(back.version == 4);
    CHECK_FALSE(at_home.row<Card>(key).deleted);
    CHECK(at_home.row<Card>(key).value.text == "late");
  }
  SECTION("own edits do not stand in the way") {
    at_home.push(one, one.update("Card", key, 1, R"({"set":{"text":"one"}})"));
    CHECK(at_home.push(one, one.remove("Card", key, 1)).outcome == verdict::applied);
    CHECK(at_home.row<Card>(key).deleted);
  }
  SECTION("force deletes") {
    at_home.push(two, two.update("Card", key, 1, R"({"set":{"text":"two"}})"));
    auto op = one.remove("Card", key, 1);
    op.force = true;
    CHECK(at_home.push(one, op).outcome == verdict::applied);
    CHECK(at_home.row<Card>(key).deleted);
  }
}
