// SPDX-License-Identifier: BSL-1.0
// What messages quote of a request, and in which order they propose names.
#include <entente/graphql/detail/inspect.hpp>
#include <entente/graphql/detail/suggestions.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "support/catch.hpp"

using entente::graphql::detail::inspect;
using entente::graphql::detail::natural_less;

TEST_CASE("names are ordered with the numbers in them by value") {
  std::vector<std::string_view> names{"row10", "row2", "row", "row2b", "rowa", "row002a", "row9x1"};
  std::sort(names.begin(), names.end(), natural_less);
  CHECK(names == std::vector<std::string_view>{"row", "row2", "row002a", "row2b", "row9x1", "row10", "rowa"});
  for (auto const a : names) {
    CHECK_FALSE(natural_less(a, a));
    for (auto const b : names) {
      CHECK_FALSE((natural_less(a, b) && natural_less(b, a)));
      for (auto const c : names)
        if (natural_less(a, b) && natural_less(b, c)) CHECK(natural_less(a, c));
    }
  }
}

TEST_CASE("a quoted value shows two levels and ten elements") {
  CHECK(inspect("[[[1],[],{ },{\"a\":1}]]") == "[[[Array], [], {}, [Object]]]");
  CHECK(inspect("[1,2,3,4,5,6,7,8,9,10]") == "[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]");
  CHECK(inspect("[1,2,3,4,5,6,7,8,9,10,11]") == "[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, ... 1 more item]");
  CHECK(inspect("[1,2,3,4,5,6,7,8,9,10,[11],{\"a\":12}]") ==
        "[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, ... 2 more items]");
  CHECK(inspect("{\"a\":{\"b\":{\"c\":1}},\"d\":{\"e\":[ ]}}") == "{ a: { b: [Object] }, d: { e: [] } }");
}

TEST_CASE("however long a value is, its quotation is short") {
  std::string wide = "[";
  for (int i = 0; i < 100'000; ++i) wide += "\"" + std::string(20, 'x') + "\",";
  wide += "null]";
  auto const shown = inspect(wide);
  CHECK(shown.size() < 1'000);
  CHECK(shown.substr(0, 3) == "[\"x");
  CHECK(inspect("\"" + std::string(1'000'000, 'y') + "\"").size() < 1'000);
}
