// SPDX-License-Identifier: BSL-1.0
#include <entente/sync/backoff.hpp>

#include "support/catch.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <limits>

using namespace std::chrono;
using entente::backoff;

namespace {
std::uint64_t remainder_is_all() { return std::numeric_limits<std::uint64_t>::max(); }
std::uint64_t nothing() { return 0; }
}  // namespace

TEST_CASE("waits stay under a ceiling that doubles") {
  backoff const wait{milliseconds{1000}, milliseconds{60'000}};
  for (int failures = 0; failures < 100; ++failures) {
    auto const ceiling =
        std::min(60'000LL, failures < 2 ? 1000LL : 1000LL << std::min(failures - 1, 20));
    for (std::uint64_t seed :
         {0ULL, 1ULL, 999ULL, 1000ULL, 59'999ULL, 60'000ULL, 12'345'678'901ULL}) {
      auto const chosen = wait.wait(failures, [&] { return seed; });
      CHECK(chosen.count() >= 0);
      CHECK(chosen.count() <= ceiling);
      CHECK(chosen.count() ==
            static_cast<std::int64_t>(seed % static_cast<std::uint64_t>(ceiling + 1)));
    }
  }
}

TEST_CASE("a wait is what the server asked for and a little more") {
  backoff const wait{};
  CHECK(wait.wait(5, nothing, seconds{7}) == seconds{7});
  CHECK(wait.wait(
            5, [] { return std::uint64_t{1000}; }, seconds{7}) == seconds{8});
  CHECK(wait.wait(5, nothing, seconds{-7}) == seconds{0});
  CHECK(wait.wait(
            5, [] { return std::uint64_t{500}; }, milliseconds::max()) == milliseconds::max());
}

TEST_CASE("odd settings make no odd waits") {
  auto const most = std::numeric_limits<int>::max();
  CHECK(backoff{milliseconds{0}, seconds{60}}.wait(most, remainder_is_all) == milliseconds{0});
  CHECK(backoff{milliseconds{-5}, milliseconds{-1}}.wait(3, remainder_is_all) == milliseconds{0});
  CHECK(backoff{seconds{90}, seconds{60}}.wait(1, [] { return std::uint64_t{60'000}; }) ==
        seconds{60});
  CHECK(backoff{seconds{1}, milliseconds::max()}.wait(most, nothing) == milliseconds{0});
  CHECK(backoff{seconds{1}, milliseconds::max()}.wait(most, remainder_is_all).count() >= 0);
}
