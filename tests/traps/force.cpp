// SPDX-License-Identifier: BSL-1.0
// Traps 57 to 66: conflicts, undo, force and wipe.
#include "traps/kit.hpp"

using namespace traps;

TEST_CASE("Trap 63: a resolution is based on the version that was shown, and lasts until it is acknowledged") {
  shared<Deed> all{Deed{"text", "clause", 1}};
  all.one->update(all.which, [](Deed& d) { d.text = "mine"; });
  all.two->update(all.which, [](Deed& d) { d.text = "theirs"; });
  sync(all.two);
  sync(all.one);
  REQUIRE(all.one->conflict_of(all.which).has_value());
  auto const shown = all.one->conflict_of(all.which)->server_version;
  CHECK(shown == 2);
  all.one->keep_local(all.which);
  REQUIRE(all.one->queue().size() == 1);
  CHECK(all.one->queue()[0].base_version == shown);
  CHECK(all.one->queue()[0].state == operation_state::pending);

  SECTION("the server agrees") {
    all.one.line->next_pushes.push_back(lose_answer(all.one));
    CHECK_FALSE(all.one->sync().complete());
    CHECK(all.one->status().pending == 1);
    sync(all.one);
    CHECK(all.one->conflicts().empty());
    CHECK(all.one->status().clean());
    sync(all.two);
    CHECK(all.two->get(all.which).text == "mine");
  }
  SECTION("the server has moved on: the conflict is open again, with what is there now") {
    all.two->update(all.which, [](Deed& d) { d.text = "theirs again"; });
    sync(all.two);
    sync(all.one);
    REQUIRE(all.one->conflicts().size() == 1);
    auto const again = all.one->conflict_of(all.which);
    CHECK(again->server.value().text == "theirs again");
    CHECK(again->local.text == "mine");
    CHECK(again->server_version == 3);
    sync(all.two);
    CHECK(all.two->get(all.which).text == "theirs again");
  }
}

TEST_CASE("Trap 64: a record has one conflict, which shows both sides as they are now") {
  shared<Deed> all{Deed{"text", "clause", 1}};
  all.one->update(all.which, [](Deed& d) { d.text = "mine"; });
  for (int i = 0; i < 4; ++i) {
    all.two->update(all.which, [&](Deed& d) { d.text = "theirs " + std::to_string(i); });
    sync(all.two);
    if (i % 2 == 0) pull_only(all.one);
    sync(all.one);
    all.one->update(all.which, [&](Deed& d) { d.pages = 100 + i; });
    CHECK(all.one->conflicts().size() == 1);
  }
  all.one.reopen();
  auto const open = all.one->conflict_of(all.which);
  REQUIRE(open.has_value());
  CHECK(open->local.text == "mine");
  CHECK(open->local.pages == 103);
  CHECK(open->server.value().text == "theirs 3");
  CHECK(open->server_version == 5);
  CHECK(open->base.value().text == "text");
  CHECK(open->differing.test(0));
  CHECK_FALSE(open->differing.test(1));
}

TEST_CASE("Trap 65: the common ancestor is there when a conflict is found, however late") {
  shared<Deed> all{Deed{"text", "clause", 1}};
  all.one->update(all.which, [](Deed& d) { d.text = "mine"; });
  all.one.line->next_pushes.push_back(refuse(reaction::retry_later));
  CHECK_FALSE(all.one->sync().complete());
  all.one->update(all.which, [](Deed& d) { d.pages = 2; });
  all.two->update(all.which, [](Deed& d) { d.clause = "their clause"; });
  sync(all.two);
  pull_only(all.one);  // merged: the ancestor moves, and knows what was agreed
  all.one.reopen();
  all.two->update(all.which, [](Deed& d) { d.text = "theirs"; });
  sync(all.two);
  sync(all.one);
  auto const open = all.one->conflict_of(all.which);
  REQUIRE(open.has_value());
  REQUIRE(open->base.has_value());
  CHECK(open->base->text == "text");
  CHECK(open->local.text == "mine");
  CHECK(open->local.clause == "their clause");
  CHECK(open->server.value().text == "theirs");
}
