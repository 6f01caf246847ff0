// SPDX-License-Identifier: BSL-1.0
#include <entente/reflect/field_count.hpp>

#include "reflect/samples.hpp"
#include "support/catch.hpp"

using namespace entente;
using namespace samples;

TEST_CASE("the fields of plain aggregates are counted, from none to a hundred") {
  STATIC_REQUIRE(field_count<empty> == 0);
  STATIC_REQUIRE(field_count<one> == 1);
  STATIC_REQUIRE(field_count<everything> == 12);
  STATIC_REQUIRE(field_count<twelve> == 12);
  STATIC_REQUIRE(field_count<forty> == 40);
  STATIC_REQUIRE(field_count<sixty_four> == 64);
  STATIC_REQUIRE(field_count<hundred> == 100);
}

TEST_CASE("members without default constructor, copy or move are counted too") {
  STATIC_REQUIRE(field_count<holds_no_default> == 4);
  STATIC_REQUIRE(field_count<immovable> == 2);
  STATIC_REQUIRE(field_count<box<std::unique_ptr<int>>> == 2);
}

TEST_CASE("an adapted type has the fields it lists") {
  STATIC_REQUIRE(field_count<adapted_whole> == 4);
  STATIC_REQUIRE(field_count<defined_inside> == 2);
  STATIC_REQUIRE(field_count<adapted_in_part> == 2);
  STATIC_REQUIRE(field_count<adapted_whole const> == 4);
}

template <class T>
concept countable = requires { field_count<T>; };

TEST_CASE("a type that is not reflected has no count, and asking is not an error") {
  STATIC_REQUIRE(countable<one>);
  STATIC_REQUIRE_FALSE(countable<derived>);
  STATIC_REQUIRE_FALSE(countable<array_of_strings>);
  STATIC_REQUIRE_FALSE(countable<int>);
}
