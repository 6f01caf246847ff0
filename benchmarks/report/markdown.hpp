// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "report/verdict.hpp"

namespace report {

/// Whether the row is held to something.
inline bool is_bound(row const& line) {
  return line.kind == bound::at_most || line.kind == bound::below || (line.kind == bound::at_least && line.limit > 0);
}

inline std::string show_bound(row const& line) {
  if (!is_bound(line)) return "-";
  switch (line.kind) {
    case bound::at_most: return "≤ " + format("%g", line.limit) + " ×";
    case bound::at_least: return "≥ " + format("%g", line.limit) + " ×";
    case bound::below: return "≤ " + show(line.limit, line.counter);
    case bound::none: break;
  }
  return "-";
}

inline void write_table(std::ostream& to, std::vector<verdict> const& verdicts) {
  to << "| what | entente | baseline | ratio | of the fastest runs | must reach | reached |\n"
        "|---|---|---|---|---|---|---|\n";
  for (auto const& each : verdicts) {
    to << "| " << each.of->what;
    if (!each.of->counter.empty()) to << " (" << each.of->counter << ")";
    if (!each.problem.empty()) {
      to << " | " << each.problem << " | | | | " << show_bound(*each.of) << " | no |\n";
      continue;
    }
    to << " | " << show(each.entente, each.of->counter) << " | "
       << (each.of->baseline.empty() ? "-" : show(each.baseline, each.of->counter)) << " | "
       << (each.ratio > 0 ? format("%.2f", each.ratio) : "-") << " | "
       << (each.ratio > 0 ? format("%.2f", each.best) : "-") << " | " << show_bound(*each.of) << " | "
       << (!is_bound(*each.of) ? "-" : each.reached ? "yes" : "**no**") << " |\n";
  }
}

/// Each curve as a table of its points.
inline void write_curves(std::ostream& to, std::vector<curve> const& curves, measurements const& all) {
  for (auto const& each : curves) {
    auto const points = all.arguments(each.entente);
    if (points.empty()) continue;
    to << "\n## " << each.what << "\n\n| " << each.argument << " | items/s | p50 | p99 |\n|---|---|---|---|\n";
    for (auto const& [argument, point] : points) {
      auto const micros = [&one = *point](char const* name) {
        auto const* const values = values_of(one, name);
        return values == nullptr ? std::string{"-"} : show_time(median(*values) * 1e3);
      };
      double const nanos = median(point->nanos);
      to << "| " << argument << " | " << (nanos > 0 ? format("%.0f", 1e9 / nanos) : "-") << " | " << micros("p50_us")
         << " | " << micros("p99_us") << " |\n";
    }
  }
}

/// Every benchmark with its counters, for who wants to see what the rows are made of.
inline void write_all(std::ostream& to, measurements const& all) {
  to << "\n## Every benchmark\n\n| benchmark | per item | fastest | counters |\n|---|---|---|---|\n";
  for (auto const& [name, one] : all.all()) {
    to << "| `" << name << "` | ";
    if (!one.problem.empty()) {
      to << "**" << one.problem << "** | | |\n";
      continue;
    }
    auto const least = one.nanos.empty() ? 0 : *std::min_element(one.nanos.begin(), one.nanos.end());
    to << show_time(median(one.nanos)) << " | " << show_time(least) << " |";
    for (auto const& [counter, values] : one.counters)
      if (counter != "items_per_second") to << ' ' << counter << ' ' << format("%.6g", median(values)) << ';';
    to << " |\n";
  }
}

}  // namespace report
