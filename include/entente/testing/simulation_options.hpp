// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/testing/simulated_event.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <vector>

namespace entente {
inline namespace v0 {

/// Which history to simulate. The same options give the same history, on every machine with the same compiler
/// and libraries.
struct simulation_options {
  std::uint64_t seed = 1;
  std::size_t steps = 200;
  /// The steps to do, in order; empty: all. Each step has dice of its own, so that leaving some out changes the
  /// others as little as may be.
  std::vector<std::size_t> kept{};
  /// What does not happen in any case. Of the rest each history draws some.
  simulated_event_set without{};
  std::size_t max_devices = 5;  ///< at least 2
  bool tell = false;            ///< `simulation_report::story` is written
};

}  // namespace v0
}  // namespace entente
