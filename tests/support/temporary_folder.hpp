// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <filesystem>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>

namespace support {

/// Where files cost the least: for tests that write a lot and do not ask what the disk does.
inline std::filesystem::path memory_folder() {
  std::error_code ignored;
  std::filesystem::path const shared = "/dev/shm";
  return std::filesystem::is_directory(shared, ignored) ? shared : std::filesystem::temp_directory_path();
}

/// A new, empty folder for one test, removed with all it holds when the test is over.
class temporary_folder {
 public:
  temporary_folder() : temporary_folder(std::filesystem::temp_directory_path()) {}
  explicit temporary_folder(std::filesystem::path const& in) {
    std::random_device random;
    for (int attempt = 0; attempt < 100; ++attempt) {
      path_ = in / ("entente-test-" + std::to_string(random()) + "-" + std::to_string(random()));
      if (std::filesystem::create_directory(path_)) return;
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
  [[nodiscard]] std::filesystem::path operator/(std::string_view name) const {
    return path_ / name;
  }

 private:
  std::filesystem::path path_;
};

}  // namespace support
