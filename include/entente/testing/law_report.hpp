// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace entente {
inline namespace v0 {

/// One law, and whether the values that were tried keep it.
struct law_finding {
  std::string_view law;   ///< as in `claims`, or `pure`, `two_doors`, `any_order`
  bool required = false;  ///< every policy has to keep it, or this one claims to
  std::string
      counterexample;  ///< in words, with values as JSON; the shortest that was found; empty if none

  [[nodiscard]] bool kept() const { return counterexample.empty(); }
};

/// What `check_laws` found out about a policy.
struct law_report {
  std::string policy;  ///< its name
  std::string type;    ///< the type of the values
  int cases = 0;       ///< that were tried
  std::vector<law_finding> findings;

  /// Whether every law that is required was kept.
  [[nodiscard]] bool ok() const {
    return std::all_of(findings.begin(), findings.end(),
                       [](law_finding const& each) { return each.kept() || !each.required; });
  }

  /// Whether a law was kept, required or not. False for a law that there is not.
  [[nodiscard]] bool keeps(std::string_view law) const {
    return std::any_of(findings.begin(), findings.end(),
                       [&](law_finding const& each) { return each.law == law && each.kept(); });
  }

  /// One paragraph per broken law, to be printed by a failing test. It quotes the values that were tried.
  [[nodiscard]] std::string text() const {
    std::string all;
    for (auto const& each : findings)
      if (each.required && !each.kept())
        all += "policy " + policy + " on " + type + " is not " + std::string{each.law} + ": " +
               each.counterexample + "\n";
    if (all.empty())
      all = "policy " + policy + " on " + type + " keeps its laws in " + std::to_string(cases) +
            " cases\n";
    return all;
  }
};

}  // namespace v0
}  // namespace entente
