// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/error.hpp>
#include <entente/replica/confirm.hpp>
#include <entente/replica/detail/force_marker.hpp>
#include <entente/replica/detail/observer.hpp>
#include <entente/replica/detail/reentry.hpp>
#include <entente/replica/detail/set_aside.hpp>
#include <entente/replica/detail/staging.hpp>
#include <entente/replica/detail/wiper.hpp>
#include <entente/replica/replica_exchange.hpp>
#include <entente/replica/set_aside_operation.hpp>
#include <entente/replica/sync_outcome.hpp>
#include <entente/replica/unsynced_work.hpp>
#include <entente/replica/wipe_scope.hpp>
#include <entente/wire/change_page.hpp>

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace entente {
inline namespace v0 {

/// The part of a replica that replaces or removes on request what merging would keep.
template <class Schema>
class replica_force : public replica_exchange<Schema> {
 public:
  // ---- Wipe ------------------------------------------------------------------------------------

  /// Removes the records of a scope (`wipe_scope::of`, `wipe_scope::where`) from this device, with their
  /// queue, conflicts, snapshots and quarantine, in one transaction; the server keeps them. Records that
  /// are made here later, or changed into the scope, stay until the server has them and changes them again.
  /// What was freed in the file is overwritten. Safe while a sync is in flight. Throws not_ready, and
  /// changes nothing, where `work` is `refuse` and something is unsynced.
  template <class Scope>
  wipe_summary wipe(Scope const& scope, after_wipe after, unsynced_work work, confirm::wipe) {
    auto const parts = scope.template parts<Schema>();
    detail::telling told{this->observers_};
    std::lock_guard const lock{this->writing_};
    detail::overwriting const overwritten{this->writer_};
    return this->commit(
        [&](auto& session) { return detail::wiper<Schema>{session, after, work}.run(parts); }, told);
  }

  /// What wipes keep from coming back.
  [[nodiscard]] std::vector<exclusion_info> exclusions() const {
    return this->readers_.with([](database& on) {
      std::vector<exclusion_info> found;
      auto const run = on.borrow(
          "SELECT e.wipe,e.entity,(SELECT count(*) FROM entente_excluded x WHERE x.entity=e.entity) "
          "FROM entente_exclusion e ORDER BY e.wipe,e.id");
      while (run->step()) {
        auto const wipe = run->template column<std::int64_t>(0);
        if (found.empty() || found.back().id != wipe) found.push_back({wipe, {}, 0});
        found.back().entities.push_back(run->template column<std::string>(1));
        found.back().records += run->template column<std::size_t>(2);
      }
      return found;
    });
  }

  /// Ends an exclusion: with the next sync its records come again. Throws not_found.
  void lift_exclusion(std::int64_t id) {
    this->write([&](auto& session) {
      if (!detail::exclusions<Schema>{session}.lift(id))
        throw failure({error_code::not_found, "there is no such exclusion", {}, {}, {}});
    });
  }

  // ---- Work that was set aside -----------------------------------------------------------------

  /// The oldest operations that a force pull or a wipe has set aside, in the order they were queued in.
  [[nodiscard]] std::vector<set_aside_operation> set_aside(std::size_t limit = 100) const {
    return this->readers_.with(
        [&](database& on) { return detail::set_aside_table{on}.first_ones(limit); });
  }

  /// Does what an operation did once more, to its record as it is today, as a new operation; a record that
  /// is gone is made again under its key, as it was. Throws not_found; not_ready where the record was wiped
  /// and has not come again; validation_failed; malformed for what this program cannot read.
  void restore_set_aside(std::int64_t id) {
    this->write([&](auto& session) {
      detail::set_aside_table kept{session.on};
      auto const one = kept.find(id);
      if (!one) refuse_no_work();
      if (Schema::find(one->entity) == Schema::size)
        throw failure({error_code::unsupported, "this program has no such entity", one->entity, {}, {}});
      detail::with_entity_at<Schema>(Schema::find(one->entity), [&]<class Entity>() {
        detail::reentry<Schema, Entity>{session}.run(*one);
      });
      kept.erase(id);
    });
  }

  /// Gives an operation up that was set aside. Throws not_found.
  void forget_set_aside(std::int64_t id) {
    this->write([&](auto& session) {
      if (!detail::set_aside_table{session.on}.erase(id)) refuse_no_work();
    });
  }

  // ---- For the sync room -----------------------------------------------------------------------

  /// Which streams the remote has; the first sync is over when each was read to its end once.
  void expect(std::vector<std::string> const& scopes) {
    bool const known = this->readers_.with(
        [&](database& on) { return detail::horizons{on}.expects(scopes); });
    if (!known) this->write([&](auto& session) { detail::horizons{session.on}.expect(scopes); });
  }

  /// Goes on reading streams into a place beside the rows: of one entity, or of everything (no name).
  void begin_staging(std::string_view entity) {
    this->write([&](auto& session) { detail::staging<Schema>{session}.begin(entity); });
  }
  /// Where the next page to be staged starts.
  [[nodiscard]] std::string staged_cursor(std::string_view scope) const {
    return this->read_state(
        [&](detail::state_table& state) { return detail::staged_cursor(state, scope); });
  }
  /// Keeps a page that was asked with the cursor `asked`. False where it does not lead on: ask again. Throws
  /// protocol_violation.
  bool stage(change_page page, std::string_view asked, std::optional<timestamp> asked_at = {}) {
    return this->write([&](auto& session) {
      session.observe_server_time(page.server_time, asked_at);
      return detail::staging<Schema>{session}.add(std::move(page), asked);
    });
  }
  /// Everything here becomes what was staged; unsynced work is set aside.
  page_report swap_staged() {
    return this->exchange([](auto& session) { return detail::staging<Schema>{session}.swap_all(); });
  }
  /// The same for one entity. Throws conflict where the server's database is another one by now.
  template <class Entity>
  page_report swap_staged() {
    return this->exchange([](auto& session) {
      return detail::staging<Schema>{session}.template swap_one<Entity>();
    });
  }

  /// Makes the queued operations up to a sequence, of one entity or of all (no name), override whatever the
  /// server has. What is on its way stays as it is. Returns how many it changed.
  std::size_t force_queued(std::string_view entity, std::int64_t through) {
    return this->write([&](auto& session) {
      return detail::force_marker<Schema>{session}.run(entity, through);
    });
  }
  /// The same for what has come back in conflict.
  std::size_t force_conflicts(std::string_view entity, std::int64_t through) {
    return this->write([&](auto& session) {
      return detail::force_marker<Schema>{session}.conflicts(entity, through);
    });
  }
  /// Whether one of these operations goes with the next push.
  [[nodiscard]] bool any_pending(std::vector<std::int64_t> const& sequences) const {
    return this->readers_.with([&](database& on) {
      detail::queue_table queue{on};
      for (auto const each : sequences)
        if (auto const op = queue.at(each); op && !op->blocked()) return true;
      return false;
    });
  }
  /// A queued operation by its place; nothing where it has left the queue.
  [[nodiscard]] std::optional<queued_operation> operation_at(std::int64_t sequence) const {
    return this->readers_.with(
        [&](database& on) { return detail::queue_table{on}.at(sequence); });
  }
  /// The sequence of the newest operation, ever.
  [[nodiscard]] std::int64_t last_sequence() const {
    return this->readers_.with([](database& on) {
      return on.prepared("SELECT seq FROM sqlite_sequence WHERE name='entente_queue'")
          .template value<std::int64_t>()
          .value_or(0);
    });
  }

 protected:
  explicit replica_force(replica_options options) : replica_exchange<Schema>(std::move(options)) {}
  ~replica_force() = default;

 private:
  [[noreturn]] static void refuse_no_work() {
    throw failure({error_code::not_found, "there is no such work set aside", {}, {}, {}});
  }
};

}  // namespace v0
}  // namespace entente
