// SPDX-License-Identifier: BSL-1.0
#include "authority/household.hpp"
#include "support/catch.hpp"

#include <entente/authority/reference.hpp>

using namespace household;

TEST_CASE("A deleted record takes along those that go with it, and clears the refs of others") {
  household::server at_home;
  device one{1};
  auto const kitchen = room(at_home, one, "kitchen");
  auto const attic = room(at_home, one, "attic");
  auto const gone = shelf(at_home, one, kitchen);
  auto const stays = shelf(at_home, one, attic);
  auto const novel = book(at_home, one, gone);
  auto const remark = note(at_home, one, novel);
  CHECK(at_home.push(one, one.remove("Room", kitchen, 1)).outcome == verdict::applied);
  CHECK(at_home.row<Room>(kitchen).deleted);
  CHECK(at_home.row<Shelf>(gone).deleted);
  CHECK(at_home.row<Book>(novel).deleted);
  CHECK_FALSE(at_home.row<Shelf>(stays).deleted);
  auto const cleared = at_home.row<family::Note>(remark);
  CHECK_FALSE(cleared.deleted);
  CHECK_FALSE(cleared.value.book);
  CHECK(cleared.version == 2);
  CHECK(digests_agree(at_home));
}

TEST_CASE("A record that arrives under a deleted one goes as well, and everything that follows it") {
  household::server at_home;
  device one{1};
  device late{2};
  auto const kitchen = room(at_home, one, "kitchen");
  at_home.push(one, one.remove("Room", kitchen, 1));
  auto const key = new_key();
  auto const insert = late.insert("Shelf", key, household::one("room", quoted(kitchen)));
  auto const answer = at_home.push(late, insert);
  CHECK(answer.outcome == verdict::superseded);
  REQUIRE(answer.row);
  CHECK(answer.row->deleted);
  CHECK(answer.version == 2);
  CHECK(at_home.push(late, insert) == answer);
  CHECK(at_home.push(late, late.update("Shelf", key, 0, R"({"set":{"label":"x"}})")).outcome == verdict::superseded);
  auto const on_it = late.insert("Book", new_key(), household::one("shelf", quoted(key)));
  CHECK(at_home.push(late, on_it).outcome == verdict::superseded);
  auto const about_it = late.insert("Note", new_key(), household::one("book", quoted(on_it.key)));
  auto const kept = at_home.push(late, about_it);
  CHECK(kept.outcome == verdict::applied);
  REQUIRE(kept.row);
  CHECK_FALSE(at_home.row<family::Note>(about_it.key).value.book);
  CHECK(digests_agree(at_home));
}

TEST_CASE("A record that is moved under a deleted one stays where it was, with everything else the edit says") {
  household::server at_home;
  device one{1};
  device late{2};
  auto const kitchen = room(at_home, one, "kitchen");
  auto const attic = room(at_home, one, "attic");
  auto const it = shelf(at_home, one, attic);
  at_home.push(one, one.remove("Room", kitchen, 1));
  auto const answer = at_home.push(
      late, late.update("Shelf", it, 1, R"({"set":{"label":"x","room":)" + quoted(kitchen) + "}}"));
  CHECK(answer.outcome == verdict::applied);
  REQUIRE(answer.row);
  auto const row = at_home.row<Shelf>(it);
  CHECK_FALSE(row.deleted);
  CHECK(row.value.room.key == attic);
  CHECK(row.value.label == "x");
  CHECK(row.version == answer.version);
  CHECK(digests_agree(at_home));
}

TEST_CASE("A record is not deleted as long as one refers to it that forbids that") {
  household::server at_home;
  device one{1};
  auto const kitchen = room(at_home, one, "kitchen");
  auto const attic = room(at_home, one, "attic");
  auto const bolt = lock(at_home, one, kitchen);
  auto const on = shelf(at_home, one, kitchen);
  auto const refused = at_home.push(one, one.remove("Room", kitchen, 1));
  CHECK(refused.outcome == verdict::conflict);
  CHECK(refused.message.find("Lock.room") != std::string::npos);
  REQUIRE(refused.row);
  CHECK_FALSE(refused.row->deleted);
  CHECK_FALSE(at_home.row<Shelf>(on).deleted);
  CHECK(digests_agree(at_home));

  SECTION("unless it goes in the same group, in whatever order") {
    auto const results = at_home.push_group(one, {one.remove("Room", kitchen, 2), one.remove("Lock", bolt, 1)});
    CHECK(results.at(0).outcome == verdict::applied);
    CHECK(results.at(1).outcome == verdict::applied);
  }
  SECTION("unless it is moved away first") {
    at_home.push(one, one.update("Lock", bolt, 1, R"({"set":{"room":)" + quoted(attic) + "}}"));
    CHECK(at_home.push(one, one.remove("Room", kitchen, 2)).outcome == verdict::applied);
  }
  SECTION("and comes under no deleted one either") {
    at_home.push(one, one.remove("Room", attic, 1));
    auto const answer = at_home.push(one, one.insert("Lock", new_key(), R"({"number":1,"room":)" + quoted(attic) + "}"));
    CHECK(answer.outcome == verdict::conflict);
    CHECK(answer.field == "room");
    CHECK_FALSE(answer.row);
    auto const moved = at_home.push(one, one.update("Lock", bolt, 1, R"({"set":{"room":)" + quoted(attic) + "}}"));
    CHECK(moved.outcome == verdict::conflict);
    CHECK(at_home.row<Lock>(bolt).value.room.key == kitchen);
  }
}

