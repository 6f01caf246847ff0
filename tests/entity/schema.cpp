// SPDX-License-Identifier: BSL-1.0
#include <entente/entity/schema.hpp>

#include "entity/samples.hpp"
#include "support/catch.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

using samples::fortress;
using samples::plain;
using samples::Space;
using samples::Task;

namespace {
using app = entente::schema<Space, Task, fortress>;
using newer = entente::schema<Space, Task>;
}  // namespace

template <>
struct entente::schema_traits<newer> {
  static constexpr int version = 7;
};

TEST_CASE("a schema knows its entities by type, position and name") {
  STATIC_REQUIRE(app::usable);
  STATIC_REQUIRE(app::size == 3);
  STATIC_REQUIRE(app::contains<Task>);
  STATIC_REQUIRE_FALSE(app::contains<plain>);
  STATIC_REQUIRE(std::is_same_v<app::entity<1>, Task>);
  STATIC_REQUIRE(app::index_of<Space> == 0);
  STATIC_REQUIRE(app::index_of<fortress> == 2);
  STATIC_REQUIRE(app::find("Task") == 1);
  STATIC_REQUIRE(app::find("Fortress") == 2);
  STATIC_REQUIRE(app::find("fortress") == app::size);
  STATIC_REQUIRE(app::find("") == app::size);
}

TEST_CASE("the entities of a schema are visited in order") {
  std::vector<std::string> seen;
  app::for_each([&]<class Entity>(std::type_identity<Entity>, std::size_t position) {
    REQUIRE(position == seen.size());
    seen.emplace_back(entente::describe<Entity>::name);
  });
  REQUIRE(seen == std::vector<std::string>{"Space", "Task", "Fortress"});
}

TEST_CASE("a schema has version 1 unless its traits say otherwise") {
  STATIC_REQUIRE(app::version == 1);
  STATIC_REQUIRE(newer::version == 7);
}
