// SPDX-License-Identifier: BSL-1.0
#include <entente/base/result.hpp>

#include "support/catch.hpp"
#include "support/failure_code.hpp"

#include <memory>
#include <string>
#include <type_traits>
#include <utility>

using entente::error;
using entente::error_code;
using entente::result;

namespace {

result<int> half(int number) {
  if (number % 2 != 0) return error{error_code::invalid_argument, "must be even"};
  return number / 2;
}

}  // namespace

TEST_CASE("a result holds a value or a reason") {
  auto const good = half(4);
  REQUIRE(good.ok());
  REQUIRE(static_cast<bool>(good));
  REQUIRE(*good == 2);
  REQUIRE(good.value() == 2);

  auto const bad = half(3);
  REQUIRE_FALSE(bad.ok());
  REQUIRE_FALSE(static_cast<bool>(bad));
  REQUIRE(bad.why().code == error_code::invalid_argument);
}

TEST_CASE("asking a refused result for its value throws the reason") {
  REQUIRE(support::code_of([] { static_cast<void>(half(3).value()); }) ==
          error_code::invalid_argument);
  auto const bad = half(1);
  REQUIRE(support::code_of([&] { static_cast<void>(bad.value()); }) ==
          error_code::invalid_argument);
}

TEST_CASE("a result hands out what can only be moved") {
  result<std::unique_ptr<std::string>> good{std::make_unique<std::string>("text")};
  good->get()->append("s");
  auto taken = std::move(good).value();
  REQUIRE(*taken == "texts");
  result<std::unique_ptr<int>> again{std::make_unique<int>(1)};
  std::unique_ptr<int> moved = *std::move(again);
  REQUIRE(*moved == 1);
}

TEST_CASE("a result without a value is success or a reason") {
  result<void> const good;
  REQUIRE(good.ok());
  REQUIRE_NOTHROW(good.value());
  result<void> const bad = error{error_code::storage_full, "no space"};
  REQUIRE_FALSE(bad);
  REQUIRE(bad.why().message == "no space");
  REQUIRE(support::code_of([&] { bad.value(); }) == error_code::storage_full);
}

TEST_CASE("a result is copied, moved and assigned, from either side to either side") {
  auto const text = [](bool good) -> result<std::string> {
    if (!good) return error{error_code::invalid_argument, "a reason that is too long for the small buffer"};
    return std::string{"a value that is too long for the small buffer"};
  };
  for (bool const before : {false, true}) {
    for (bool const after : {false, true}) {
      auto kept = text(before);
      auto const copied = kept;
      REQUIRE(copied.ok() == before);
      kept = text(after);
      REQUIRE(kept.ok() == after);
      if (after) REQUIRE(*kept == *text(true));
      else REQUIRE(kept.why().message == text(false).why().message);
      kept = copied;
      REQUIRE(kept.ok() == before);
      auto& same = kept;
      kept = same;
      REQUIRE(kept.ok() == before);
      auto const moved = std::move(kept);
      REQUIRE(moved.ok() == before);
    }
  }
  static_assert(!std::is_copy_constructible_v<result<std::unique_ptr<int>>>);
  static_assert(std::is_nothrow_move_constructible_v<result<std::unique_ptr<int>>>);
}
