// SPDX-License-Identifier: BSL-1.0
#include <entente/entity/validate.hpp>

#include "entity/samples.hpp"
#include "support/catch.hpp"

#include <string>

TEST_CASE("a record is refused by its entity's rule, with entity and field named") {
  auto const refused = entente::validate(samples::Task{});
  REQUIRE_FALSE(refused.ok());
  REQUIRE(refused.why().code == entente::error_code::validation_failed);
  REQUIRE(refused.why().entity == "Task");
  REQUIRE(refused.why().field == "title");
  REQUIRE(refused.why().message == "must not be empty");
  REQUIRE_FALSE(refused.why().remedy.empty());
}

TEST_CASE("a record that keeps the rule is accepted, and so is one without a rule") {
  samples::Task task;
  task.title = "Walk the line";
  REQUIRE(entente::validate(task).ok());
  REQUIRE(entente::validate(samples::Space{}).ok());
}
