// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/error.hpp>
#include <entente/replica/confirm.hpp>
#include <entente/replica/detail/file_owner.hpp>
#include <entente/replica/detail/queue_table.hpp>
#include <entente/replica/detail/replica_file.hpp>
#include <entente/replica/detail/replica_tables.hpp>
#include <entente/replica/detail/set_aside.hpp>
#include <entente/replica/detail/state_table.hpp>
#include <entente/replica/queued_operation.hpp>
#include <entente/replica/replica_options.hpp>
#include <entente/replica/set_aside_operation.hpp>
#include <entente/replica/unsynced_work.hpp>
#include <entente/sqlite/database.hpp>
#include <entente/sqlite/file_name.hpp>
#include <entente/sqlite/transaction.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

namespace entente {
inline namespace v0 {

/// What a dropped file held that the server did not have. The operations are handed over only where they
/// were to be set aside: there is no file left to keep them in.
struct drop_summary {
  std::size_t unsynced = 0;  ///< operations, those set aside before included
  std::vector<queued_operation> queue{};
  std::vector<set_aside_operation> set_aside{};
};

namespace detail {

/// Keeps everybody else out of a replica's file for as long as it lives. A file that is open elsewhere, in
/// this program or another, cannot leave write-ahead mode.
class sole_owner {
 public:
  sole_owner(std::filesystem::path const& path, replica_options const& options) {
    auto how = replica_database_options(options);
    how.create = false;
    file_.emplace(path, how);
    try {
      file_->exec("PRAGMA busy_timeout=0; PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=DELETE");
      file_->exec("BEGIN EXCLUSIVE");
    } catch (failure const& refused) {
      if (refused.code() != error_code::storage_busy) throw;
      throw failure({error_code::storage_busy,
                     "the file \"" + file_->file_name() + "\" is open",
                     {},
                     {},
                     "close every replica of this tenant first"});
    }
  }

  database& file() { return *file_; }

 private:
  std::optional<database> file_;
};

}  // namespace detail

/// Deletes a tenant's database from this device: the file and those beside it. The server keeps its data.
/// Returns what was lost or handed over. Throws not_found where there is no such file; storage_busy while
/// anybody has it open; wrong_tenant for a file of another tenant or user; not_ready, where `work` is
/// `refuse`, if something in it is unsynced. Nothing is deleted then.
template <class Schema>
drop_summary drop_replica(replica_options const& options, unsynced_work work, confirm::drop) {
  static_assert(Schema::usable);
  auto const path = options.directory / tenant_file_name(options.tenant);
  std::error_code fault;
  if (!std::filesystem::exists(path, fault))
    throw failure({error_code::not_found, "there is no file of this tenant", {}, {}, {}});
  drop_summary summary;
  {
    detail::sole_owner owner{path, options};
    auto& file = owner.file();
    if (file.user_version() != detail::dropped_layout) {
      detail::require_replica(file);
      detail::require_owner(file, options);
    }
    detail::queue_table queue{file};
    detail::set_aside_table kept{file};
    auto const all = static_cast<std::size_t>(INT64_MAX);
    summary.queue = queue.first_ones(all);
    summary.set_aside = kept.first_ones(all);
    summary.unsynced = summary.queue.size() + summary.set_aside.size();
    if (work == unsynced_work::refuse && summary.unsynced > 0)
      throw failure({error_code::not_ready,
                     "the server has not acknowledged " + std::to_string(summary.unsynced) +
                         " operations in the file",
                     {},
                     {},
                     "sync first, or say that they are to be handed over or discarded"});
    if (work == unsynced_work::discard) {
      summary.queue.clear();
      summary.set_aside.clear();
    }
    // Whoever opens it before it is gone finds no replica.
    file.set_user_version(detail::dropped_layout);
    file.exec("COMMIT");
  }
  for (auto const* suffix : {"", "-wal", "-shm", "-journal", "-sync", "-sync-wal", "-sync-shm",
                             "-sync-journal"}) {
    auto beside = path;
    beside += suffix;
    std::filesystem::remove(beside, fault);
    if (fault)
      throw failure({error_code::storage_failed,
                     "a file of the tenant cannot be deleted",
                     {},
                     {},
                     "delete what is left of \"" + path.filename().string() + "\" by hand"});
  }
  return summary;
}

}  // namespace v0
}  // namespace entente
