// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/testing/simulated_event.hpp>
#include <entente/testing/simulation_options.hpp>
#include <entente/testing/simulation_report.hpp>

#include <algorithm>
#include <cstddef>
#include <functional>
#include <utility>
#include <vector>

namespace entente {
inline namespace v0 {

/// Runs one history: `simulation::run`, or something like it.
using simulation_runner = std::function<simulation_report(simulation_options const&)>;

/// Makes a failing history as short as it gets within some runs: leaves out kinds of events, then steps, as long as
/// something does not hold.
inline simulation_options shrink_simulation(simulation_runner const& run, simulation_options failing,
                                            std::size_t most_runs = 400) {
  if (failing.kept.empty())
    for (std::size_t i = 1; i <= failing.steps; ++i) failing.kept.push_back(i);
  failing.tell = false;
  std::size_t runs = 0;
  auto const fails = [&](simulation_options const& candidate) {
    return runs++ < most_runs && !run(candidate).violations.empty();
  };
  auto const drop_steps = [&] {
    bool any = false;
    for (auto chunk = (std::max)(failing.kept.size() / 2, std::size_t{1}); chunk > 0 && runs < most_runs; chunk /= 2)
      for (std::size_t at = 0; at < failing.kept.size() && failing.kept.size() > 1;) {
        auto candidate = failing;
        auto const first = candidate.kept.begin() + static_cast<std::ptrdiff_t>(at);
        auto const length = (std::min)(chunk, candidate.kept.size() - at);
        candidate.kept.erase(first, first + static_cast<std::ptrdiff_t>(length));
        if (!candidate.kept.empty() && fails(candidate)) {
          failing = std::move(candidate);
          any = true;
        } else {
          at += length;
        }
      }
    return any;
  };
  auto const drop_events = [&] {
    bool any = false;
    for (std::size_t i = 0; i < simulated_events; ++i) {
      if (failing.without.test(i)) continue;
      auto candidate = failing;
      candidate.without.set(i);
      if (!fails(candidate)) continue;
      failing = std::move(candidate);
      any = true;
    }
    return any;
  };
  drop_steps();
  while (runs < most_runs && drop_events() && drop_steps()) {
  }
  return failing;
}

}  // namespace v0
}  // namespace entente
