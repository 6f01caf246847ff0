// SPDX-License-Identifier: BSL-1.0
#include <entente/entity/id.hpp>

#include "entity/samples.hpp"
#include "support/catch.hpp"

#include <concepts>

using entente::id;
using entente::ref;
using entente::uuid;
using samples::Space;
using samples::Task;

TEST_CASE("a ref points at nothing until it is given an id") {
  ref<Space> none;
  REQUIRE_FALSE(none);
  id<Space> const key{*uuid::parse("017f22e2-79b0-7cc3-98c4-dc0c0c07398f")};
  ref<Space> const some = key;
  REQUIRE(some);
  REQUIRE(*some == key);
  REQUIRE(some.key == key.key);
  REQUIRE(some != none);
  REQUIRE(key.text() == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
}

TEST_CASE("keys of different entities do not mix") {
  STATIC_REQUIRE_FALSE(std::equality_comparable_with<id<Space>, id<Task>>);
  STATIC_REQUIRE_FALSE(std::convertible_to<id<Task>, ref<Space>>);
  STATIC_REQUIRE_FALSE(std::convertible_to<uuid, ref<Space>>);
  STATIC_REQUIRE(std::constructible_from<ref<Space>, uuid>);
}
