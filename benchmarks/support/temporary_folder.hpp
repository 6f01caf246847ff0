// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdlib>
#include <filesystem>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>

namespace bench {

/// A new, empty folder, removed with all it holds. Below ENTENTE_BENCHMARK_FOLDER, or the working folder:
/// a real disk, which /tmp often is not.
class temporary_folder {
 public:
  temporary_folder() {
    char const* const asked = std::getenv("ENTENTE_BENCHMARK_FOLDER");
    std::filesystem::path const in = asked != nullptr ? std::filesystem::path{asked} : std::filesystem::current_path();
    std::random_device random;
    for (int attempt = 0; attempt < 100; ++attempt) {
      path_ = in / ("entente-benchmark-" + std::to_string(random()));
      if (std::filesystem::create_directories(path_)) return;
    }
    throw std::runtime_error("no temporary folder could be made");
  }
  temporary_folder(temporary_folder const&) = delete;
  temporary_folder& operator=(temporary_folder const&) = delete;
  ~temporary_folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  [[nodiscard]] std::filesystem::path const& path() const noexcept { return path_; }
  [[nodiscard]] std::filesystem::path operator/(std::string_view name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

}  // namespace bench
