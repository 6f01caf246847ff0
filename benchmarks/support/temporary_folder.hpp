// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "../../tests/support/temporary_folder.hpp"

#include <cstdlib>
#include <filesystem>

namespace bench {

/// A new, empty folder, removed with all it holds. Below ENTENTE_BENCHMARK_FOLDER, or the working folder:
/// a real disk, which /tmp often is not.
class temporary_folder : public support::temporary_folder {
 public:
  temporary_folder() : support::temporary_folder(disk()) {}

 private:
  static std::filesystem::path disk() {
    char const* const asked = std::getenv("ENTENTE_BENCHMARK_FOLDER");
    if (asked == nullptr) return std::filesystem::current_path();
    std::filesystem::create_directories(asked);
    return asked;
  }
};

}  // namespace bench
