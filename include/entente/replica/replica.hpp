// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/replica/replica_force.hpp>
#include <entente/replica/replica_options.hpp>

#include <utility>

namespace entente {
inline namespace v0 {

/// A device's own database of one tenant: its records, what was done to them and is not on the server yet,
/// and what the server last said. Nothing here touches a network; every write is local first and queued in
/// the same transaction.
///
/// All members are safe from any thread: one writes at a time, any number read meanwhile. Several processes
/// may hold the same file. Everything throws `failure`: storage_* for the database, wrong_tenant and
/// newer_schema on opening, validation_failed and too_large for what is written, not_found for records that
/// are not there or are deleted.
template <class Schema>
class replica : public replica_force<Schema> {
 public:
  /// Opens the tenant's file in the directory, or makes it. What was on its way to the server when the
  /// program ended is pending again, under the same ids. A new version of the schema adds its tables and
  /// columns here.
  explicit replica(replica_options options) : replica_force<Schema>(std::move(options)) {}
};

}  // namespace v0
}  // namespace entente
