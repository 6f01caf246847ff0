// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/replica/replica.hpp>
#include <entente/sync/any_remote.hpp>
#include <entente/sync/engine.hpp>
#include <entente/sync/sync_options.hpp>
#include <entente/sync/sync_report.hpp>

#include <utility>

namespace entente {
inline namespace v0 {

/// What an application holds: its local database and the way to its server in one. Reads and writes
/// are the replica's and never touch the network; `sync` exchanges. Safe from any thread.
template <class Schema>
class client : public replica<Schema> {
 public:
  client(replica_options local, any_remote server, sync_options options = {})
      : replica<Schema>(std::move(local)), engine_(*this, std::move(server), std::move(options)) {}

  /// Pushes what is queued, pulls what has changed, merges. See `sync_engine::run`.
  sync_report sync() { return engine_.run(); }

  /// Makes a sync in flight on another thread end soon.
  void cancel_sync() { engine_.cancel(); }

 private:
  sync_engine<Schema> engine_;
};

}  // namespace v0
}  // namespace entente
