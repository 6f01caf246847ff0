// SPDX-License-Identifier: BSL-1.0
#include <entente/reflect/field_index.hpp>

#include "reflect/samples.hpp"
#include "support/catch.hpp"

using namespace entente;
using namespace samples;

namespace {
struct hidden {
  int first;
  int second;
};

/// Its accessors are ordinary functions, which no constant expression can call.
struct plain_accessors {
  int left = 0;
  int right = 0;
  struct get_left {
    template <class T>
    auto& operator()(T& object) const { return object.left; }
  };
  struct get_right {
    template <class T>
    auto& operator()(T& object) const { return object.right; }
  };
  struct hana_accessors_impl {
    static constexpr auto apply() {
      return boost::hana::make_tuple(
          boost::hana::make_pair(BOOST_HANA_STRING("left"), get_left{}),
          boost::hana::make_pair(BOOST_HANA_STRING("right"), get_right{}));
    }
  };
};
}  // namespace

TEST_CASE("a member pointer becomes an index at compile time") {
  STATIC_REQUIRE(field_index_of<&everything::flag> == 0);
  STATIC_REQUIRE(field_index_of<&everything::children> == 3);
  STATIC_REQUIRE(field_index_of<&everything::triple> == 11);
  STATIC_REQUIRE(field_index_of<&hundred::a0> == 0);
  STATIC_REQUIRE(field_index_of<&hundred::f7> == 57);
  STATIC_REQUIRE(field_index_of<&hidden::second> == 1);
  STATIC_REQUIRE(field_index_of<&holds_no_default::last> == 3);
  STATIC_REQUIRE(field_index_of<&immovable::count> == 1);
  STATIC_REQUIRE(field_index<everything, &everything::owned>() == 6);
}

TEST_CASE("an index asked for at run time needs no object to link") {
  std::size_t const index = field_index<sixty_four, &sixty_four::middle>();
  CHECK(index == 30);
}

TEST_CASE("members of an adapted type are found, inherited and renamed ones too") {
  STATIC_REQUIRE(field_index<adapted_whole, &adapted_whole::inherited>() == 0);
  STATIC_REQUIRE(field_index<adapted_whole, &adapted_base::inherited>() == 0);
  STATIC_REQUIRE(field_index<adapted_whole, &adapted_whole::list>() == 1);
  STATIC_REQUIRE(field_index_of<&adapted_in_part::also_kept> == 1);
  STATIC_REQUIRE(field_index_of<&renamed::label_> == 1);
  STATIC_REQUIRE(field_index_of<&defined_inside::text> == 1);
}

TEST_CASE("accessors that are not constexpr are matched by name") {
  STATIC_REQUIRE(field_index_of<&plain_accessors::left> == 0);
  STATIC_REQUIRE(field_index_of<&plain_accessors::right> == 1);
}

TEST_CASE("a member that is not among the fields has no index") {
  STATIC_REQUIRE(field_index_of<&adapted_in_part::cache> == no_field);
  STATIC_REQUIRE(field_index_of<&adapted_whole::left_out> == no_field);
}

TEST_CASE("a name becomes an index") {
  STATIC_REQUIRE(field_index_by_name<everything>("when") == 5);
  STATIC_REQUIRE(field_index_by_name<adapted_whole>("secret") == 3);
  STATIC_REQUIRE(field_index_by_name<everything>("When") == no_field);
  STATIC_REQUIRE(field_index_by_name<everything>("") == no_field);
  STATIC_REQUIRE(field_index_by_name<empty>("any") == no_field);
}
