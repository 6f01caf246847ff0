// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/error.hpp>
#include <entente/replica/detail/replica_tables.hpp>
#include <entente/replica/replica_options.hpp>
#include <entente/sqlite/database.hpp>

#include <algorithm>
#include <filesystem>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace entente {
inline namespace v0 {

/// A tenant that this device has a file of.
struct stored_tenant {
  std::string tenant;
  std::string principal;  ///< whose file it is
};

/// The tenants whose files are in `options.directory`, by name, as the files themselves tell. Files that are no
/// replicas, are damaged or do not open with `options.key` are passed over; a directory that is not there has
/// none. `options.tenant` and `options.principal` do not matter. Thread-safe.
inline std::vector<stored_tenant> stored_tenants(replica_options const& options) {
  std::vector<stored_tenant> found;
  std::error_code fault;
  for (std::filesystem::directory_iterator each{options.directory, fault}, end;
       !fault && each != end; each.increment(fault)) {
    if (each->path().extension() != ".db") continue;
    database_options how;
    how.read_only = true;  // a stranger's database stays as it is
    how.key = options.key;
    how.file_system = options.file_system;
    try {
      database file{each->path(), how};
      if (file.application_id() != detail::replica_application_id) continue;
      auto const text = [&](char const* name) {
        return file.prepared("SELECT value FROM entente_state WHERE name=?").value<std::string>(name);
      };
      if (auto tenant = text("tenant"))
        found.push_back({std::move(*tenant), text("principal").value_or("")});
    } catch (failure const&) {
      continue;  // whoever opens it is told why
    }
  }
  std::sort(found.begin(), found.end(),
            [](auto const& a, auto const& b) { return a.tenant < b.tenant; });
  return found;
}

}  // namespace v0
}  // namespace entente
