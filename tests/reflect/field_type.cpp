// SPDX-License-Identifier: BSL-1.0
#include <entente/reflect/field_type.hpp>

#include "reflect/samples.hpp"
#include "support/catch.hpp"

using namespace entente;
using namespace samples;

TEST_CASE("a field has its declared type") {
  STATIC_REQUIRE(std::is_same_v<field_type<everything, 0>, bool>);
  STATIC_REQUIRE(std::is_same_v<field_type<everything, 3>, std::vector<everything>>);
  STATIC_REQUIRE(std::is_same_v<field_type<everything, 6>, std::unique_ptr<int>>);
  STATIC_REQUIRE(std::is_same_v<field_type<everything, 7>, inner>);
  STATIC_REQUIRE(std::is_same_v<field_type<everything, 11>, std::array<int, 3>>);
  STATIC_REQUIRE(std::is_same_v<field_type<everything const, 1>, std::string>);
  STATIC_REQUIRE(std::is_same_v<field_type<hundred, 99>, int>);
}

TEST_CASE("an adapted field has its declared type, arrays included") {
  STATIC_REQUIRE(std::is_same_v<field_type<adapted_whole, 0>, int>);
  STATIC_REQUIRE(std::is_same_v<field_type<adapted_whole, 1>, int[3]>);
  STATIC_REQUIRE(std::is_same_v<field_type<adapted_whole const, 2>, std::string>);
  STATIC_REQUIRE(std::is_same_v<field_type<renamed, 1>, std::string>);
}
