// SPDX-License-Identifier: BSL-1.0
#include <entente/reflect/field_name.hpp>
#include <entente/reflect/for_each_field.hpp>

#include "reflect/samples.hpp"
#include "support/catch.hpp"

#include <string>
#include <type_traits>
#include <vector>

using namespace entente;
using namespace samples;

TEST_CASE("every field is visited once, in order, with its index") {
  holds_no_default object{no_default(1), 2, "three", no_default(4)};
  std::vector<std::string> seen;
  for_each_field(object, [&](auto i, auto& field) {
    seen.emplace_back(field_name<holds_no_default, i>);
    CHECK(static_cast<void const*>(&field) == static_cast<void const*>(&get_field<i>(object)));
  });
  CHECK(seen == std::vector<std::string>{"first", "middle", "text", "last"});
}

TEST_CASE("fields of a mutable object can be changed, of a const object not") {
  forty object{};
  for_each_field(object, [](auto i, int& field) { field = static_cast<int>(i); });
  CHECK(object.d9 == 39);
  int sum = 0;
  for_each_field(static_cast<forty const&>(object), [&](auto, auto& field) {
    STATIC_REQUIRE(std::is_same_v<decltype(field), int const&>);
    sum += field;
  });
  CHECK(sum == 780);
}

TEST_CASE("adapted fields are visited in the order of the adaptation") {
  adapted_whole object;
  std::vector<std::size_t> sizes;
  for_each_field(object, [&](auto, auto& field) { sizes.push_back(sizeof(field)); });
  CHECK(sizes == std::vector<std::size_t>{sizeof(int), sizeof(int[3]), sizeof(std::string),
                                          sizeof(int)});
}

TEST_CASE("a visit works at compile time and of nothing") {
  constexpr double sum = [] {
    inner object{3, 4};
    double total = 0;
    for_each_field(object, [&](auto, auto const& field) { total += static_cast<double>(field); });
    return total;
  }();
  STATIC_REQUIRE(sum == 7);
  empty nothing;
  int visits = 0;
  for_each_field(nothing, [&](auto, auto&) { ++visits; });
  CHECK(visits == 0);
}

TEST_CASE("indexes alone are visited in order") {
  std::vector<std::size_t> seen;
  for_each_index<adapted_whole>([&](auto i) { seen.push_back(i); });
  CHECK(seen == std::vector<std::size_t>{0, 1, 2, 3});
}
