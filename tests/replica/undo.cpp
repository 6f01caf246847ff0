// SPDX-License-Identifier: BSL-1.0
// Snapshots: how long they are kept.
#include "replica/world.hpp"
#include "support/catch.hpp"

#include <chrono>

using namespace kit;
using support::device;
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
