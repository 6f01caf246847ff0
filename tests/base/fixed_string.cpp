// SPDX-License-Identifier: BSL-1.0
#include <entente/base/fixed_string.hpp>

#include "support/catch.hpp"

#include <string_view>
#include <type_traits>

using entente::fixed_string;

namespace {

template <fixed_string Name>
struct named {
  static constexpr std::string_view name = Name.view();
};

}  // namespace

TEST_CASE("a literal as a template argument keeps its text") {
  STATIC_REQUIRE(named<"title">::name == "title");
  STATIC_REQUIRE(named<"">::name.empty());
  STATIC_REQUIRE(std::is_same_v<named<"a">, named<"a">>);
  STATIC_REQUIRE_FALSE(std::is_same_v<named<"a">, named<"b">>);
}

TEST_CASE("the terminator is not part of the text") {
  constexpr fixed_string text{"four"};
  STATIC_REQUIRE(text.size() == 4);
  STATIC_REQUIRE(text.view().size() == 4);
  STATIC_REQUIRE(std::is_same_v<decltype(text), fixed_string<4> const>);
  REQUIRE(text.text[4] == '\0');
}

TEST_CASE("fixed strings of different lengths can be compared and joined") {
  STATIC_REQUIRE(fixed_string{"abc"} == fixed_string{"abc"});
  STATIC_REQUIRE_FALSE(fixed_string{"abc"} == fixed_string{"abd"});
  STATIC_REQUIRE_FALSE(fixed_string{"abc"} == fixed_string{"ab"});
  STATIC_REQUIRE(fixed_string{"ab"} + fixed_string{"c"} == fixed_string{"abc"});
  STATIC_REQUIRE(fixed_string{""} + fixed_string{"c"} == fixed_string{"c"});
  STATIC_REQUIRE((fixed_string{"ab"} + fixed_string{"c"}).text[3] == '\0');
}

TEST_CASE("a view fills a fixed string as far as both reach") {
  STATIC_REQUIRE(fixed_string<3>{std::string_view{"abcdef"}}.view() == "abc");
  STATIC_REQUIRE(fixed_string<3>{std::string_view{"a"}}.view() == std::string_view{"a\0\0", 3});
  STATIC_REQUIRE(fixed_string<2>{}.view() == std::string_view{"\0\0", 2});
}
