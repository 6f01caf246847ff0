// SPDX-License-Identifier: BSL-1.0
#include <entente/sql/refusing_trigger.hpp>

#include "support/catch.hpp"

TEST_CASE("a refusing trigger is named after its table and its rule, and quotes the rule", "[sql]") {
  CHECK(entente::refusing_trigger("odd\"name", "x stays", "BEFORE UPDATE", "NEW.x<>OLD.x") ==
        R"(CREATE TRIGGER IF NOT EXISTS "entente_odd""name:x stays" BEFORE UPDATE ON "odd""name" )"
        R"(WHEN NEW.x<>OLD.x BEGIN SELECT RAISE(ABORT,'entente: x stays'); END)");
  CHECK(entente::refusing_trigger("t", "x stays", "BEFORE UPDATE", "NEW.x<>OLD.x", entente::refusal::fails) ==
        R"(CREATE TRIGGER IF NOT EXISTS "entente_t:x stays" BEFORE UPDATE ON "t" )"
        R"(WHEN NEW.x<>OLD.x BEGIN SELECT RAISE(FAIL,'entente: x stays'); END)");
}
