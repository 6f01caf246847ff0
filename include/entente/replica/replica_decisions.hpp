// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/error.hpp>
#include <entente/base/uuid.hpp>
#include <entente/entity/id.hpp>
#include <entente/replica/conflict.hpp>
#include <entente/replica/dead_letter.hpp>
#include <entente/replica/detail/change_watch.hpp>
#include <entente/replica/detail/dead_letters.hpp>
#include <entente/replica/detail/explain.hpp>
#include <entente/replica/detail/export_failed.hpp>
#include <entente/replica/detail/observer.hpp>
#include <entente/replica/detail/reentry.hpp>
#include <entente/replica/detail/resolver.hpp>
#include <entente/replica/detail/status_reader.hpp>
#include <entente/replica/queued_operation.hpp>
#include <entente/replica/replica_records.hpp>
#include <entente/replica/replica_status.hpp>
#include <entente/replica/snapshot_info.hpp>
#include <entente/replica/stuck_reason.hpp>
#include <entente/replica/subscription.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace entente {
inline namespace v0 {

/// The part of a replica that tells how things stand, and takes what a person decides about what cannot go
/// on by itself.
template <class Schema>
class replica_decisions : public replica_records<Schema> {
 public:
  // ---- How things stand ------------------------------------------------------------------------

  [[nodiscard]] replica_status status() const {
    return this->readers_.with([](database& on) { return detail::read_status(on); });
  }

  /// The oldest operations that the server has not acknowledged, in order.
  [[nodiscard]] std::vector<queued_operation> queue(std::size_t limit = 100) const {
    return this->readers_.with([&](database& on) { return detail::queue_table{on}.first_ones(limit); });
  }

  /// Every conflict, those that are being resolved as well, in queue order.
  [[nodiscard]] std::vector<conflict_info> conflicts() const {
    return this->readers_.with([](database& on) { return detail::conflict_table{on}.all(); });
  }

  /// How many conflicts wait for a person.
  [[nodiscard]] std::int64_t conflict_count() const {
    return this->readers_.with(
        [](database& on) { return detail::queue_table{on}.count(operation_state::conflict); });
  }

  /// Calls `f(std::vector<conflict_info> const&)` with all conflicts after every commit of this replica that has
  /// opened or ended one, or made it stand differently. Otherwise as `observe`.
  template <class F>
  subscription observe_conflicts(F&& f) {
    auto call = std::make_shared<std::decay_t<F>>(std::forward<F>(f));
    return subscription{this->observers_.add(
        detail::change_watch<Schema>::conflicts, [call](detail::change_news const& news) {
          if (news.conflicts) (*call)(*news.conflicts);
        })};
  }

  /// The conflict of a record, with what a person needs to decide.
  template <class Entity>
  [[nodiscard]] std::optional<conflict<Entity>> conflict_of(id<Entity> which) const {
    return this->readers_.with([&](database& on) {
      entente::transaction const snapshot{on, transaction_kind::read};
      return detail::load_conflict<Entity>(on, which.key);
    });
  }

  /// What was replaced here, the newest first.
  [[nodiscard]] std::vector<snapshot_info> snapshots(std::size_t limit = 100) const {
    return this->readers_.with([&](database& on) { return detail::read_snapshots(on, limit); });
  }

  // ---- What a person decides -------------------------------------------------------------------

  // A decision that the server has to hear of leaves its conflict in state `resolving` until the server has
  // taken it. It goes as an operation based on the server's version that was decided on: what the server has
  // got meanwhile opens the conflict again, with fresh images. The forms that take the conflict as it was
  // shown throw `conflict`, and change nothing, where the server's version known here is another one by now;
  // so do all of them while the decision is on its way. All throw not_found for a record without a conflict.

  /// Decides a conflict in favour of the record as it is here.
  template <class Entity>
  void keep_local(id<Entity> which) {
    this->write([&](auto& session) { keep_local_in(session, which); });
  }
  template <class Entity>
  void keep_local(conflict<Entity> const& shown) {
    this->write([&](auto& session) {
      detail::resolver<Schema>{session}.check_shown(shown);
      keep_local_in(session, shown.id);
    });
  }

  /// Decides a conflict in favour of the server; a snapshot of the record is kept.
  template <class Entity>
  void use_server(id<Entity> which) {
    this->write([&](auto& session) {
      detail::resolver<Schema>{session}.template use_server<Entity>(which.key);
    });
  }
  template <class Entity>
  void use_server(conflict<Entity> const& shown) {
    this->write([&](auto& session) {
      detail::resolver<Schema> resolver{session};
      resolver.check_shown(shown);
      resolver.template use_server<Entity>(shown.id.key);
    });
  }

  /// Decides a conflict by a record put together by a person; a snapshot is kept of what it replaces. Throws
  /// validation_failed for one that its entity refuses.
  template <class Entity>
  void resolve(id<Entity> which, Entity const& merged) {
    this->write([&](auto& session) {
      detail::resolver<Schema>{session}.template decide<Entity>(which.key, merged);
    });
  }
  template <class Entity>
  void resolve(conflict<Entity> const& shown, Entity const& merged) {
    this->write([&](auto& session) {
      detail::resolver<Schema> resolver{session};
      resolver.check_shown(shown);
      resolver.template decide<Entity>(shown.id.key, merged);
    });
  }

  // ---- Dead letters: what the server has refused for good. All throw not_found for another operation. ----

  /// The failed operations in queue order, each with its reason and with what waits for it.
  [[nodiscard]] std::vector<dead_letter> failed() const {
    return this->readers_.with([](database& on) {
      entente::transaction const snapshot{on, transaction_kind::read};
      detail::queue_table queue{on};
      std::vector<dead_letter> found;
      for (auto& op : queue.failed()) {
        auto why = op.why();
        auto held = queue.held_by(op.sequence);
        found.push_back({std::move(op), std::move(why), std::move(held)});
      }
      return found;
    });
  }

  /// Sends a failed operation again, with what was written to its record since, and with its group.
  void retry(uuid const& op_id) {
    this->write([&](auto& session) { detail::dead_letters<Schema>{session}.retry(op_id); });
  }

  /// Corrects what a failed operation says: calls `change(Entity&)` with the record as it is here, stores what it
  /// changed, and sends the operation again with it, alone or with its group. Throws invalid_argument for a
  /// refused delete or restore and for a ref to a record made later, validation_failed, too_large, and
  /// unsupported for an operation that another version of the program wrote.
  template <class Entity, class Change>
  void edit(uuid const& op_id, Change&& change) {
    this->write([&](auto& session) {
      detail::dead_letters<Schema>{session}.template edit<Entity>(op_id, std::forward<Change>(change));
    });
  }

  /// Gives a failed operation up: the record becomes what it was without it; a snapshot is kept. The rest of
  /// its group goes on.
  void discard(uuid const& op_id) {
    this->write([&](auto& session) { detail::dead_letters<Schema>{session}.discard(op_id); });
  }

  /// The same of the whole local transaction that the failed operation belongs to.
  void discard_group(uuid const& op_id) {
    this->write([&](auto& session) { detail::dead_letters<Schema>{session}.discard_group(op_id); });
  }

  /// Everything that is needed to enter the failed operations by hand, as one JSON object: `failed`, a list of
  /// operations with `error`, `patch`, the `record` as it is here, its `base` as the server last told it, and
  /// `held`, the same of what waits for them. It holds record contents.
  [[nodiscard]] std::string export_failed() const {
    return this->readers_.with([&](database& on) {
      entente::transaction const snapshot{on, transaction_kind::read};
      return detail::export_failed<Schema>(on, this->tenant(), this->options().now());
    });
  }

  /// Why an operation is not on the server yet; an answer for every id.
  [[nodiscard]] stuck_reason why(uuid const& op_id) const {
    return this->readers_.with([&](database& on) {
      entente::transaction const snapshot{on, transaction_kind::read};
      return detail::explain(on, op_id, this->options().server_attempts);
    });
  }

  // ---- Undo ------------------------------------------------------------------------------------

  /// Makes a record what it was in a snapshot, as a new operation; what that replaces is kept as a snapshot, too.
  /// A record that is gone is made again under its key. Throws not_found; not_ready where the record was
  /// wiped and has not come again; validation_failed; unsupported and malformed for what this program cannot read.
  void undo(std::int64_t snapshot) {
    this->require_ready();
    this->write([&](auto& session) {
      auto const kept = detail::read_snapshot(session.on, snapshot);
      if (!kept) throw failure({error_code::not_found, "there is no such snapshot", {}, {}, {}});
      if (Schema::find(kept->entity) == Schema::size)
        throw failure({error_code::unsupported, "this program has no such entity", kept->entity, {}, {}});
      detail::with_entity_at<Schema>(Schema::find(kept->entity), [&]<class Entity>() {
        detail::reentry<Schema, Entity>{session}.run(*kept);
      });
    });
  }

 protected:
  explicit replica_decisions(replica_options options)
      : replica_records<Schema>(std::move(options)) {}
  ~replica_decisions() = default;

 private:
  template <class Entity>
  static void keep_local_in(detail::replica_session<Schema>& session, id<Entity> which) {
    detail::local_row<Entity> row;
    session.template rows<Entity>().load(which.key, row);
    detail::resolver<Schema>{session}.template decide<Entity>(
        which.key, row.deleted ? std::nullopt : std::optional<Entity>{row.value});
  }
};

}  // namespace v0
}  // namespace entente
