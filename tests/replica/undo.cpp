// SPDX-License-Identifier: BSL-1.0
// Snapshots: how long they are kept, and what undo makes of them.
#include "replica/shared.hpp"
#include "support/catch.hpp"

#include <chrono>
#include <cstdint>
#include <string>

namespace lab {

/// Programs cannot delete these.
struct Sample {
  std::string value;
};

}  // namespace lab

template <>
struct entente::entity_traits<lab::Sample> {
  static constexpr bool data_capture = true;
};

using namespace kit;
using support::device;
using support::shared;
using support::tool;
using support::world;

TEST_CASE("Snapshots go by age, but not while their record is in conflict") {
  world in;
  device one{in, "one"};
  device two{in, "two"};
  auto const deed = one->create(Deed{"text", "clause", 1});
  REQUIRE(one.sync());
  REQUIRE(two.sync());
  auto const clash = [&] {
    one->update(deed, [](Deed& d) { d.text += " mine"; });
    two->update(deed, [](Deed& d) { d.text += " theirs"; });
    REQUIRE(two.sync());
    REQUIRE(one.sync());
    REQUIRE(one->conflict_count() == 1);
  };
  auto const shelf = one->create(Shelf{"wall", 0});
  auto const lose = [&] {
    REQUIRE(one.sync());
    one->update(shelf, [](Shelf& s) { s.name += "x"; });
    auto const batch = one.lease_all();
    one->settle(batch, support::answer_all(batch, entente::verdict::rejected));
    one->discard(one->failed().at(0).op.op_id);
  };
  clash();
  one->use_server(deed);
  CHECK(one->snapshots().size() == 1);
  clash();
  in.pass(std::chrono::hours{24 * 91});
  lose();
  CHECK(one->snapshots().size() == 2);
  one->keep_local(deed);
  REQUIRE(one.sync());
  lose();
  CHECK(one->snapshots().size() == 2);  // those of the shelf
  for (auto const& each : one->snapshots()) CHECK(each.key == shelf.key);
}

namespace {

/// The edit is refused by the server, and the person gives it up: a snapshot of it is left.
std::int64_t lose(device& of) {
  auto const batch = of.lease_all();
  of->settle(batch, support::answer_all(batch, entente::verdict::rejected));
  of->discard(of->failed().at(0).op.op_id);
  return of->snapshots().at(0).id;
}

}  // namespace

TEST_CASE("Undo enters a lost edit again on top of what others have made of the record") {
  shared all;
  all.one->update(all.saw, [](Tool& t) { t.title = "axe"; });
  auto const snapshot = lose(all.one);
  CHECK(all.one->get(all.saw).title == "saw");
  all.two->update(all.saw, [](Tool& t) { t.title = "drill", t.owner = "bob"; });
  REQUIRE(all.two.sync());
  REQUIRE(all.one.sync());
  all.later();
  all.one->undo(snapshot);
  CHECK(all.one->queue().size() == 1);
  CHECK(all.one->get(all.saw).title == "axe");
  CHECK(all.one->get(all.saw).owner.empty());
  REQUIRE(all.one.sync());
  REQUIRE(all.two.sync());
  CHECK(all.two->get(all.saw).title == "axe");
  CHECK(all.two->get(all.saw).owner.empty());
  CHECK(all.one->status().clean());
}

TEST_CASE("An undo can be undone, and that as well") {
  shared all;
  all.one->update(all.saw, [](Tool& t) { t.title = "axe"; });
  auto const snapshot = lose(all.one);
  all.one->update(all.saw, [](Tool& t) { t.title = "drill"; });
  all.one->undo(snapshot);
  CHECK(all.one->get(all.saw).title == "axe");
  CHECK(all.one->snapshots().at(0).reason == "undone");
  all.one->undo(all.one->snapshots().at(0).id);
  CHECK(all.one->get(all.saw).title == "drill");
  auto const many = all.one->snapshots().size();
  all.one->undo(all.one->snapshots().at(0).id);
  CHECK(all.one->get(all.saw).title == "axe");
  CHECK(all.one->snapshots().size() == many + 1);
  REQUIRE(all.one.sync());
  all.one->undo(snapshot);  // it is that already
  CHECK(all.one->snapshots().size() == many + 1);
  CHECK(all.one->queue().empty());
  REQUIRE(all.two.sync());
  CHECK(all.two->get(all.saw).title == "axe");
}

