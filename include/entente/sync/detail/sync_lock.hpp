// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/error.hpp>
#include <entente/sqlite/database.hpp>
#include <entente/sqlite/database_options.hpp>
#include <entente/sqlite/transaction.hpp>

#include <filesystem>
#include <optional>
#include <utility>

namespace entente {
inline namespace v0 {
namespace detail {

/// The right to sync a replica's file, which one holds at a time, in whatever process: a lock of the
/// operating system, so that it goes with its holder, however that one ends. It is taken on an empty database
/// beside the replica's file; on the file itself it would keep others from writing. One thread at a time.
class sync_lock {
 public:
  explicit sync_lock(std::filesystem::path path) : path_(std::move(path)) {}

  /// Holds the lock for as long as what is returned lives; nothing while another holds it. Throws
  /// `failure` (storage_*) where the lock file cannot be used.
  [[nodiscard]] std::optional<transaction> try_hold() {
    if (!file_) {
      database_options how;
      how.synchronous = durability::normal;
      file_.emplace(path_, how);
      file_->exec("PRAGMA busy_timeout=0");
    }
    try {
      return std::optional<transaction>{std::in_place, *file_};
    } catch (failure const& refused) {
      if (refused.code() != error_code::storage_busy) throw;
      return std::nullopt;
    }
  }

 private:
  std::filesystem::path path_;
  std::optional<database> file_;
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
