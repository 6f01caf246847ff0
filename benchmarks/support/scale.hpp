// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdlib>
#include <string_view>

namespace bench {

/// Whether this is `benchmarks/run --quick`: a check that everything still runs, whose figures mean little.
inline bool quick() {
  char const* const asked = std::getenv("ENTENTE_BENCHMARK_QUICK");
  return asked != nullptr && std::string_view{asked} == "1";
}

/// A size: that of the figures, or a small one for the quick check.
template <class T>
T scaled(T full, T small) {
  return quick() ? small : full;
}

}  // namespace bench
