// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "report/measurements.hpp"
#include "report/row.hpp"

namespace report {

/// What became of a row.
struct verdict {
  row const* of = nullptr;
  double entente = 0;   ///< median, in nanoseconds per item or the counter's unit
  double baseline = 0;  ///< the sum of the baselines' medians
  double ratio = 0;     ///< as the row's bound has it; 0 for none
  double best = 0;      ///< the same of the least disturbed repetitions
  bool reached = true;
  std::string problem;  ///< why there is no figure
};

inline std::vector<double> const* values_of(measurement const& from, std::string_view counter) {
  if (counter.empty()) return &from.nanos;
  auto const found = from.counters.find(std::string{counter});
  return found == from.counters.end() ? nullptr : &found->second;
}

/// Nothing where none of the row's benchmarks was run.
inline std::optional<verdict> judge(row const& line, measurements const& all) {
  verdict made;
  made.of = &line;
  bool any = false;
  double least = 0;
  auto const take = [&](std::string_view name, double& middle, double& lowest) {
    measurement const* const one = all.find(name);
    any = any || one != nullptr;
    auto const* const values = one == nullptr ? nullptr : values_of(*one, line.counter);
    if (one != nullptr && !one->problem.empty()) {
      made.problem = std::string{name} + ": " + one->problem;
    } else if (values == nullptr || values->empty()) {
      made.problem = std::string{name} + " was not run";
    } else {
      middle += median(*values);
      lowest += *std::min_element(values->begin(), values->end());
    }
  };
  take(line.entente, made.entente, made.best);
  for (std::string_view each : line.baseline) take(each, made.baseline, least);
  if (!any) return std::nullopt;
  if (!made.problem.empty()) {
    made.reached = false;
    return made;
  }
  bool const inverse = line.kind == bound::at_least;
  if (!line.baseline.empty() && made.entente > 0 && made.baseline > 0) {
    made.ratio = inverse ? made.baseline / made.entente : made.entente / made.baseline;
    made.best = inverse ? least / made.best : made.best / least;
  }
  // As it is printed: two decimals.
  double const shown = std::round(made.ratio * 100) / 100;
  switch (line.kind) {
    case bound::at_most: made.reached = shown <= line.limit; break;
    case bound::at_least: made.reached = shown >= line.limit; break;
    case bound::below: made.reached = made.entente <= line.limit; break;
    case bound::none: break;
  }
  return made;
}

inline std::string format(char const* how, double value) {
  char text[64];
  std::snprintf(text, sizeof text, how, value);
  return text;
}

/// A time in the unit that gives it one to three digits.
inline std::string show_time(double nanos) {
  if (nanos < 1e3) return format("%.1f ns", nanos);
  if (nanos < 1e6) return format("%.2f us", nanos / 1e3);
  if (nanos < 1e9) return format("%.2f ms", nanos / 1e6);
  return format("%.2f s", nanos / 1e9);
}

inline std::string show(double value, std::string_view counter) {
  return counter.empty() ? show_time(value) : format("%.6g", value);
}

}  // namespace report
