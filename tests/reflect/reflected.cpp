// SPDX-License-Identifier: BSL-1.0
#include <entente/reflect/reflected.hpp>

#include "reflect/samples.hpp"
#include "support/catch.hpp"

using namespace entente;
using namespace samples;

TEST_CASE("plain aggregates of every kind are reflected") {
  STATIC_REQUIRE(plain_aggregate<one>);
  STATIC_REQUIRE(plain_aggregate<everything>);
  STATIC_REQUIRE(plain_aggregate<box<std::string>>);
  STATIC_REQUIRE(plain_aggregate<holds_no_default>);
  STATIC_REQUIRE(plain_aggregate<immovable>);
  STATIC_REQUIRE(plain_aggregate<empty>);
  STATIC_REQUIRE(plain_aggregate<hundred>);
  STATIC_REQUIRE(reflected<everything const>);
  STATIC_REQUIRE_FALSE(adapted<everything>);
}

TEST_CASE("a base class is detected and not miscounted") {
  STATIC_REQUIRE(reflection_fault_of<derived> == reflection_fault::has_base);
  STATIC_REQUIRE(reflection_fault_of<derived_of_empty> == reflection_fault::has_base);
  STATIC_REQUIRE(reflection_fault_of<empty_derived> == reflection_fault::has_base);
  STATIC_REQUIRE(reflection_fault_of<derived_of_move_only> == reflection_fault::has_base);
  STATIC_REQUIRE(reflection_fault_of<derived_no_default> == reflection_fault::has_base);
}

TEST_CASE("a C array member is detected wherever it stands") {
  STATIC_REQUIRE(reflection_fault_of<array_first> == reflection_fault::has_array);
  STATIC_REQUIRE(reflection_fault_of<array_last> == reflection_fault::has_array);
  STATIC_REQUIRE(reflection_fault_of<array_of_strings> == reflection_fault::has_array);
  STATIC_REQUIRE(reflection_fault_of<array_among_no_defaults> == reflection_fault::has_array);
  STATIC_REQUIRE(reflection_fault_of<array_behind_eight> == reflection_fault::has_array);
  STATIC_REQUIRE(reflection_fault_of<long_array> == reflection_fault::too_many_fields);
}

TEST_CASE("other types are refused with their reason") {
  STATIC_REQUIRE(reflection_fault_of<int> == reflection_fault::not_a_class);
  STATIC_REQUIRE(reflection_fault_of<int[2]> == reflection_fault::not_a_class);
  STATIC_REQUIRE(reflection_fault_of<either_or> == reflection_fault::not_a_class);
  STATIC_REQUIRE(reflection_fault_of<constructed> == reflection_fault::not_an_aggregate);
  STATIC_REQUIRE(reflection_fault_of<std::string> == reflection_fault::not_an_aggregate);
  STATIC_REQUIRE(reflection_fault_of<std::array<int, 1>> == reflection_fault::is_tuple);
  STATIC_REQUIRE(reflection_fault_of<hundred_and_one> == reflection_fault::too_many_fields);
  STATIC_REQUIRE_FALSE(reflected<hundred_and_one>);
}

TEST_CASE("an adaptation makes a type reflected and takes precedence") {
  STATIC_REQUIRE(adapted<adapted_whole>);
  STATIC_REQUIRE(adapted<defined_inside>);
  STATIC_REQUIRE(adapted<adapted_in_part>);
  STATIC_REQUIRE(adapted<renamed const>);
  STATIC_REQUIRE_FALSE(plain_aggregate<adapted_in_part>);
  STATIC_REQUIRE_FALSE(plain_aggregate<defined_inside>);
}

TEST_CASE("an adaptation that cannot serve is refused") {
  STATIC_REQUIRE(reflection_fault_of<derived_of_defined> == reflection_fault::inherited_adaptation);
  STATIC_REQUIRE(reflection_fault_of<computed> == reflection_fault::unusable_accessor);
  STATIC_REQUIRE_FALSE(adapted<derived_of_defined>);
  STATIC_REQUIRE_FALSE(reflected<computed>);
}
