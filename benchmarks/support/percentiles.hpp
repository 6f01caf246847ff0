// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

#include <benchmark/benchmark.h>

namespace bench {

/// Single durations, of which the report shows the 50th and the 99th percentile. Not thread-safe: one per
/// thread, joined by add_all.
class percentiles {
 public:
  /// In microseconds.
  void add(double micros) { all_.push_back(micros); }
  void add_all(percentiles const& others) { all_.insert(all_.end(), others.all_.begin(), others.all_.end()); }

  /// The smallest duration that so large a part (0 to 1) of all does not exceed; 0 for none.
  [[nodiscard]] double at(double part) {
    if (all_.empty()) return 0;
    auto const last = all_.size() - 1;
    auto const index = (std::min)(last, static_cast<std::size_t>(part * static_cast<double>(all_.size())));
    std::nth_element(all_.begin(), all_.begin() + static_cast<std::ptrdiff_t>(index), all_.end());
    return all_[index];
  }

  /// As the counters p50_us and p99_us of a benchmark.
  void report(benchmark::State& state) {
    state.counters["p50_us"] = at(0.5);
    state.counters["p99_us"] = at(0.99);
  }

 private:
  std::vector<double> all_;
};

}  // namespace bench
