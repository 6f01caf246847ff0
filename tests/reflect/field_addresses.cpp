// SPDX-License-Identifier: BSL-1.0
#include <boost/hana/adapt_struct.hpp>

#include <entente/reflect/field_addresses.hpp>
#include <entente/reflect/for_each_chosen.hpp>
#include <entente/reflect/get_field.hpp>

#include "support/catch.hpp"

#include <array>
#include <cstddef>
#include <string>
#include <type_traits>
#include <vector>

namespace {

struct plain {
  std::string title;
  int number = 0;
  char letter = 'a';
};

struct base {
  int inherited = 1;
};
struct adapted : base {
  char code[4] = "abc";
};

inline constexpr std::array<bool, 3> outer{true, false, true};
inline constexpr std::array<bool, 3> none{};

}  // namespace

BOOST_HANA_ADAPT_STRUCT(adapted, inherited, code);

TEST_CASE("the addresses of an object's fields are where its members are") {
  plain object{"text", 7, 'x'};
  auto const at = entente::addresses_of(object);
  REQUIRE(at.at[0] == &object.title);
  REQUIRE(at.at[1] == &object.number);
  REQUIRE(at.at[2] == &object.letter);
  *static_cast<int*>(at.at[1]) = 8;
  REQUIRE(object.number == 8);

  plain const& constant = object;
  auto const seen = entente::addresses_of(constant);
  REQUIRE(seen.at[1] == &object.number);
  static_assert(std::is_same_v<std::remove_cvref_t<decltype(seen.at[1])>, void const*>);
}

TEST_CASE("an adapted type's fields have addresses, too, inherited ones and arrays") {
  adapted object;
  auto const at = entente::addresses_of(object);
  REQUIRE(at.at[0] == &object.inherited);
  REQUIRE(at.at[1] == &object.code);
}

TEST_CASE("chosen fields are visited in order, and nothing is made for the others") {
  std::vector<std::size_t> visited;
  plain object;
  entente::for_each_chosen<outer>([&]<std::size_t I>(std::integral_constant<std::size_t, I>) {
    static_assert(I != 1);
    static_cast<void>(entente::get_field<I>(object));
    visited.push_back(I);
  });
  REQUIRE(visited == std::vector<std::size_t>{0, 2});
  entente::for_each_chosen<none>([&](auto) { visited.clear(); });
  REQUIRE(visited.size() == 2);
}
