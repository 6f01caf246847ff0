// SPDX-License-Identifier: BSL-1.0
#include <entente/base/random.hpp>

#include "support/catch.hpp"

#include <cstdint>
#include <set>

TEST_CASE("the system's random numbers use all bits and do not repeat") {
  std::uint64_t any = 0;
  std::uint64_t all = ~std::uint64_t{0};
  std::set<std::uint64_t> seen;
  for (int i = 0; i < 200; ++i) {
    auto const bits = entente::system_random();
    any |= bits;
    all &= bits;
    REQUIRE(seen.insert(bits).second);
  }
  REQUIRE(any == ~std::uint64_t{0});
  REQUIRE(all == 0);
}
