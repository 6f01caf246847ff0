// SPDX-License-Identifier: BSL-1.0
#include <entente/entity/operation_kind.hpp>

#include "support/catch.hpp"

using entente::operation_kind;

TEST_CASE("operation kinds are spelled as on the wire and read back") {
  for (auto const kind : {operation_kind::insert, operation_kind::update, operation_kind::remove,
                          operation_kind::restore})
    REQUIRE(entente::operation_kind_of(entente::name_of(kind)) == kind);
  STATIC_REQUIRE(entente::name_of(operation_kind::remove) == "delete");
  REQUIRE_FALSE(entente::operation_kind_of("remove"));
  REQUIRE_FALSE(entente::operation_kind_of("INSERT"));
  REQUIRE_FALSE(entente::operation_kind_of(""));
}
