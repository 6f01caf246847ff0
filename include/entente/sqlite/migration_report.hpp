// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace entente {
inline namespace v0 {

/// What bringing a file to the program's schema did. All of it was one transaction.
struct migration_report {
  /// A value that has no counterpart in the schema of today. It is kept with its record, under the
  /// name it had, and is not shown.
  struct unconverted {
    std::string entity;
    std::string field;      ///< its name on the wire then
    std::size_t count = 0;  ///< in how many records
  };

  int from_version = 0;  ///< of the schema the file was written by
  int to_version = 0;
  std::vector<std::string> entities_added{};
  std::vector<std::string> entities_dropped{};
  std::vector<std::string> entities_changed{};  ///< their tables were rewritten
  std::size_t records = 0;                      ///< rows of those tables
  std::size_t operations = 0;    ///< queued operations brought to today's schema
  std::size_t dead_letters = 0;  ///< queued operations that could not be, and have failed
  std::vector<unconverted> left_behind{};

  /// Whether everything has found its place.
  [[nodiscard]] bool lossless() const noexcept { return dead_letters == 0 && left_behind.empty(); }
};

}  // namespace v0
}  // namespace entente