TEST_CASE("A restored record comes back alone, and one cannot come back before the record it goes with") {
  household::server at_home;
  device one{1};
  auto const kitchen = room(at_home, one, "kitchen");
  auto const on = shelf(at_home, one, kitchen);
  at_home.push(one, one.remove("Room", kitchen, 1));
  CHECK(at_home.push(one, one.restore("Shelf", on, 2)).outcome == verdict::superseded);
  CHECK(at_home.row<Shelf>(on).deleted);
  CHECK(at_home.push(one, one.restore("Room", kitchen, 2)).outcome == verdict::applied);
  CHECK(at_home.row<Shelf>(on).deleted);
  CHECK(at_home.push(one, one.restore("Shelf", on, 4)).outcome == verdict::applied);
  CHECK_FALSE(at_home.row<Shelf>(on).deleted);
  auto const both = at_home.push_group(one, {one.remove("Room", kitchen, 4), one.restore("Room", kitchen, 5)});
  CHECK(both.at(1).outcome == verdict::applied);
  CHECK_FALSE(at_home.row<Shelf>(on).deleted);
  CHECK(digests_agree(at_home));
}

TEST_CASE("A ref that was cleared gives way to one that somebody has set meanwhile") {
  household::server at_home;
  device one{1};
  device late{2};
  auto const on = shelf(at_home, one, room(at_home, one, "kitchen"));
  auto const old = book(at_home, one, on);
  auto const fresh = book(at_home, one, on);
  auto const remark = note(at_home, one, old);
  at_home.push(one, one.remove("Book", old, 1));
  auto const moved = late.update("Note", remark, 1, R"({"set":{"book":)" + quoted(fresh) + "}}", at(5));
  CHECK(at_home.push(late, moved).outcome == verdict::applied);
  CHECK(at_home.row<family::Note>(remark).value.book.key == fresh);
}

TEST_CASE("A change counts as a new version of the record it names, once per group") {
  household::server at_home;
  device one{1};
  auto const kitchen = room(at_home, one, "kitchen");
  auto const attic = room(at_home, one, "attic");
  auto const it = shelf(at_home, one, kitchen);
  CHECK(at_home.row<Room>(kitchen).version == 2);
  auto const before = at_home.row<Room>(attic).at;
  at_home.push(one, one.update("Shelf", it, 1, R"({"set":{"room":)" + quoted(attic) + "}}"));
  CHECK(at_home.row<Room>(kitchen).version == 3);
  CHECK(at_home.row<Room>(attic).version == 2);
  CHECK(at_home.row<Room>(attic).at > before);
  at_home.push_group(one, {one.update("Shelf", it, 2, R"({"set":{"label":"a"}})"),
                           one.insert("Shelf", new_key(), household::one("room", quoted(attic))),
                           one.update("Room", attic, 2, R"({"set":{"name":"loft"}})")});
  CHECK(at_home.row<Room>(attic).version == 3);
  at_home.push(one, one.remove("Shelf", it, 3));
  CHECK(at_home.row<Room>(attic).version == 4);
  // It is no edit: what others change meanwhile does not clash with it.
  device other{2};
  auto const named = at_home.push(other, other.update("Room", attic, 1, R"({"set":{"code":"7"}})"));
  CHECK(named.outcome == verdict::applied);
  CHECK(digests_agree(at_home));
}

TEST_CASE("The rules hold at the reference door, too") {
  household::server at_home;
  device one{1};
  reference_door<home> door{at_home.truth};
  auto const kitchen = room(at_home, one, "kitchen");
  auto const bolt = lock(at_home, one, kitchen);
  auto const on = shelf(at_home, one, kitchen);
  auto const push = [&](std::size_t entity, std::string const& id, std::string const& operation,
                        std::string const& data) {
    pushed_item item;
    item.json = data;
    item.client_id = id;
    item.operation = operation;
    return door.push(at_home.who, "acme", entity, item_form::per_entity, std::span{&item, 1}).at(0);
  };
  auto const refused = push(0, kitchen.text(), "delete", R"({"version":2})");
  CHECK_FALSE(refused.success);
  CHECK(refused.error_code == "CONFLICT");
  REQUIRE(refused.conflict);
  CHECK(refused.conflict->server_version == 2);
  CHECK(refused.conflict->client_data == R"({"version":2})");
  CHECK(refused.conflict->suggested == refused.conflict->server_data);
  CHECK_FALSE(at_home.row<Room>(kitchen).deleted);
  CHECK(push(4, bolt.text(), "delete", R"({"version":1})").success);
  CHECK(push(0, kitchen.text(), "delete", R"({"version":2})").success);
  CHECK(at_home.row<Shelf>(on).deleted);
  auto const late = push(1, new_key().text(), "insert", household::one("room", quoted(kitchen)));
  CHECK(late.error_code == "CONFLICT");
  CHECK(digests_agree(at_home));
}
