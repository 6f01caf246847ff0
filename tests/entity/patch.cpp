// SPDX-License-Identifier: BSL-1.0
#include <entente/entity/patch.hpp>
#include <entente/entity/record.hpp>

#include "entity/samples.hpp"
#include "support/catch.hpp"

TEST_CASE("a patch starts without intents, with a time for each field") {
  entente::patch<samples::Task> change;
  REQUIRE(change.fields.none());
  REQUIRE(change.whole.none());
  STATIC_REQUIRE(change.times.size() == entente::describe<samples::Task>::size);
  for (auto const time : change.times) REQUIRE(time == entente::edit_time{});
}

TEST_CASE("a record starts unacknowledged") {
  entente::record<samples::Task> record;
  REQUIRE(record.id.key.is_nil());
  REQUIRE(record.version == 0);
  REQUIRE(record.updated_at == entente::stamp{});
  REQUIRE_FALSE(record.deleted);
}
