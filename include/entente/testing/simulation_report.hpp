// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/testing/simulated_event.hpp>

#include <array>
#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace entente {
inline namespace v0 {

/// What became of one simulated history, or, added up, of many. A plain value.
struct simulation_report {
  /// What does not hold that should, in words; empty: all is well.
  std::vector<std::string> violations{};
  /// What happened, a line each; where it was asked for.
  std::vector<std::string> story{};
  std::array<std::size_t, simulated_events> events{};  ///< how often each has happened
  /// How often each claim was checked, by name: the weaker ones tell how much of the strength is left.
  std::map<std::string, std::size_t> claims{};
  std::size_t histories = 0;
  std::size_t steps = 0;
  std::size_t writes = 0;   ///< local transactions that were kept
  std::size_t refused = 0;  ///< those that a rule or a validation refused
  std::size_t syncs = 0;
  std::size_t calls = 0;    ///< on the network

  [[nodiscard]] std::size_t count(simulated_event event) const {
    return events[static_cast<std::size_t>(event)];
  }

  simulation_report& operator+=(simulation_report const& more) {
    violations.insert(violations.end(), more.violations.begin(), more.violations.end());
    for (std::size_t i = 0; i < simulated_events; ++i) events[i] += more.events[i];
    for (auto const& [name, times] : more.claims) claims[name] += times;
    histories += more.histories;
    steps += more.steps;
    writes += more.writes;
    refused += more.refused;
    syncs += more.syncs;
    calls += more.calls;
    return *this;
  }
};

}  // namespace v0
}  // namespace entente
