// SPDX-License-Identifier: BSL-1.0
#include <entente/reflect/type_name.hpp>

#include "reflect/samples.hpp"
#include "support/catch.hpp"

using namespace entente;
using namespace samples;

struct at_global_scope {};

namespace {
struct hidden {
  class deeper {};
};

template <class T>
constexpr auto name_of_local() {
  struct within_template {};
  return type_name<within_template>;
}
}  // namespace

TEST_CASE("a type's name is unqualified") {
  STATIC_REQUIRE(type_name<everything> == "everything");
  STATIC_REQUIRE(type_name<at_global_scope> == "at_global_scope");
  STATIC_REQUIRE(type_name<hidden> == "hidden");
  STATIC_REQUIRE(type_name<hidden::deeper> == "deeper");
  STATIC_REQUIRE(type_name<either_or> == "either_or");
}

TEST_CASE("a local type's name leaves out the function") {
  struct local {};
  STATIC_REQUIRE(type_name<local> == "local");
  STATIC_REQUIRE(name_of_local<box<int>>() == "within_template");
  auto in_lambda = [] {
    struct inside {};
    return type_name<inside>;
  };
  CHECK(in_lambda() == "inside");
}

TEST_CASE("a class template keeps its arguments") {
  STATIC_REQUIRE(type_name<box<int>> == "box<int>");
  STATIC_REQUIRE(type_name<box<inner>> == "box<samples::inner>");
}
