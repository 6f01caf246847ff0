// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/error.hpp>
#include <entente/entity/schema.hpp>
#include <entente/replica/conflict.hpp>
#include <entente/replica/detail/local_writer.hpp>
#include <entente/replica/detail/page_applier.hpp>
#include <entente/replica/detail/push_batch.hpp>
#include <entente/replica/detail/reader_pool.hpp>
#include <entente/replica/detail/replica_file.hpp>
#include <entente/replica/detail/resolver.hpp>
#include <entente/replica/detail/settler.hpp>
#include <entente/replica/detail/status_reader.hpp>
#include <entente/replica/query_builder.hpp>
#include <entente/replica/queued_operation.hpp>
#include <entente/replica/replica_options.hpp>
#include <entente/replica/replica_status.hpp>
#include <entente/replica/replica_transaction.hpp>
#include <entente/replica/snapshot_info.hpp>
#include <entente/replica/sync_outcome.hpp>
#include <entente/sqlite/transaction.hpp>

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

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
class replica {
  static_assert(Schema::usable);

 public:
  /// Opens the tenant's file in the directory, or makes it. What was on its way to the server when the
  /// program ended is pending again, under the same ids. A new version of the schema adds its tables and
  /// columns here.
  explicit replica(replica_options options)
      : options_(std::move(options)),
        writer_(detail::replica_path(options_), detail::replica_database_options(options_)),
        readers_(options_.directory / tenant_file_name(options_.tenant)) {
    detail::replica_file<Schema>::set_up(writer_, options_, clock_);
  }
  replica(replica const&) = delete;
  replica& operator=(replica const&) = delete;

  [[nodiscard]] replica_options const& options() const noexcept { return options_; }
  [[nodiscard]] std::string const& tenant() const noexcept { return options_.tenant; }

  // ---- Records ---------------------------------------------------------------------------------

  /// Makes a record and returns its key, which it keeps for ever.
  template <class Entity>
  id<Entity> create(Entity const& value) {
    return transaction([&](replica_transaction<Schema>& all) { return all.create(value); });
  }

  /// Calls `change(Entity&)` and stores what it changed; only those fields travel. Throws not_found.
  template <class Entity, class Change>
  void update(id<Entity> which, Change&& change) {
    transaction(
        [&](replica_transaction<Schema>& all) { all.update(which, std::forward<Change>(change)); });
  }

  /// Gives a record new contents. Only fields that differ travel. Throws not_found.
  template <class Entity>
  void replace(id<Entity> which, Entity const& value) {
    transaction([&](replica_transaction<Schema>& all) { all.replace(which, value); });
  }

  /// Deletes a record; it stays as a tombstone. Throws not_found.
  template <class Entity>
  void remove(id<Entity> which) {
    transaction([&](replica_transaction<Schema>& all) { all.remove(which); });
  }

  /// Brings a deleted record back; nothing happens to one that is there. Throws not_found for one that
  /// never was.
  template <class Entity>
  void restore(id<Entity> which) {
    transaction([&](replica_transaction<Schema>& all) { all.restore(which); });
  }

  /// A record, unless there is none or it is deleted.
  template <class Entity>
  [[nodiscard]] std::optional<record<Entity>> find(id<Entity> which) const {
    auto found = find_any(which);
    if (found && found->deleted) found.reset();
    return found;
  }

  /// A record, also a deleted one.
  template <class Entity>
  [[nodiscard]] std::optional<record<Entity>> find_any(id<Entity> which) const {
    return readers_.with([&](database& on) -> std::optional<record<Entity>> {
      detail::local_row<Entity> row;
      if (!detail::row_table<Entity>{on}.load(which.key, row)) return std::nullopt;
      return detail::to_record(std::move(row));
    });
  }

  /// The contents of a record. Throws not_found.
  template <class Entity>
  [[nodiscard]] Entity get(id<Entity> which) const {
    auto found = find(which);
    if (!found) detail::local_writer<Schema>::template refuse_missing<Entity>();
    return std::move(found->value);
  }

