// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/replica/replica.hpp>
#include <entente/sync/any_remote.hpp>
#include <entente/sync/direct_outcome.hpp>
#include <entente/sync/engine.hpp>
#include <entente/sync/repair_report.hpp>
#include <entente/sync/sync_options.hpp>
#include <entente/sync/sync_report.hpp>

#include <cstdint>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

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

  /// Makes everything here what the server has. What the server has not acknowledged is set aside
  /// (`set_aside`), with snapshots of the records. All of it, or nothing: until the server has told
  /// everything, the rows stay as they are, and a call that was cut short is continued by the next.
  sync_report force_pull(confirm::force_pull) { return engine_.force_pull(); }
  /// The same for one entity.
  template <class Entity>
  sync_report force_pull(confirm::force_pull) {
    return engine_.template force_pull<Entity>();
  }

  /// A sync in which what is queued, also in conflict or refused, overrides what others wrote. The server
  /// keeps what it replaced, and a snapshot (reason overridden) is kept here. Where the server does not allow
  /// it, the operations are refused (forbidden), and a retry sends them without force.
  sync_report force_push(confirm::force_push) { return engine_.force_push(); }
  /// The same for one entity's operations; all others go as they are.
  template <class Entity>
  sync_report force_push(confirm::force_push) {
    return engine_.template force_push<Entity>();
  }

  /// Runs `body` as `transaction` does, and sends what it wrote at once, after what was queued before it.
  /// Written and queued it is in any case: where the server cannot be reached, it goes with the next sync.
  /// Throws what `transaction` throws.
  template <class Body>
  auto direct(Body&& body) {
    using value = decltype(body(std::declval<replica_transaction<Schema>&>()));
    detail::lost_operations::waiting const waiting{engine_.lost()};
    std::vector<std::int64_t> written;
    direct_outcome<value> outcome = [&]() -> direct_outcome<value> {
      if constexpr (std::is_void_v<value>) {
        this->transaction_noting(std::forward<Body>(body), written);
        return {};
      } else {
        return {this->transaction_noting(std::forward<Body>(body), written)};
      }
    }();
    std::optional<error> problem;
    if (!written.empty()) problem = engine_.push_through(written).problem;
    outcome.state = direct_state::applied;
    for (auto const sequence : written) judge(sequence, problem, outcome.state, outcome.error);
    return outcome;
  }

  /// A sync, and then a comparison of every record with the server's: sums by ranges of keys, and records one by
  /// one where those differ. `repair` takes over what differs; pending edits are kept. A sync does the same by
  /// itself for entities whose sums differ at its end.
  repair_report verify(verify_mode mode = verify_mode::repair) { return engine_.verify(mode); }

  /// Makes a sync in flight on another thread end soon.
  void cancel_sync() { engine_.cancel(); }

 private:
  /// The worst of several: refused, in conflict, undecided, lost, applied.
  void judge(std::int64_t sequence, std::optional<error> const& problem, direct_state& state,
             std::optional<error>& why) {
    auto const rank = [](direct_state of) {
      switch (of) {
        case direct_state::rejected: return 4;
        case direct_state::conflict: return 3;
        case direct_state::queued: return 2;
        case direct_state::superseded: return 1;
        case direct_state::applied: return 0;
      }
      return 0;
    };
    auto const op = this->operation_at(sequence);
    direct_state found = engine_.lost().contain(sequence) ? direct_state::superseded
                                                          : direct_state::applied;
    if (op) {
      found = op->state == operation_state::failed     ? direct_state::rejected
              : op->state == operation_state::conflict ? direct_state::conflict
                                                       : direct_state::queued;
    }
    if (rank(found) <= rank(state)) return;
    state = found;
    why = found == direct_state::queued ? problem : std::nullopt;
    if (op && !op->message.empty())
      why = op->why();
  }

  sync_engine<Schema> engine_;
};

}  // namespace v0
}  // namespace entente
