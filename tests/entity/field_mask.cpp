// SPDX-License-Identifier: BSL-1.0
#include <entente/entity/field_mask.hpp>

#include "support/catch.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

using entente::field_mask;

TEST_CASE("the first fields are a mask, up to all sixty-four") {
  STATIC_REQUIRE(field_mask::first(0).none());
  STATIC_REQUIRE(field_mask::first(1).bits() == 1);
  STATIC_REQUIRE(field_mask::first(63).count() == 63);
  STATIC_REQUIRE(field_mask::first(64).count() == 64);
  STATIC_REQUIRE(field_mask::first(64).test(63));
  STATIC_REQUIRE_FALSE(field_mask::first(63).test(63));
}

TEST_CASE("fields are put in and taken out one by one") {
  field_mask mask;
  REQUIRE(mask.none());
  mask.set(0);
  mask.set(63);
  mask.set(63);
  REQUIRE(mask.any());
  REQUIRE(mask.count() == 2);
  REQUIRE(mask.test(63));
  REQUIRE_FALSE(mask.test(62));
  mask.reset(0);
  mask.reset(5);
  REQUIRE(mask == field_mask{std::uint64_t{1} << 63});
}

TEST_CASE("masks combine as sets") {
  constexpr field_mask a{0b0110};
  constexpr field_mask b{0b0011};
  STATIC_REQUIRE((a | b) == field_mask{0b0111});
  STATIC_REQUIRE((a & b) == field_mask{0b0010});
  STATIC_REQUIRE((a - b) == field_mask{0b0100});
}

TEST_CASE("the members are visited in order") {
  std::vector<std::size_t> seen;
  field_mask{std::uint64_t{1} << 63 | 0b101}.for_each([&](std::size_t i) { seen.push_back(i); });
  REQUIRE(seen == std::vector<std::size_t>{0, 2, 63});
  field_mask{}.for_each([&](std::size_t) { FAIL("an empty mask has no members"); });
}
