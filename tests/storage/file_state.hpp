// SPDX-License-Identifier: BSL-1.0
// What is in the database files of a folder, read by plain SQLite, and every state they pass through.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace files {

struct finding {
  std::string
      state;  ///< all rows of all tables of all databases, as text; nothing for files without tables
  std::string damage;  ///< what SQLite's own check finds wrong; nothing where all is well
};

/// Reads every database in a folder.
finding check_and_read(std::filesystem::path const& folder);
std::string state_of(std::filesystem::path const& folder);

/// The rows that the server has acknowledged and nothing waits for, each with version and stamp.
std::vector<std::string> settled_rows(std::filesystem::path const& database,
                                      std::string const& table, std::string const& columns,
                                      bool replica);

/// While it lives, notes the state of a folder after every commit, whichever connection made it.
class state_recorder {
 public:
  explicit state_recorder(std::filesystem::path folder);
  state_recorder(state_recorder const&) = delete;
  state_recorder& operator=(state_recorder const&) = delete;
  ~state_recorder();

  [[nodiscard]] std::vector<std::string> const& states() const noexcept { return states_; }
  void look();

 private:
  std::filesystem::path folder_;
  std::vector<std::string> states_;
};

}  // namespace files
