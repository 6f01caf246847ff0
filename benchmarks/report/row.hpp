// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string_view>
#include <vector>

namespace report {

/// What a row is held to.
enum class bound {
  at_most,   ///< entente takes no more than `limit` times what the baseline takes
  at_least,  ///< the baseline takes at least `limit` times what entente takes; 0: reported only
  below,     ///< entente's value itself is no more than `limit`
  none,      ///< reported only
};

/// One line of the table. Names are those of benchmarks: `<row>/<who>` or `<row>/<who>/<argument>`, where the
/// arguments `first` and `last` stand for the smallest and the largest that were run.
struct row {
  std::string_view what;                     ///< for people
  std::string_view entente;                  ///< what is judged
  std::vector<std::string_view> baseline{};  ///< their sum is the baseline; may be empty
  bound kind = bound::none;
  double limit = 0;
  std::string_view counter{};  ///< a user counter of that name; empty: time per item
};

/// A figure over the benchmarks' argument, for example devices.
struct curve {
  std::string_view what;
  std::string_view entente;   ///< `<row>/<who>`; one point for each argument
  std::string_view argument;  ///< what the argument counts
};

}  // namespace report
