// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/random.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>

namespace entente {
inline namespace v0 {

/// How long to wait after a failed sync: exponential with full jitter, so that a thousand clients
/// cut off at once do not come back at once (Brooker, "Exponential Backoff And Jitter", 2015).
struct backoff {
  std::chrono::milliseconds first = std::chrono::seconds{1};     ///< the ceiling after one failure
  std::chrono::milliseconds longest = std::chrono::seconds{60};  ///< the ceiling after many

  /// A wait between 0 and the ceiling after `failures` failures in a row; never shorter than what
  /// the server asked for, and then never longer than that plus the first ceiling.
  [[nodiscard]] std::chrono::milliseconds wait(
      int failures, random_function const& random,
      std::optional<std::chrono::milliseconds> asked = {}) const {
    using std::chrono::milliseconds;
    auto const most = (std::max)(longest, milliseconds{0});
    auto ceiling = std::clamp(first, milliseconds{0}, most);
    if (asked) {
      auto const jitter = spread(ceiling, random);
      return jitter + std::clamp(*asked, milliseconds{0}, (milliseconds::max)() - jitter);
    }
    for (int i = 1; i < failures && ceiling.count() > 0 && ceiling < most; ++i)
      ceiling = ceiling > most / 2 ? most : ceiling * 2;
    return spread(ceiling, random);
  }

 private:
  static std::chrono::milliseconds spread(std::chrono::milliseconds ceiling,
                                          random_function const& random) {
    auto const span = static_cast<std::uint64_t>(ceiling.count()) + 1;
    return std::chrono::milliseconds{static_cast<std::int64_t>(random() % span)};
  }
};

}  // namespace v0
}  // namespace entente
