// SPDX-License-Identifier: BSL-1.0
#include <entente/entity/field_equal.hpp>

#include "entity/samples.hpp"
#include "support/catch.hpp"

#include <array>
#include <cstring>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <vector>

using entente::differing_fields;
using entente::field_equal;
using entente::field_mask;
using samples::colour;
using samples::point;
using samples::Task;
using samples::tree;

namespace {
constexpr double no_number = std::numeric_limits<double>::quiet_NaN();
}

TEST_CASE("not a number equals itself") {
  REQUIRE(field_equal(no_number, no_number));
  REQUIRE(field_equal(no_number, -no_number));
  REQUIRE_FALSE(field_equal(no_number, 0.0));
  REQUIRE_FALSE(field_equal(1.0, no_number));
  REQUIRE(field_equal(std::numeric_limits<float>::quiet_NaN(),
                      std::numeric_limits<float>::signaling_NaN()));
}

TEST_CASE("zero has no sign, as in a database") {
  REQUIRE(field_equal(0.0, -0.0));
  REQUIRE(field_equal(std::vector<double>{-0.0}, std::vector<double>{0.0}));
}

TEST_CASE("infinities and neighbouring numbers differ") {
  double const infinity = std::numeric_limits<double>::infinity();
  REQUIRE(field_equal(infinity, infinity));
  REQUIRE_FALSE(field_equal(infinity, -infinity));
  REQUIRE_FALSE(field_equal(1.0, 1.0 + std::numeric_limits<double>::epsilon()));
}

TEST_CASE("text of a C array ends at its NUL") {
  char a[8] = "abc";
  char b[8] = "abc";
  b[6] = 'x';
  REQUIRE(field_equal(a, b));
  b[3] = 'd';
  REQUIRE_FALSE(field_equal(a, b));
  std::memset(a, 'x', sizeof a);
  std::memset(b, 'x', sizeof b);
  REQUIRE(field_equal(a, b));
}

TEST_CASE("an optional without a value differs from one with the default") {
  REQUIRE(field_equal(std::optional<std::string>{}, std::optional<std::string>{}));
  REQUIRE_FALSE(field_equal(std::optional<std::string>{}, std::optional<std::string>{""}));
  REQUIRE(field_equal(std::optional<double>{no_number}, std::optional<double>{no_number}));
}

TEST_CASE("lists, arrays and maps are compared by what is in them") {
  using points = std::vector<point>;
  REQUIRE(field_equal(points{{1, no_number}}, points{{1, no_number}}));
  REQUIRE_FALSE(field_equal(points{{1, 2}}, points{{1, 3}}));
  REQUIRE_FALSE(field_equal(points{{1, 2}}, points{}));
  REQUIRE(field_equal(std::vector<bool>{true, false}, std::vector<bool>{true, false}));
  REQUIRE_FALSE(field_equal(std::vector<bool>{true, false}, std::vector<bool>{true, true}));
  REQUIRE(field_equal(std::array<double, 2>{no_number, 1}, std::array<double, 2>{no_number, 1}));
  REQUIRE_FALSE(
      field_equal(std::array<double, 2>{no_number, 1}, std::array<double, 2>{no_number, 2}));
  int const grid[2][2] = {{1, 2}, {3, 4}};
  int const same[2][2] = {{1, 2}, {3, 4}};
  int const other[2][2] = {{1, 2}, {3, 5}};
  REQUIRE(field_equal(grid, same));
  REQUIRE_FALSE(field_equal(grid, other));
  using map = std::map<std::string, point>;
  REQUIRE(field_equal(map{{"a", {no_number, 0}}}, map{{"a", {no_number, 0}}}));
  REQUIRE_FALSE(field_equal(map{{"a", {}}}, map{{"b", {}}}));
  REQUIRE_FALSE(field_equal(map{{"a", {1, 0}}}, map{{"a", {2, 0}}}));
  REQUIRE_FALSE(field_equal(map{{"a", {}}}, map{{"a", {}}, {"b", {}}}));
}

TEST_CASE("nested types are compared field by field, however deep") {
  tree const a{"root", {{"left", {}}, {"right", {{"leaf", {}}}}}};
  tree b = a;
  REQUIRE(field_equal(a, b));
  b.children[1].children[0].name = "fruit";
  REQUIRE_FALSE(field_equal(a, b));
}

TEST_CASE("a type with a codec is compared by what would be stored") {
  REQUIRE(field_equal(colour{5}, colour{1005}));
  REQUIRE_FALSE(field_equal(colour{5}, colour{6}));
}

TEST_CASE("an adapted type is compared by its adapted members") {
  samples::fortress a{"me"};
  samples::fortress b{"me"};
  b.left_out = 1;
  REQUIRE(field_equal(a, b));
  REQUIRE_FALSE(field_equal(a, samples::fortress{"you"}));
  b.grid[1][2] = 7;
  b.number = 4;
  REQUIRE(differing_fields(a, b) == field_mask{0b00011});
}

TEST_CASE("two images differ in the fields that were changed") {
  Task a;
  a.weight = no_number;
  Task b = a;
  REQUIRE(differing_fields(a, b).none());
  b.title = "x";
  b.tags.push_back("");
  b.space =
      entente::ref<samples::Space>{*entente::uuid::parse("017f22e2-79b0-7cc3-98c4-dc0c0c07398f")};
  REQUIRE(differing_fields(a, b) == field_mask{1u << 0 | 1u << 6 | 1u << 8});
}
