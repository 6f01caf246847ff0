// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>

namespace bench {

/// What this program asked operator new for so far, in all its threads. Only in programs that compile
/// benchmarks/support/counting_new.inc, each in one source.
struct allocations {
  std::int64_t count = 0;  ///< calls of operator new
  std::int64_t bytes = 0;  ///< asked for in all
  std::int64_t live = 0;   ///< asked for and not given back
  std::int64_t peak = 0;   ///< the most that was live since reset_peak()

  static allocations now() noexcept;
  static void reset_peak() noexcept;
};

}  // namespace bench
