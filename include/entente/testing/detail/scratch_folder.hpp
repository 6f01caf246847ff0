// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/random.hpp>

#include <filesystem>
#include <string>
#include <system_error>

namespace entente {
inline namespace v0 {
namespace detail {

/// A new folder where files cost the least, gone with all it holds when this is.
class scratch_folder {
 public:
  scratch_folder() : path_(where() / ("entente-" + std::to_string(system_random()))) {
    std::filesystem::create_directories(path_);
  }
  scratch_folder(scratch_folder const&) = delete;
  scratch_folder& operator=(scratch_folder const&) = delete;
  ~scratch_folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  [[nodiscard]] std::filesystem::path const& path() const noexcept { return path_; }

 private:
  static std::filesystem::path where() {
    std::error_code ignored;
    std::filesystem::path const memory = "/dev/shm";
    return std::filesystem::is_directory(memory, ignored) ? memory : std::filesystem::temp_directory_path();
  }
  std::filesystem::path path_;
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
