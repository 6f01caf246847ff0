// SPDX-License-Identifier: BSL-1.0
// Three devices that edited one record at once, in every order in which they can push, each with or without having
// pulled before.
#include "replica/shared.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

using namespace kit;
using support::device;
using support::tool;
using support::world;

namespace {

constexpr std::size_t all_pulls = 8;

Tool first_tool() {
  Tool made = tool("saw");
  made.tags = {"hand", "steel"};
  made.high = 5;
  made.low = 5;
  return made;
}

/// The third edit of the title says what the first does; they are made one after the other.
void edit(std::size_t which, Tool& t) {
  t.title = which == 1 ? "axe" : "file";
  t.placed = "place " + std::to_string(which);
  t.owner = "owner " + std::to_string(which);
  t.uses += static_cast<std::int64_t>(which) + 1;
  std::erase(t.tags, which == 0 ? "hand" : "steel");
  t.tags.push_back("tag " + std::to_string(which / 2));
  t.log.push_back(std::to_string(which));
  t.high = std::array{3, 9, 7}[which];
  t.low = std::array{4, 8, 2}[which];
  t.note = "note " + std::to_string(which);
}

/// What all devices have in the end.
Tool outcome(std::array<std::size_t, 3> const& order, std::size_t pulls) {
  world in{7};
  std::array<std::unique_ptr<device>, 3> devices;
  for (std::size_t i = 0; i < devices.size(); ++i)
    devices[i] = std::make_unique<device>(in, "device " + std::to_string(i));
  auto const id = (*devices[0])->create(first_tool());
  for (auto& each : devices) REQUIRE(each->sync());
  for (std::size_t i = 0; i < devices.size(); ++i) {
    in.pass(std::chrono::seconds{10});
    (*devices[i])->update(id, [&](Tool& t) { edit(i, t); });
  }
  for (auto const i : order) {
    if ((pulls >> i & 1) != 0) REQUIRE(devices[i]->pull());
    REQUIRE(devices[i]->push());
  }
  for (int round = 0; round < 2; ++round)
    for (auto& each : devices) REQUIRE(each->sync());
  Tool const last = (*devices[0])->get(id);
  for (auto& each : devices) {
    CHECK(entente::differing_fields(last, (*each)->get(id)).none());
    CHECK((*each)->status().clean());
    CHECK(each->diverged == 0);
  }
  return last;
}

}  // namespace

TEST_CASE("Three devices end with one record whichever pushes first, and whether or not it pulled before") {
  std::array<std::size_t, 3> order{0, 1, 2};
  do {
    Tool const unmerged = outcome(order, 0);
    INFO("pushed in the order " << order[0] << order[1] << order[2]);
    CHECK(unmerged.title == "file");  // the third edit is the latest, and says what the first says
    CHECK(unmerged.note == "note 2");
    CHECK(unmerged.uses == 6);
    CHECK(unmerged.high == 9);
    CHECK(unmerged.low == 2);
    auto tags = unmerged.tags;
    std::sort(tags.begin(), tags.end());
    CHECK(tags == std::vector<std::string>{"tag 0", "tag 1"});
    CHECK(unmerged.placed == "place " + std::to_string(order[0]));
    CHECK(unmerged.owner == "owner " + std::to_string(order[2]));
    CHECK(unmerged.log == std::vector{std::to_string(order[0]), std::to_string(order[1]), std::to_string(order[2])});
    for (std::size_t pulls = 1; pulls < all_pulls; ++pulls) {
      INFO("pulled before: " << pulls);
      Tool merged = outcome(order, pulls);
      std::sort(merged.tags.begin(), merged.tags.end());
      CHECK(merged.tags == tags);
      merged.tags = unmerged.tags;
      CHECK(entente::differing_fields(unmerged, merged).none());
    }
  } while (std::next_permutation(order.begin(), order.end()));
}