  template <class Entity>
  [[nodiscard]] query_builder<Entity> query() const {
    static_assert(Schema::template contains<Entity>,
                  "entente: this type is not an entity of the schema; add it to schema<...>");
    return query_builder<Entity>{detail::pooled_connection{&readers_}};
  }

  /// Runs `body(replica_transaction&)` and returns what it returns: all of its writes, or, when it throws,
  /// none. The server applies them as one, too. Transactions do not nest. Throws too_large where they are
  /// more than one group may hold.
  template <class Body>
  auto transaction(Body&& body) {
    return write([&](auto& session) {
      detail::local_writer<Schema> writer{session};
      replica_transaction<Schema> all{session, writer};
      if constexpr (std::is_void_v<decltype(body(all))>) {
        body(all);
        writer.enqueue();
        return;
      } else {
        auto answer = body(all);
        writer.enqueue();
        return answer;
      }
    });
  }

  // ---- How things stand ------------------------------------------------------------------------

  [[nodiscard]] replica_status status() const {
    return readers_.with([](database& on) { return detail::read_status(on); });
  }

  /// The oldest operations that the server has not acknowledged, in order.
  [[nodiscard]] std::vector<queued_operation> queue(std::size_t limit = 100) const {
    return readers_.with([&](database& on) { return detail::queue_table{on}.first_ones(limit); });
  }

  [[nodiscard]] std::vector<conflict_info> conflicts() const {
    return readers_.with([](database& on) { return detail::conflict_table{on}.all(); });
  }

  /// The open conflict of a record, with what a person needs to decide.
  template <class Entity>
  [[nodiscard]] std::optional<conflict<Entity>> conflict_of(id<Entity> which) const {
    return readers_.with([&](database& on) {
      entente::transaction snapshot{on, transaction_kind::read};
      return detail::load_conflict<Entity>(on, which.key);
    });
  }

  /// What was replaced here, the newest first.
  [[nodiscard]] std::vector<snapshot_info> snapshots(std::size_t limit = 100) const {
    return readers_.with([&](database& on) { return detail::read_snapshots(on, limit); });
  }

  // ---- What a person decides -------------------------------------------------------------------

  /// Ends a conflict in favour of the record as it is here. Throws not_found where there is none.
  template <class Entity>
  void keep_local(id<Entity> which) {
    write([&](auto& session) {
      detail::local_row<Entity> row;
      session.template rows<Entity>().load(which.key, row);
      detail::resolver<Schema>{session}.template decide<Entity>(
          which.key, row.deleted ? std::nullopt : std::optional<Entity>{row.value});
    });
  }

  /// Ends a conflict in favour of the server; a snapshot of the record is kept. Throws not_found.
  template <class Entity>
  void use_server(id<Entity> which) {
    write([&](auto& session) {
      detail::resolver<Schema>{session}.template use_server<Entity>(which.key);
    });
  }

  /// Ends a conflict with a record put together by a person. Throws not_found.
  template <class Entity>
  void resolve(id<Entity> which, Entity const& merged) {
    write([&](auto& session) {
      detail::resolver<Schema>{session}.template decide<Entity>(which.key,
                                                                std::optional<Entity>{merged});
    });
  }

  /// Sends a failed operation again, with what was written to its record since. Throws not_found.
  void retry(uuid const& op_id) {
    write([&](auto& session) { detail::resolver<Schema>{session}.retry(op_id); });
  }

  /// Gives a failed operation up: the record becomes what it was without it; a snapshot is kept. The rest of
  /// its group goes on. Throws not_found.
  void discard(uuid const& op_id) {
    write([&](auto& session) { detail::resolver<Schema>{session}.discard(op_id); });
  }

