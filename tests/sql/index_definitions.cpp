// SPDX-License-Identifier: BSL-1.0
#include <entente/sql/index_definitions.hpp>

#include "support/catch.hpp"
#include "support/tasks.hpp"

TEST_CASE("an entity gets one index for each field it asks for", "[sql]") {
  auto const made = entente::index_definitions<Task>();
  REQUIRE(made.size() == 2);
  CHECK(made[0] == R"(CREATE INDEX IF NOT EXISTS "entente_Task:done" ON "Task"("done"))");
  CHECK(made[1] == R"(CREATE INDEX IF NOT EXISTS "entente_Task:space" ON "Task"("space"))");
  CHECK(entente::index_definitions<Space>().empty());
}

TEST_CASE("indexes can be made on another table with the same columns", "[sql]") {
  CHECK(entente::index_definitions<Task>("staged")[0] ==
        R"(CREATE INDEX IF NOT EXISTS "entente_staged:done" ON "staged"("done"))");
}
