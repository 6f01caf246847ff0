// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/limits.hpp>
#include <entente/base/random.hpp>
#include <entente/base/timestamp.hpp>
#include <entente/sqlite/database_options.hpp>
#include <entente/sqlite/migration_report.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace entente {
inline namespace v0 {

/// How the server's side keeps and serves its data. `now` and `random` are called from any thread.
struct authority_options {
  std::filesystem::path directory{};  ///< one database file per tenant; made when the first is written
  bool assign_ids = false;          ///< give records ids of the server's own instead of adopting the clients'
  bool enforce_refs = true;         ///< refuse a ref to a record that was never seen
  clock_function now = system_now;
  random_function random = system_random;
  durability synchronous = durability::full;
  /// The SQLite VFS that files are opened through, such as a `faulty_file_system`'s; empty: the operating system's.
  std::string file_system{};
  std::chrono::milliseconds writer_wait = std::chrono::seconds{10};  ///< then storage_busy: the caller answers 503
  std::size_t max_items = 1000;           ///< in one push of the reference form
  std::size_t max_operations = default_group_operations;  ///< in one push request; a group travels whole
  std::size_t max_page_records = 10'000;  ///< in one page, whatever is asked
  std::size_t page_bytes = default_page_bytes;  ///< in one page of the native form
  /// In one page or list of the reference form, which must have as many records as asked: beyond,
  /// too_large.
  std::size_t answer_bytes = default_answer_bytes;
  /// How long deleted records, receipts and superseded values are kept; 0: for ever. Should be longer than any device
  /// stays away: one that comes later reads everything again. See `authority::purge`.
  std::chrono::microseconds retention{0};
  std::int64_t history_versions = 64;     ///< superseded field values kept per record
  std::int64_t replaced_records = 1000;   ///< kept per tenant of those that were overridden by force
  std::chrono::hours replaced_age{24 * 90};  ///< and for how long
  std::size_t open_tenants = 64;          ///< files kept open
  /// Told, on the thread that opens the file, what bringing a tenant's file to a new schema did.
  std::function<void(std::string_view tenant, migration_report const&)> migrated{};
  std::int64_t max_tenant_bytes = 0;      ///< of one tenant's file, then storage_full; 0: what the device holds
};

}  // namespace v0
}  // namespace entente