  /// Makes a record what it was in a snapshot, as a new operation. Throws not_found.
  void undo(std::int64_t snapshot) {
    transaction([&](replica_transaction<Schema>& all) {
      auto const kept = detail::read_snapshot(writer_, snapshot);
      detail::with_entity_at<Schema>(
          kept ? Schema::find(kept->entity) : Schema::size, [&]<class Entity>() {
            auto const value = detail::read_image<Entity>(kept->image);
            detail::local_row<Entity> row;
            if (!value || !detail::row_table<Entity>{writer_}.load(kept->key, row))
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

  // ---- The sync door: for the sync room, not for applications ------------------------------------

  /// The next groups to push, whole and in order, marked as on their way before this returns. No groups
  /// when nothing is pending. What an earlier lease left unsettled goes again, unchanged.
  [[nodiscard]] push_request lease(std::size_t max_operations, std::size_t max_bytes,
                                   bool with_images = false) {
    return exchange([&](auto& session) {
      return detail::push_batch<Schema>{session}.cut(max_operations, max_bytes, with_images);
    });
  }

  /// Works in the server's answer, durably: only after this may the receipts be released.
  settle_report settle(push_request const& request, push_answer const& answer) {
    return exchange([&](auto& session) {
      session.observe_server_time(answer.server_time);
      session.state.put("last_push", session.now.time_since_epoch().count());
      return detail::settler<Schema>{session}.run(request, answer);
    });
  }

  /// The outcome is not known, or nothing was sent: the operations are pending again, as they were.
  void release(push_request const& request) {
    write([&](auto& session) {
      for (auto const& group : request.groups)
        for (auto const& op : group)
          session.on.prepared("UPDATE entente_queue SET state=0 WHERE op_id=? AND state=1")
              .run(op.op_id);
    });
  }

  /// The operations have failed for good.
  void fail(push_request const& request, error const& why) {
    push_answer answer;
    for (auto const& group : request.groups)
      for (auto const& op : group) {
        op_result refused;
        refused.op_id = op.op_id;
        refused.outcome = verdict::rejected;
        refused.code = why.code;
        refused.message = why.message;
        refused.field = why.field;
        answer.results.push_back(std::move(refused));
      }
    write([&](auto& session) {
      for (auto const& group : request.groups)
        for (auto const& op : group)
          session.on.prepared("UPDATE entente_queue SET state=1 WHERE op_id=? AND state=0")
              .run(op.op_id);
      detail::settler<Schema>{session}.run(request, answer);
    });
  }

  /// Works in one page, in one transaction with its cursor. `released` is what the request for it carried:
  /// the server has seen it. Throws protocol_violation for a page that does not lead on.
  page_report apply(change_page const& page, acknowledged const& released = {}) {
    return write([&](auto& session) {
      session.observe_server_time(page.server_time);
      session.on.prepared("DELETE FROM entente_settled WHERE sequence<=?").run(released.through);
      for (auto const& op_id : released.beyond)
        session.on.prepared("DELETE FROM entente_settled WHERE op_id=?").run(op_id);
      return detail::page_applier<Schema>{session}.run(page);
    });
  }

  /// Where the next page of a stream starts; empty: at the beginning.
  [[nodiscard]] std::string cursor(std::string_view scope = {}) const {
    return read_state([&](detail::state_table& state) {
      return state.text(detail::cursor_name(scope)).value_or("");
    });
  }
  [[nodiscard]] uuid incarnation() const {
    return read_state([](detail::state_table& state) { return state.identifier("incarnation"); });
  }
  /// The answers that are durable here, so that the server may forget their receipts.
  [[nodiscard]] acknowledged released() const {
    return readers_.with([](database& on) {
      entente::transaction snapshot{on, transaction_kind::read};
      return detail::settled_operations(on);
    });
  }

  /// Small facts that the sync room keeps in the file.
  [[nodiscard]] std::optional<std::string> note(std::string_view name) const {
    return read_state(
        [&](detail::state_table& state) { return state.text("note:" + std::string{name}); });
  }
  void set_note(std::string_view name, std::string_view value) {
    write([&](auto& session) { session.state.put("note:" + std::string{name}, value); });
  }

  /// What a foreign server calls a record, and the other way round. A pair once noted stays.
  [[nodiscard]] std::optional<std::string> foreign_id(std::string_view remote,
                                                      std::string_view entity,
                                                      uuid const& key) const {
    return readers_.with([&](database& on) {
      return on
          .prepared("SELECT foreign_id FROM entente_alias WHERE key=? AND entity=? AND remote=?")
          .template value<std::string>(key, entity, remote);
    });
  }
  [[nodiscard]] std::optional<uuid> key_of(std::string_view remote, std::string_view entity,
                                           std::string_view foreign_id) const {
    return readers_.with([&](database& on) {
      return on
          .prepared("SELECT key FROM entente_alias WHERE remote=? AND entity=? AND foreign_id=?")
          .template value<uuid>(remote, entity, foreign_id);
    });
  }
  void note_alias(std::string_view remote, std::string_view entity, std::string_view foreign_id,
                  uuid const& key) {
    write([&](auto& session) {
      session.on
          .prepared(
              "INSERT OR IGNORE INTO entente_alias(remote,entity,foreign_id,key) VALUES(?,?,?,?)")
          .run(remote, entity, foreign_id, key);
    });
  }

  /// One process syncs a file at a time. Takes or renews the right to; false while another holds it.
  [[nodiscard]] bool try_sync_lease(uuid const& owner, timestamp until) {
    return write([&](auto& session) {
      auto const holder = session.state.identifier("lease_owner");
      bool const free =
          holder.is_nil() || holder == owner ||
          session.state.number("lease_until") <= session.now.time_since_epoch().count();
      if (!free) return false;
      session.state.put("lease_owner", owner);
      session.state.put("lease_until", until.time_since_epoch().count());
      return true;
    });
  }
  void release_sync_lease(uuid const& owner) {
    write([&](auto& session) {
      if (session.state.identifier("lease_owner") == owner) session.state.forget("lease_owner");
    });
  }

 private:
  using session_type = detail::replica_session<Schema>;

  /// Runs `body(session)` in a write transaction.
  template <class Body>
  auto write(Body&& body) {
    std::lock_guard const lock{writing_};
    if (writer_.in_transaction())
      throw failure({error_code::invalid_argument,
                     "a transaction is open on this thread already",
                     {},
                     {},
                     "use the transaction that was handed to you"});
    entente::transaction all{writer_};
    session_type session{writer_, options_, clock_};
    if constexpr (std::is_void_v<decltype(body(session))>) {
      body(session);
      session.finish();
      all.commit();
    } else {
      auto answer = body(session);
      session.finish();
      all.commit();
      return answer;
    }
  }

  /// The same, on the disk before it returns: what another party will rely on must not be lost in a power cut.
  template <class Body>
  auto exchange(Body&& body) {
    std::lock_guard const lock{writing_};
    if (options_.durable || writer_.in_transaction()) return write(std::forward<Body>(body));
    writer_.exec("PRAGMA synchronous=FULL");
    struct back_to_normal {
      database& on;
      ~back_to_normal() {
        try {
          on.exec("PRAGMA synchronous=NORMAL");
        } catch (failure const&) {  // then it stays as safe as it is
        }
      }
    } const guard{writer_};
    return write(std::forward<Body>(body));
  }

  template <class Read>
  auto read_state(Read&& read) const {
    return readers_.with([&](database& on) {
      detail::state_table state{on};
      return read(state);
    });
  }

  replica_options options_;
  database writer_;
  std::recursive_mutex writing_;  // recursive, so that a nested call is refused and not stuck
  detail::replica_clock clock_;
  mutable detail::reader_pool readers_;
};

}  // namespace v0
}  // namespace entente
