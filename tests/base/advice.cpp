// SPDX-License-Identifier: BSL-1.0
#include "support/catch.hpp"

#include <entente/base/advice.hpp>

#include <string>

using entente::advice_for;
using entente::error;
using entente::error_code;
using entente::recovery_action;

TEST_CASE("Every error has a sentence for people and something to do, and its code is found by its name") {
  for (int i = 0; entente::name_of(static_cast<error_code>(i)) != "unknown"; ++i) {
    auto const code = static_cast<error_code>(i);
    INFO(entente::name_of(code));
    auto const told = advice_for(error{code, "m", "Task", "title", {}});
    CHECK(told.sentence.size() > 10);
    CHECK(told.sentence.back() == '.');
    REQUIRE_FALSE(told.actions.empty());
    for (auto const action : told.actions) CHECK_FALSE(entente::name_of(action).empty());
    CHECK(entente::error_code_of(entente::name_of(code)) == code);
  }
  CHECK_FALSE(entente::error_code_of("unknown").has_value());
  CHECK_FALSE(entente::error_code_of("").has_value());
}

TEST_CASE("The advice names the field at fault, and what helps best comes first") {
  auto const told = advice_for(error{error_code::validation_failed, "must not be empty", "Task", "title", {}});
  CHECK(told.sentence.find("Task.title") == 0);
  CHECK(told.actions.front() == recovery_action::correct);
  CHECK(advice_for(error{error_code::unauthenticated, "", {}, {}, {}}).actions.front() == recovery_action::sign_in);
  CHECK(advice_for(error{error_code::network_failed, "", {}, {}, {}}).actions.front() == recovery_action::wait);
  CHECK(advice_for(error{error_code::conflict, "", {}, {}, {}}).actions.front() == recovery_action::resolve);
  CHECK(advice_for(error{error_code::storage_full, "", {}, {}, {}}).actions.front() == recovery_action::free_space);
}
