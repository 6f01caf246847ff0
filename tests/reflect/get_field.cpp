// SPDX-License-Identifier: BSL-1.0
#include <entente/reflect/get_field.hpp>

#include "reflect/samples.hpp"
#include "support/catch.hpp"

#include <type_traits>

using namespace entente;
using namespace samples;

TEST_CASE("a field is reached by index, for reading and for writing") {
  everything object;
  CHECK(get_field<1>(object) == "default");
  get_field<1>(object) = "changed";
  CHECK(object.text == "changed");
  CHECK(&get_field<6>(object) == &object.owned);
  CHECK(&get_field<11>(object) == &object.triple);
}

TEST_CASE("a field of a const object is const") {
  everything const object;
  STATIC_REQUIRE(std::is_same_v<decltype(get_field<0>(object)), bool const&>);
  adapted_whole const adapted_object;
  STATIC_REQUIRE(std::is_same_v<decltype(get_field<1>(adapted_object)), int const(&)[3]>);
  CHECK(get_field<2>(adapted_object) == "text");
}

TEST_CASE("fields are reached at compile time") {
  constexpr inner object{5, 6};
  STATIC_REQUIRE(get_field<0>(object) == 5);
  STATIC_REQUIRE(get_field<1>(object) == 6);
}

TEST_CASE("inherited, private and array members are reached through an adaptation") {
  adapted_whole object(42);
  get_field<0>(object) = 10;
  get_field<1>(object)[2] = 11;
  CHECK(object.inherited == 10);
  CHECK(object.list[2] == 11);
  CHECK(get_field<3>(object) == 42);
}

TEST_CASE("members that cannot be moved or default-constructed are reached in place") {
  immovable object{{}, 3};
  CHECK(&get_field<0>(object) == &object.guard);
  holds_no_default other{no_default(1), 2, "three", no_default(4)};
  CHECK(get_field<3>(other).value == 4);
}
