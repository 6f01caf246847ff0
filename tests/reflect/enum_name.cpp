// SPDX-License-Identifier: BSL-1.0
#include <entente/reflect/enum_name.hpp>

#include "support/catch.hpp"

#include <cstdint>
using namespace entente;

namespace colours {
enum class colour { red, green = 5, blue = -3, v2 = 127, beyond = 128 };
enum legacy : unsigned char { legacy_a = 1, legacy_z = 255 };
enum unfixed { unfixed_a, unfixed_b = 6 };
enum fitted { fitted_a, fitted_b = 6 };
enum class http : std::uint16_t { ok = 200, not_found = 404 };
enum class answer : bool { no, yes };
enum class tiny : std::int8_t { low = -16, high = 127 };
enum class wide : std::uint64_t { one = 1 };
enum class none {};
enum class twins { first = 1, same = 1, other = 2 };
}  // namespace colours

template <>
struct entente::enum_range<colours::fitted> {
  static constexpr int first = 0, last = 6;
};
template <>
struct entente::enum_range<colours::http> {
  static constexpr int first = 100, last = 599;
};
template <>
struct entente::enum_range<colours::legacy> {
  static constexpr int first = 0, last = 1000;
};

namespace {
enum class hidden { here, there };
template <class A, class B>
struct pair_of {
  enum class part { left, right };
};
}  // namespace

using namespace colours;

TEST_CASE("enumerators have names within the range") {
  STATIC_REQUIRE(enum_name(colour::red) == "red");
  STATIC_REQUIRE(enum_name(colour::blue) == "blue");
  STATIC_REQUIRE(enum_name(colour::v2) == "v2");
  STATIC_REQUIRE(enum_name(colour::beyond).empty());
  STATIC_REQUIRE(enum_name(static_cast<colour>(7)).empty());
  STATIC_REQUIRE(enum_name(hidden::there) == "there");
  STATIC_REQUIRE(enum_name(pair_of<int, pair_of<char, bool>>::part::right) == "right");
}

TEST_CASE("names lead back to values") {
  STATIC_REQUIRE(enum_from_name<colour>("green") == colour::green);
  STATIC_REQUIRE(enum_from_name<colour>("blue") == colour::blue);
  STATIC_REQUIRE_FALSE(enum_from_name<colour>("Green").has_value());
  STATIC_REQUIRE_FALSE(enum_from_name<colour>("").has_value());
  STATIC_REQUIRE_FALSE(enum_from_name<colour>("beyond").has_value());
}

TEST_CASE("named values are listed in ascending order") {
  STATIC_REQUIRE(enum_count<colour> == 4);
  STATIC_REQUIRE(enum_values<colour> ==
                 std::array{colour::blue, colour::red, colour::green, colour::v2});
  STATIC_REQUIRE(enum_count<none> == 0);
  STATIC_REQUIRE(enum_values<tiny> == std::array{tiny::low, tiny::high});
}

TEST_CASE("a range of its own reaches other values, cut to the underlying type") {
  STATIC_REQUIRE(enum_name(http::not_found) == "not_found");
  STATIC_REQUIRE(enum_from_name<http>("ok") == http::ok);
  STATIC_REQUIRE(enum_name(legacy_z) == "legacy_z");
  STATIC_REQUIRE(enum_count<legacy> == 2);
}

TEST_CASE("underlying types of every width are looked through") {
  STATIC_REQUIRE(enum_values<answer> == std::array{answer::no, answer::yes});
  STATIC_REQUIRE(enum_name(wide::one) == "one");
}

TEST_CASE("an enumeration without fixed underlying type needs a range of its own") {
  STATIC_REQUIRE_FALSE(named_enum<unfixed>);
  STATIC_REQUIRE(named_enum<fitted>);
  STATIC_REQUIRE(enum_name(fitted_b) == "fitted_b");
  STATIC_REQUIRE_FALSE(named_enum<int>);
}

TEST_CASE("enumerators that share a value count once") {
  STATIC_REQUIRE(enum_count<twins> == 2);
  STATIC_REQUIRE(enum_name(twins::same) == "first");
}

TEST_CASE("local enumerations have names") {
  enum class local { alpha, beta };
  STATIC_REQUIRE(enum_name(local::beta) == "beta");
}
