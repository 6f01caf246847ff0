// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/error.hpp>
#include <entente/base/uuid.hpp>
#include <entente/entity/id.hpp>
#include <entente/replica/conflict.hpp>
#include <entente/replica/detail/resolver.hpp>
#include <entente/replica/detail/status_reader.hpp>
#include <entente/replica/queued_operation.hpp>
#include <entente/replica/replica_records.hpp>
#include <entente/replica/replica_status.hpp>
#include <entente/replica/snapshot_info.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
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

  [[nodiscard]] std::vector<conflict_info> conflicts() const {
    return this->readers_.with([](database& on) { return detail::conflict_table{on}.all(); });
  }

  /// The open conflict of a record, with what a person needs to decide.
  template <class Entity>
  [[nodiscard]] std::optional<conflict<Entity>> conflict_of(id<Entity> which) const {
    return this->readers_.with([&](database& on) {
      entente::transaction snapshot{on, transaction_kind::read};
      return detail::load_conflict<Entity>(on, which.key);
    });
  }

  /// What was replaced here, the newest first.
  [[nodiscard]] std::vector<snapshot_info> snapshots(std::size_t limit = 100) const {
    return this->readers_.with([&](database& on) { return detail::read_snapshots(on, limit); });
  }

  // ---- What a person decides -------------------------------------------------------------------

  /// Ends a conflict in favour of the record as it is here. Throws not_found where there is none.
  template <class Entity>
  void keep_local(id<Entity> which) {
    this->write([&](auto& session) {
      detail::local_row<Entity> row;
      session.template rows<Entity>().load(which.key, row);
      detail::resolver<Schema>{session}.template decide<Entity>(
          which.key, row.deleted ? std::nullopt : std::optional<Entity>{row.value});
    });
  }

  /// Ends a conflict in favour of the server; a snapshot of the record is kept. Throws not_found.
  template <class Entity>
  void use_server(id<Entity> which) {
    this->write([&](auto& session) {
      detail::resolver<Schema>{session}.template use_server<Entity>(which.key);
    });
  }

  /// Ends a conflict with a record put together by a person. Throws not_found.
  template <class Entity>
  void resolve(id<Entity> which, Entity const& merged) {
    this->write([&](auto& session) {
      detail::resolver<Schema>{session}.template decide<Entity>(which.key,
                                                                std::optional<Entity>{merged});
    });
  }

  /// Sends a failed operation again, with what was written to its record since. Throws not_found.
  void retry(uuid const& op_id) {
    this->write([&](auto& session) { detail::resolver<Schema>{session}.retry(op_id); });
  }

  /// Gives a failed operation up: the record becomes what it was without it; a snapshot is kept. The rest of
  /// its group goes on. Throws not_found.
  void discard(uuid const& op_id) {
    this->write([&](auto& session) { detail::resolver<Schema>{session}.discard(op_id); });
  }

  /// Makes a record what it was in a snapshot, as a new operation. Throws not_found.
  void undo(std::int64_t snapshot) {
    this->transaction([&](replica_transaction<Schema>& all) {
      auto const kept = detail::read_snapshot(this->writer_, snapshot);
      detail::with_entity_at<Schema>(
          kept ? Schema::find(kept->entity) : Schema::size, [&]<class Entity>() {
            auto const value = detail::read_image<Entity>(kept->image);
            detail::local_row<Entity> row;
            if (!value || !detail::row_table<Entity>{this->writer_}.load(kept->key, row))
              detail::local_writer<Schema>::template refuse_missing<Entity>();
            id<Entity> const which{kept->key};
            if (!kept->deleted) {
              all.restore(which);
              all.replace(which, *value);
            } else if (!row.deleted) {
              all.remove(which);
            }
          });
      if (!kept) throw failure({error_code::not_found, "there is no such snapshot", {}, {}, {}});
    });
  }

 protected:
  explicit replica_decisions(replica_options options)
      : replica_records<Schema>(std::move(options)) {}
  ~replica_decisions() = default;
};

}  // namespace v0
}  // namespace entente
