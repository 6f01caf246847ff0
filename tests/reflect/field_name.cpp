// SPDX-License-Identifier: BSL-1.0
#include <entente/reflect/field_name.hpp>

#include "reflect/samples.hpp"
#include "support/catch.hpp"

#include <string>

#if __has_include(<boost/pfr/core_name.hpp>)
#include <boost/pfr/core_name.hpp>
#endif

using namespace entente;
using namespace samples;

namespace {
struct hidden {
  int in_hiding;
  struct deeper {
    std::string at_the_bottom;
  } nested;
};
}  // namespace

TEST_CASE("field names are those of the declaration") {
  STATIC_REQUIRE(field_names<everything> ==
                 std::array<std::string_view, 12>{"flag", "text", "note", "children", "counts",
                                                  "when", "owned", "nested", "either", "anything",
                                                  "call", "triple"});
  STATIC_REQUIRE(field_name<one, 0> == "only");
  STATIC_REQUIRE(field_name<everything const, 1> == "text");
  STATIC_REQUIRE(field_names<empty>.empty());
}

TEST_CASE("names of large aggregates keep their order") {
  STATIC_REQUIRE(field_name<forty, 39> == "d9");
  STATIC_REQUIRE(field_name<sixty_four, 30> == "middle");
  STATIC_REQUIRE(field_name<sixty_four, 63> == "z");
  STATIC_REQUIRE(field_name<hundred, 0> == "a0");
  STATIC_REQUIRE(field_name<hundred, 57> == "f7");
  STATIC_REQUIRE(field_name<hundred, 99> == "j9");
}

TEST_CASE("template, anonymous, nested and local types have names") {
  struct local {
    int _leading;
    no_default CamelCase2;
  };
  STATIC_REQUIRE(field_name<box<std::string>, 0> == "content");
  STATIC_REQUIRE(field_name<box<box<hidden>>, 1> == "weight");
  STATIC_REQUIRE(field_name<hidden, 0> == "in_hiding");
  STATIC_REQUIRE(field_name<hidden::deeper, 0> == "at_the_bottom");
  STATIC_REQUIRE(field_names<local> == std::array<std::string_view, 2>{"_leading", "CamelCase2"});
}

TEST_CASE("types that cannot be built or moved have names") {
  STATIC_REQUIRE(field_names<holds_no_default> ==
                 std::array<std::string_view, 4>{"first", "middle", "text", "last"});
  STATIC_REQUIRE(field_names<immovable> == std::array<std::string_view, 2>{"guard", "count"});
}

TEST_CASE("adapted fields have the names they were given") {
  STATIC_REQUIRE(field_names<adapted_whole> ==
                 std::array<std::string_view, 4>{"inherited", "list", "text", "secret"});
  STATIC_REQUIRE(field_names<renamed> == std::array<std::string_view, 2>{"total", "label"});
  STATIC_REQUIRE(field_names<adapted_in_part> ==
                 std::array<std::string_view, 2>{"kept", "also_kept"});
}

#if __has_include(<boost/pfr/core_name.hpp>)
template <class T, std::size_t... I>
constexpr bool agrees_with_pfr(std::index_sequence<I...>) {
  return ((field_name<T, I> == boost::pfr::get_name<I, T>()) && ...);
}

TEST_CASE("names agree with those of Boost.PFR where it has them") {
  STATIC_REQUIRE(agrees_with_pfr<everything>(std::make_index_sequence<12>{}));
  STATIC_REQUIRE(agrees_with_pfr<hundred>(std::make_index_sequence<100>{}));
  STATIC_REQUIRE(agrees_with_pfr<box<std::string>>(std::make_index_sequence<2>{}));
}
#endif
