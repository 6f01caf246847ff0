// SPDX-License-Identifier: BSL-1.0
#include <entente/base/error.hpp>

#include "support/catch.hpp"

#include <set>
#include <stdexcept>
#include <string>
#include <string_view>

using entente::category_of;
using entente::error;
using entente::error_category;
using entente::error_code;
using entente::failure;
using entente::name_of;

TEST_CASE("the text of an error says where, what and what to do") {
  error why{error_code::validation_failed, "must not be empty", "Task", "title", "fill it"};
  REQUIRE(why.text() == "Task.title: must not be empty; fill it");
  why.remedy.clear();
  REQUIRE(why.text() == "Task.title: must not be empty");
  why.field.clear();
  REQUIRE(why.text() == "Task: must not be empty");
  why.entity.clear();
  REQUIRE(why.text() == "must not be empty");
  why.field = "title";
  REQUIRE(why.text() == "title: must not be empty");
}

TEST_CASE("a failure is a runtime_error that carries the error") {
  error const why{error_code::storage_full, "no space left", {}, {}, "free some"};
  try {
    throw failure(why);
  } catch (std::runtime_error const& thrown) {
    REQUIRE(std::string{thrown.what()} == why.text());
    auto const* ours = dynamic_cast<failure const*>(&thrown);
    REQUIRE(ours != nullptr);
    REQUIRE(ours->code() == error_code::storage_full);
    REQUIRE(ours->why().remedy == "free some");
  }
}

TEST_CASE("every code has a name of its own") {
  std::set<std::string_view> names;
  int const last = static_cast<int>(error_code::cancelled);
  for (int code = 0; code <= last; ++code) {
    auto const name = name_of(static_cast<error_code>(code));
    REQUIRE(name != "unknown");
    REQUIRE(names.insert(name).second);
  }
  REQUIRE(name_of(static_cast<error_code>(last + 1)) == "unknown");
}

TEST_CASE("a category tells which reaction helps") {
  REQUIRE(category_of(error_code::validation_failed) == error_category::validation);
  REQUIRE(category_of(error_code::conflict) == error_category::conflict);
  REQUIRE(category_of(error_code::storage_busy) == error_category::storage);
  REQUIRE(category_of(error_code::timed_out) == error_category::network);
  REQUIRE(category_of(error_code::unauthenticated) == error_category::sign_in);
  REQUIRE(category_of(error_code::rate_limited) == error_category::server);
  REQUIRE(category_of(error_code::not_found) == error_category::usage);
  // A code from a newer peer.
  REQUIRE(category_of(static_cast<error_code>(1000)) == error_category::server);
}
