// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/authority/detail/retention_tables.hpp>
#include <entente/authority/detail/store_statements.hpp>
#include <entente/authority/stored_row.hpp>
#include <entente/base/digest.hpp>
#include <entente/sqlite/bind.hpp>
#include <entente/sqlite/database.hpp>
#include <entente/sqlite/savepoint.hpp>
#include <entente/wire/acknowledged.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace entente {
inline namespace v0 {

/// A receipt as stored: what was asked and what was answered.
struct stored_receipt {
  uuid body_hash;
  std::string result;        ///< as JSON, where the answer said more than which version was made
  std::string principal;     ///< who was answered so
  std::int64_t version = 0;  ///< else this version
  stamp at{};                ///< and its stamp
  bool released = false;     ///< the caller needs no answer any more, and there is none
};

/// What a record was when the database's past was cut off, or what was given back of that past since.
struct recovered_state {
  stamp at{};                ///< when it was told so
  std::int64_t version = 0;  ///< the record's version that has it
  bool deleted = false;
  std::string image{};  ///< as write_object has it
};

/// One connection to one tenant's file, inside a transaction: everything the authority asks of a
/// store. Another store offers a class with the same members. One thread at a time; throws
/// `failure` (storage_*).
class store_session {
 public:
  explicit store_session(database& on) : on_(on) {}

  /// Begins a part of the transaction that can be undone alone: it is, unless `release()` is called.
  [[nodiscard]] savepoint begin_group() { return savepoint{on_}; }
  /// Moves with every row that is written.
  [[nodiscard]] std::int64_t writes() const noexcept { return on_.writes(); }
  /// False once an error has undone the whole transaction.
  [[nodiscard]] bool in_transaction() const noexcept { return on_.in_transaction(); }

  // ---- Records ---------------------------------------------------------------------------------

  template <class Entity>
  bool load(uuid const& key, stored_row<Entity>& into) {
    auto const run = on_.borrow(detail::store_statements<Entity>::get().load);
    run->bind(1, key);
    if (!run->step()) return false;
    read_row(*run, into);
    return true;
  }

  template <class Entity>
  bool exists(uuid const& key) {
    return on_.prepared(detail::store_statements<Entity>::get().exists).template value<std::int64_t>(key).has_value();
  }

  /// Whether a record is a tombstone; false for one that is not there.
  template <class Entity>
  bool is_deleted(uuid const& key) {
    return on_.prepared(detail::store_statements<Entity>::get().is_deleted).template value<bool>(key).value_or(false);
  }

  /// The live records whose ref, field `field` of the entity, points at a record.
  template <class Entity>
  std::vector<uuid> referring(std::size_t field, uuid const& target) {
    std::vector<uuid> keys;
    auto const run = on_.borrow(detail::store_statements<Entity>::get().referring[field]);
    run->bind(1, target);
    while (run->step()) keys.push_back(run->template column<uuid>(0));
    return keys;
  }

  /// Whether another live record has the same values in a unique set, by its position.
  template <class Entity>
  bool has_twin(stored_row<Entity> const& row, std::size_t set) {
    if constexpr (describe<Entity>::unique_sets.empty()) {
      return false;
    } else {
      auto const run = on_.borrow(detail::store_statements<Entity>::get().twins[set]);
      int const next = bind_fields(*run, 1, row.value, describe<Entity>::unique_sets[set]);
      run->bind(next, row.key);
      return run->step();
    }
  }

  /// The greatest key of a record that is not greater than that one; nil for none.
  template <class Entity>
  uuid last_key_up_to(uuid const& key) {
    return on_.prepared(detail::store_statements<Entity>::get().last_key)
        .template value<std::optional<uuid>>(key)
        .value_or(std::nullopt)
        .value_or(uuid{});
  }

  template <class Entity>
  std::optional<uuid> key_of_id(std::string_view id) {
    return on_.prepared(detail::store_statements<Entity>::get().key_of_id).template value<uuid>(id);
  }

  /// The server's own id of a record, where it has one.
  template <class Entity>
  std::optional<std::string> id_of(uuid const& key) {
    return on_.prepared(detail::store_statements<Entity>::get().id_of_key)
        .template value<std::optional<std::string>>(key)
        .value_or(std::nullopt);
  }

  /// Inserts a row that is not there yet, or replaces the one of `rowid`.
  template <class Entity>
  void save(stored_row<Entity>& row) {
    auto const& sql = detail::store_statements<Entity>::get();
    std::string const meta = row.meta.encode();
    auto const meta_bytes = std::as_bytes(std::span{meta});
    if (row.rowid == 0) {
      auto const run = on_.borrow(sql.insert);
      run->bind(1, row.key);
      bind_text_or_null(*run, 2, row.id);
      run->bind(3, row.version);
      run->bind(4, row.at);
      run->bind(5, row.deleted);
      run->bind_in_place(6, meta_bytes);
      bind_text_or_null(*run, 7, row.unknown);
      run->bind(8, row.created);
      bind_fields(*run, 9, row.value);
      run->step();
      row.rowid = on_.last_insert_rowid();
    } else {
      auto const run = on_.borrow(sql.update);
      run->bind(1, row.version);
      run->bind(2, row.at);
      run->bind(3, row.deleted);
      run->bind_in_place(4, meta_bytes);
      bind_text_or_null(*run, 5, row.unknown);
      bind_fields(*run, 6, row.value);
      run->bind(6 + static_cast<int>(describe<Entity>::size), row.rowid);
      run->step();
    }
  }

  /// The records after a stamp, in stamp order: step through it and read each with `read_row`.
  template <class Entity>
  [[nodiscard]] borrowed_statement scan(stamp after, std::size_t limit) {
    auto run = on_.borrow(detail::store_statements<Entity>::get().scan);
    run->bind(1, after);
    run->bind(2, limit);
    return run;
  }

  /// Live records within a range of keys, both ends included, in the order of their keys.
  template <class Entity>
  [[nodiscard]] borrowed_statement live_between(uuid const& first, uuid const& last) {
    auto run = on_.borrow(detail::store_statements<Entity>::get().live_between);
    run->bind(1, first);
    run->bind(2, last);
    return run;
  }

  /// Live records, oldest change first.
  template <class Entity>
  [[nodiscard]] borrowed_statement list(std::size_t limit, std::size_t offset) {
    auto run = on_.borrow(detail::store_statements<Entity>::get().list);
    run->bind(1, limit);
    run->bind(2, offset);
    return run;
  }

  /// The columns of `store_statements::columns` of the statement's current row.
  template <class Entity>
  static void read_row(statement& from, stored_row<Entity>& into) {
    read_head(from, into);
    read_fields_from(from, first_field, into.value);
  }
  /// The same without its fields, which stand in the columns from `first_field` on.
  static void read_head(statement& from, stored_head& into) {
    into.rowid = from.column<std::int64_t>(0);
    into.key = from.column<uuid>(1);
    read_text(from, 2, into.id);
    into.version = from.column<std::int64_t>(3);
    into.at = from.column<stamp>(4);
    into.deleted = from.column<bool>(5);
    into.meta.read(from.column<std::span<std::byte const>>(6));
    read_text(from, 7, into.unknown);
    into.created = from.column<stamp>(8);
  }
  static constexpr int first_field = 9;

  // ---- Superseded values -----------------------------------------------------------------------

  /// Remembers the value (JSON) a field held from the record's version `since` until the one before `until`, which
  /// has the stamp `at`.
  void put_history(std::string_view entity, uuid const& key, std::string_view field, std::int64_t since,
                   std::int64_t until, stamp at, std::string_view value, std::int64_t keep_versions) {
    on_.prepared("INSERT OR REPLACE INTO entente_history(entity,key,field,since_version,until_version,value,at) "
                 "VALUES(?,?,?,?,?,?,?)")
        .run(entity, key, field, since, until, value, at);
    if (until > keep_versions)
      on_.prepared("DELETE FROM entente_history WHERE entity=? AND key=? AND field=? AND until_version<=?")
          .run(entity, key, field, until - keep_versions);
  }

  /// The value a field held at `version`, where it has been superseded since and is still remembered.
  std::optional<std::string> history(std::string_view entity, uuid const& key, std::string_view field,
                                     std::int64_t version) {
    return on_
        .prepared("SELECT value FROM entente_history WHERE entity=? AND key=? AND field=? AND until_version>? "
                  "AND since_version<=? ORDER BY until_version LIMIT 1")
        .value<std::string>(entity, key, field, version, version);
  }

  // ---- Receipts --------------------------------------------------------------------------------

  std::optional<stored_receipt> receipt(uuid const& op_id) {
    auto const run =
        on_.borrow("SELECT body_hash,result,principal,version,at,replica,sequence FROM entente_receipt WHERE op_id=?");
    run->bind(1, op_id);
    if (!run->step()) return std::nullopt;
    stored_receipt found{run->column<uuid>(0), run->column<std::optional<std::string>>(1).value_or(""),
                         run->column<std::string>(2), run->column<std::int64_t>(3), run->column<stamp>(4)};
    auto const sequence = run->column<std::int64_t>(6);
    found.released = found.version == 0 ? found.result.empty()
                                        : sequence > 0 && sequence <= acknowledged_through(run->column<uuid>(5), found.principal);
    return found;
  }

  /// The greatest op id of a receipt that is not greater than that one; nil for none.
  uuid last_receipt_up_to(uuid const& op_id) {
    return on_.prepared("SELECT max(op_id) FROM entente_receipt WHERE op_id<=?")
        .value<std::optional<uuid>>(op_id)
        .value_or(std::nullopt)
        .value_or(uuid{});
  }

  /// The operation that used this place in a replica's queue, whether or not its answer is still kept.
  std::optional<uuid> operation_at(uuid const& replica, std::int64_t sequence) {
    return on_.prepared("SELECT op_id FROM entente_receipt WHERE replica=? AND sequence=?")
        .value<uuid>(replica, sequence);
  }

  /// The last place in its queue that an operation of a replica has used; 0 for none.
  std::int64_t last_place(uuid const& replica) {
    return on_.prepared("SELECT coalesce(max(sequence),0) FROM entente_receipt WHERE replica=?")
        .value<std::int64_t>(replica)
        .value_or(0);
  }

  void put_receipt(uuid const& op_id, uuid const& replica, std::int64_t sequence, uuid const& body_hash,
                   std::string_view principal, stamp at, std::string_view result) {
    on_.prepared("INSERT INTO entente_receipt(op_id,replica,sequence,body_hash,principal,at,version,result) "
                 "VALUES(?,?,?,?,?,?,0,?)")
        .run(op_id, replica, sequence, body_hash, principal, at, result);
  }
  /// The same of an answer that says which version was made, under which stamp, and nothing else.
  void put_plain_receipt(uuid const& op_id, uuid const& replica, std::int64_t sequence, uuid const& body_hash,
                         std::string_view principal, stamp at, std::int64_t version) {
    on_.prepared("INSERT INTO entente_receipt(op_id,replica,sequence,body_hash,principal,at,version) "
                 "VALUES(?,?,?,?,?,?,?)")
        .run(op_id, replica, sequence, body_hash, principal, at, version);
  }

  void forget_receipt(uuid const& op_id) { on_.prepared("DELETE FROM entente_receipt WHERE op_id=?").run(op_id); }

  /// Forgets the answers a replica no longer needs, and remembers how far that goes: of those that are a version and a
  /// stamp, that says it already. That an operation was applied
  /// is kept: a late copy of it must not be applied again, and a copied replica that uses its place for another
  /// operation must be told so.
  void release(uuid const& replica, std::string_view principal, acknowledged const& released, stamp now) {
    on_.prepared("UPDATE entente_receipt INDEXED BY entente_receipt_told SET result=NULL "
                 "WHERE replica=? AND sequence>? AND sequence<=? AND principal=? AND result IS NOT NULL")
        .run(replica, acknowledged_through(replica, principal), released.through, principal);
    for (auto const& op_id : released.beyond)
      on_.prepared("UPDATE entente_receipt SET result=NULL,version=0 WHERE op_id=? AND replica=? AND principal=?")
          .run(op_id, replica, principal);
    on_.prepared("INSERT INTO entente_replica(replica,principal,acknowledged,seen) VALUES(?,?,?,?) "
                 "ON CONFLICT(replica,principal) DO UPDATE SET "
                 "acknowledged=max(acknowledged,excluded.acknowledged),seen=excluded.seen")
        .run(replica, principal, released.through, now);
  }

  /// Whether `release` would find anything to forget.
  bool has_to_release(uuid const& replica, std::string_view principal, acknowledged const& released) {
    if (released.through > acknowledged_through(replica, principal)) return true;
    for (auto const& op_id : released.beyond)
      if (on_.prepared("SELECT 1 FROM entente_receipt WHERE op_id=? AND replica=? AND principal=? "
                       "AND (result IS NOT NULL OR version>0)")
              .value<std::int64_t>(op_id, replica, principal))
        return true;
    return false;
  }

  /// Up to which sequence a replica's receipts are gone.
  std::int64_t acknowledged_through(uuid const& replica, std::string_view principal) {
    return on_.prepared("SELECT acknowledged FROM entente_replica WHERE replica=? AND principal=?")
        .value<std::int64_t>(replica, principal)
        .value_or(0);
  }

  // ---- What was purged, and purging --------------------------------------------------------------

  [[nodiscard]] detail::retention_tables retention() { return detail::retention_tables{on_}; }

  // ---- What was overridden by force ------------------------------------------------------------

  /// Keeps a record as it was, as a change in JSON. Of all that is kept, the newest `most` since `oldest`
  /// stay.
  void put_replaced(std::string_view entity, uuid const& key, std::int64_t version, std::string_view record,
                    std::string_view principal, stamp now, std::int64_t most, stamp oldest) {
    on_.prepared("INSERT INTO entente_replaced(entity,key,version,record,principal,at) VALUES(?,?,?,?,?,?)")
        .run(entity, key, version, record, principal, now);
    on_.prepared("DELETE FROM entente_replaced WHERE id<=?").run(on_.last_insert_rowid() - most);
    on_.prepared("DELETE FROM entente_replaced WHERE id<(SELECT coalesce(min(id),0) FROM entente_replaced WHERE at>=?)")
        .run(oldest);
  }

  // ---- Epochs ----------------------------------------------------------------------------------

  /// A new epoch: what was told after `start` by another one is lost here.
  void begin_epoch(uuid const& epoch, stamp start, stamp now) {
    on_.prepared("INSERT OR IGNORE INTO entente_epoch(number,epoch,start,began) VALUES(0,?,0,0)").run(identifier("epoch"));
    on_.prepared("INSERT INTO entente_epoch(epoch,start,began) VALUES(?,?,?)").run(epoch, start, now);
    put_state("epoch", epoch);
    put_state("epoch_start", start);
    put_state("epoch_began", now);
  }

  /// The last stamp that this database is sure to have in common with the one of that epoch.
  stamp common_with(uuid const& epoch) {
    return on_
        .prepared("SELECT coalesce(min(start),0) FROM entente_epoch WHERE number>"
                  "coalesce((SELECT number FROM entente_epoch WHERE epoch=?),0)")
        .value<stamp>(epoch)
        .value_or(stamp{});
  }

  /// The number of the epoch that cut off the past of that one; of one that this database has never heard of, the
  /// newest. 0: none, the database is another one.
  std::int64_t fork_from(uuid const& epoch) {
    auto const known =
        on_.prepared("SELECT number FROM entente_epoch WHERE epoch=?").value<std::int64_t>(epoch);
    auto const* const sql = known ? "SELECT coalesce(min(number),0) FROM entente_epoch WHERE number>?"
                                  : "SELECT coalesce(max(number),0) FROM entente_epoch WHERE number>?";
    return on_.prepared(sql).value<std::int64_t>(known.value_or(0)).value_or(0);
  }

  /// What was given back of a record from the past of `branch`; of a nil branch, what it was at the fork.
  std::optional<recovered_state> recovered(std::string_view entity, uuid const& key, std::int64_t fork,
                                           uuid const& branch) {
    auto const run = on_.borrow(
        "SELECT at,version,deleted,image FROM entente_recovered WHERE entity=? AND key=? AND fork=? AND branch=?");
    run->bind(1, entity);
    run->bind(2, key);
    run->bind(3, fork);
    run->bind(4, branch);
    if (!run->step()) return std::nullopt;
    return recovered_state{run->column<stamp>(0), run->column<std::int64_t>(1), run->column<bool>(2),
                           run->column<std::string>(3)};
  }
  void put_recovered(std::string_view entity, uuid const& key, std::int64_t fork, uuid const& branch,
                     recovered_state const& state) {
    on_.prepared("INSERT OR REPLACE INTO entente_recovered(entity,key,fork,branch,at,version,deleted,image) "
                 "VALUES(?,?,?,?,?,?,?,?)")
        .run(entity, key, fork, branch, state.at, state.version, state.deleted, state.image);
  }
  /// Keeps what a record was at the forks not before `at`, or, of one made since, before `edited`.
  void keep_at_forks(std::string_view entity, uuid const& key, recovered_state const& state,
                     std::optional<edit_time> edited) {
    on_.prepared("INSERT OR IGNORE INTO entente_recovered(entity,key,fork,branch,at,version,deleted,image) "
                 "SELECT ?,?,number,zeroblob(16),?,?,?,? FROM entente_epoch WHERE CASE WHEN ?7 IS NULL THEN start>=?3 "
                 "ELSE began>=?7 END")
        .run(entity, key, state.at, state.version, state.deleted, state.image, edited);
  }

  // ---- Aliases ---------------------------------------------------------------------------------

  std::optional<uuid> alias(std::string_view entity, std::string_view principal, std::string_view text) {
    return on_.prepared("SELECT key FROM entente_alias WHERE entity=? AND principal=? AND alias=?")
        .value<uuid>(entity, principal, text);
  }
  std::optional<std::string> alias_of(std::string_view entity, std::string_view principal, uuid const& key) {
    return on_.prepared("SELECT alias FROM entente_alias WHERE entity=? AND key=? AND principal=?")
        .value<std::string>(entity, key, principal);
  }
  void put_alias(std::string_view entity, std::string_view principal, std::string_view text, uuid const& key) {
    on_.prepared("INSERT OR IGNORE INTO entente_alias(entity,principal,alias,key) VALUES(?,?,?,?)")
        .run(entity, principal, text, key);
  }

  // ---- The tenant's state ----------------------------------------------------------------------

  std::int64_t number(std::string_view name) {
    return on_.prepared("SELECT value FROM entente_state WHERE name=?").value<std::int64_t>(name).value_or(0);
  }
  std::optional<std::string> text(std::string_view name) {
    return on_.prepared("SELECT value FROM entente_state WHERE name=?").value<std::string>(name);
  }
  uuid identifier(std::string_view name) {
    return on_.prepared("SELECT value FROM entente_state WHERE name=?").value<uuid>(name).value_or(uuid{});
  }
  template <class T>
  void put_state(std::string_view name, T const& value) {
    on_.prepared("INSERT INTO entente_state(name,value) VALUES(?,?) ON CONFLICT(name) DO UPDATE SET value=excluded.value")
        .run(name, value);
  }

  std::pair<digest, std::int64_t> entity_digest_of(std::string_view entity) {
    auto const run = on_.borrow("SELECT low,high,count FROM entente_digest WHERE entity=?");
    run->bind(1, entity);
    if (!run->step()) return {};
    return {digest{static_cast<std::uint64_t>(run->column<std::int64_t>(0)),
                   static_cast<std::uint64_t>(run->column<std::int64_t>(1))},
            run->column<std::int64_t>(2)};
  }
  void put_digest(std::string_view entity, digest const& value, std::int64_t count) {
    on_.prepared("INSERT INTO entente_digest(entity,low,high,count) VALUES(?,?,?,?) ON CONFLICT(entity) DO UPDATE SET "
                 "low=excluded.low,high=excluded.high,count=excluded.count")
        .run(entity, static_cast<std::int64_t>(value.low), static_cast<std::int64_t>(value.high), count);
  }

 private:
  static void read_text(statement& from, int column, std::string& into) {
    if (from.is_null(column))
      into.clear();
    else
      from.read(column, into);
  }

  /// NULL for an empty text.
  static void bind_text_or_null(statement& run, int index, std::string const& text) {
    if (text.empty())
      run.bind(index, nullptr);
    else
      run.bind_in_place(index, text);
  }

  database& on_;
};

}  // namespace v0
}  // namespace entente