TEST_CASE("Undo brings a deleted record back, and the undo of that deletes it again") {
  shared all;
  all.one->update(all.saw, [](Tool& t) { t.title = "axe"; });
  all.two->remove(all.saw);
  REQUIRE(all.two.sync());
  REQUIRE(all.one.sync());
  REQUIRE_FALSE(all.one->find(all.saw).has_value());
  all.one->undo(all.one->snapshots().at(0).id);
  CHECK(all.one->get(all.saw).title == "axe");
  REQUIRE(all.one.sync());
  REQUIRE(all.two.sync());
  CHECK(all.two->get(all.saw).title == "axe");
  auto const last = all.one->snapshots().at(0);
  CHECK(last.reason == "undone");
  CHECK(last.deleted);
  all.one->undo(last.id);
  CHECK_FALSE(all.one->find(all.saw).has_value());
  REQUIRE(all.one.sync());
  REQUIRE(all.two.sync());
  CHECK_FALSE(all.two->find(all.saw).has_value());
}

TEST_CASE("Undo makes a discarded record again under its key, also for who may not force") {
  shared all;
  all.in.who.may_force = false;
  auto const axe = all.one->create(tool("axe"));
  auto const snapshot = lose(all.one);
  REQUIRE_FALSE(all.one->find_any(axe).has_value());
  all.one->undo(snapshot);
  CHECK(all.one->get(axe).title == "axe");
  REQUIRE(all.one.sync());
  REQUIRE(all.two.sync());
  CHECK(all.two->get(axe).title == "axe");
  CHECK(all.one->status().clean());
  all.later();
  all.one->update(axe, [](Tool& t) { t.title = "hatchet"; });
  all.one->undo(snapshot);
  CHECK(all.one->get(axe).title == "axe");
}

TEST_CASE("Undo of a record with a ref travels after the record that it refers to") {
  shared all;
  auto const shelf = all.one->create(Shelf{"wall", 0});
  entente::id<Tool> axe;
  all.one->transaction([&](auto& both) {
    auto one = tool("axe");
    one.shelf = shelf;
    axe = both.create(one);
  });
  REQUIRE(all.one->queue().size() == 2);
  auto const batch = all.one.lease_all();
  all.one->settle(batch, support::answer_all(batch, entente::verdict::rejected));
  while (!all.one->failed().empty()) all.one->discard(all.one->failed().back().op.op_id);
  REQUIRE_FALSE(all.one->find_any(axe).has_value());
  REQUIRE_FALSE(all.one->find_any(shelf).has_value());
  std::int64_t of_shelf = 0;
  std::int64_t of_axe = 0;
  for (auto const& each : all.one->snapshots()) (each.key == axe.key ? of_axe : of_shelf) = each.id;
  all.one->undo(of_shelf);
  all.one->undo(of_axe);
  CHECK(all.one->get(axe).shelf.key == shelf.key);
  REQUIRE(all.one.sync());
  REQUIRE(all.two.sync());
  CHECK(all.two->get(axe).shelf.key == shelf.key);
  CHECK(all.one->status().clean());
}

TEST_CASE("Undo makes a record again that the server remembers as deleted") {
  shared all;
  all.one->update(all.saw, [](Tool& t) { t.title = "axe"; });
  all.two->remove(all.saw);
  REQUIRE(all.two.sync());
  all.force_pull(all.one);
  REQUIRE_FALSE(all.one->find_any(all.saw).has_value());
  auto const edit = all.one->snapshots().at(1);  // then the record itself was taken away
  CHECK(edit.reason == "force_pulled");
  all.later();
  all.one->undo(edit.id);
  CHECK(all.one->get(all.saw).title == "axe");
  REQUIRE(all.one.sync());
  REQUIRE(all.two.sync());
  CHECK(all.one->get(all.saw).title == "axe");
  CHECK(all.two->get(all.saw).title == "axe");
  CHECK(all.one->status().clean());
}

TEST_CASE("Undo works for records that programs cannot delete") {
  world in;
  entente::replica<entente::schema<lab::Sample>> local{in.device_options("lab")};
  auto const which = local.create(lab::Sample{"7"});
  auto const batch = local.lease(10, 1 << 20);
  local.settle(batch, support::answer_all(batch, entente::verdict::rejected));
  local.discard(local.failed().at(0).op.op_id);
  REQUIRE_FALSE(local.find_any(which).has_value());
  local.undo(local.snapshots().at(0).id);
  CHECK(local.get(which).value == "7");
}

TEST_CASE("Undo of what is not there changes nothing") {
  shared all;
  CHECK_THROWS_AS(all.one->undo(77), entente::failure);
  CHECK(all.one->status().clean());
}
