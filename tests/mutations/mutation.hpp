// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace mutations {

/// A way of breaking the library, and the test that has to notice.
struct mutation {
  std::string_view name;
  std::string_view file;  ///< below include/entente
  std::string_view text;  ///< occurs once in the file
  /// What stands there instead. `BROKEN` is true in a run that is to be broken so, and false in all others: one build
  /// holds every mutation.
  std::string_view instead;
  std::string_view program;  ///< the test program without `test_`
  std::string_view tests;    ///< Catch's filter: at least one of these must fail
  std::string_view why;      ///< what would happen to whom
};

/// All of them, in the order of the report.
std::vector<mutation> const& table();

/// `content` with every mutation of `file` in it. Throws std::runtime_error where a text is not there exactly once.
std::string mutated(std::string_view file, std::string content);

}  // namespace mutations
