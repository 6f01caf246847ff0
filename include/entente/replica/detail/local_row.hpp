// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/timestamp.hpp>
#include <entente/base/uuid.hpp>
#include <entente/entity/field_mask.hpp>
#include <entente/entity/record.hpp>
#include <entente/replica/detail/replica_tables.hpp>
#include <entente/sqlite/bind.hpp>
#include <entente/sqlite/database.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace entente {
inline namespace v0 {
namespace detail {

/// A record as the replica keeps it. Of a base row, `pending` means nothing.
template <class Entity>
struct local_row {
  std::int64_t rowid = 0;  ///< 0 before the first save
  uuid key{};
  std::int64_t version = 0;  ///< the last one the server told; 0 before the first
  stamp at{};
  stamp created{};  ///< as the server told it; 0 before
  bool deleted = false;
  std::int64_t pending = 0;  ///< its operations in the queue
  std::int64_t generation =
      0;                  ///< of the stream that told `version`: versions compare within one only
  std::string unknown{};  ///< members this program has no field for: a JSON object, or empty
  Entity value{};
};

/// The columns of `replica_statements::state_columns`.
template <class Entity>
void read_state(statement const& from, local_row<Entity>& into) {
  into.rowid = from.column<std::int64_t>(0);
  into.key = from.column<uuid>(1);
  into.version = from.column<std::int64_t>(2);
  into.at = from.column<stamp>(3);
  into.deleted = from.column<bool>(4);
  into.pending = from.column<std::int64_t>(5);
  into.generation = from.column<std::int64_t>(6);
  if (from.is_null(7))
    into.unknown.clear();
  else
    from.read(7, into.unknown);
  into.created = from.column<stamp>(8);
}

/// The columns of `replica_statements::columns`.
template <class Entity>
void read_row(statement const& from, local_row<Entity>& into) {
  read_state(from, into);
  read_fields_from(from, 9, into.value);
}

/// The columns of `replica_statements::record_columns`.
template <class Entity>
void read_record(statement const& from, record<Entity>& into) {
  into.id.key = from.column<uuid>(0);
  into.version = from.column<std::int64_t>(1);
  into.updated_at = from.column<stamp>(2);
  into.created_at = from.column<stamp>(3);
  into.deleted = from.column<bool>(4);
  read_fields_from(from, 5, into.value);
}

/// The two tables of one entity, over one connection.
template <class Entity>
class row_table {
 public:
  explicit row_table(database& on) : on_(on), sql_(replica_statements<Entity>::get()) {}

  /// A record as applications see it, also a deleted one.
  [[nodiscard]] std::optional<record<Entity>> find(uuid const& key) {
    std::optional<record<Entity>> found;
    auto const run = on_.borrow(sql_.find);
    run->bind_in_place(1, key);
    if (run->step()) read_record(*run, found.emplace());
    return found;
  }

  bool load(uuid const& key, local_row<Entity>& into) { return load_with(sql_.load, key, into); }
  bool load_base(uuid const& key, local_row<Entity>& into) {
    return load_with(sql_.load_base, key, into);
  }
  /// A row without its fields, which are left as they are in `into`.
  bool load_state(uuid const& key, local_row<Entity>& into) {
    auto const run = on_.borrow(sql_.load_state);
    run->bind_in_place(1, key);
    if (!run->step()) return false;
    read_state(*run, into);
    return true;
  }

  /// Inserts a row that is not there yet, or replaces the one of `rowid`.
  void save(local_row<Entity>& row) { save(row, row.value); }
  /// The same with other fields than the row's own.
  void save(local_row<Entity>& row, Entity const& value) {
    auto const run = on_.borrow(row.rowid == 0 ? sql_.insert : sql_.update);
    int const next = bind_row(*run, row, value);
    if (row.rowid != 0) run->bind(next, row.rowid);
    run->step();
    if (row.rowid == 0) row.rowid = on_.last_insert_rowid();
  }

  /// Inserts a record made here, with one operation to come. Returns its rowid.
  std::int64_t create(uuid const& key, Entity const& value) {
    auto const run = on_.borrow(sql_.create_row);
    run->bind_in_place(1, key);
    bind_fields(*run, 2, value);
    run->step();
    return on_.last_insert_rowid();
  }

  /// Writes what an edit made here changes of a row that is there: tombstone flag, count of operations, some fields.
  void save_edit(local_row<Entity> const& row, field_mask which) {
    auto const& change = sql_.change(which);
    auto const run = on_.borrow(change.text);
    run->bind(1, row.deleted);
    run->bind(2, row.pending);
    run->bind(bind_fields(*run, 3, row.value, change.fields), row.rowid);
    run->step();
  }

  /// Writes what the server says of a row that is there, whose fields are as they were.
  void save_state(local_row<Entity> const& row) {
    auto const run = on_.borrow(sql_.update_state);
    bind_state(*run, row);
    run->bind(9, row.rowid);
    run->step();
  }

  /// Puts a base row there, or replaces the one of `rowid`.
  void save_base(local_row<Entity> const& row) { save_base(row, row.value); }
  void save_base(local_row<Entity> const& row, Entity const& value) {
    auto const run = on_.borrow(row.rowid == 0 ? sql_.put_base : sql_.update_base);
    int const next = bind_row(*run, row, value);
    if (row.rowid != 0) run->bind(next, row.rowid);
    run->step();
  }

  void copy_to_base(std::int64_t rowid) { on_.prepared(sql_.copy_to_base).run(rowid); }
  void erase(uuid const& key) { on_.prepared(sql_.erase).run(key); }
  void erase_base(uuid const& key) { on_.prepared(sql_.erase_base).run(key); }
  void set_pending(std::int64_t rowid, std::int64_t count) { on_.prepared(sql_.set_pending).run(count, rowid); }

 private:
  bool load_with(std::string const& text, uuid const& key, local_row<Entity>& into) {
    auto const run = on_.borrow(text);
    run->bind_in_place(1, key);
    if (!run->step()) return false;
    read_row(*run, into);
    return true;
  }

  static int bind_row(statement& run, local_row<Entity> const& row, Entity const& value) {
    run.bind_in_place(1, row.key);
    bind_state(run, row);
    return bind_fields(run, 9, value);
  }
  static void bind_state(statement& run, local_row<Entity> const& row) {
    run.bind(2, row.version);
    run.bind(3, row.at);
    run.bind(4, row.deleted);
    run.bind(5, row.pending);
    run.bind(6, row.generation);
    if (row.unknown.empty())
      run.bind(7, nullptr);
    else
      run.bind_in_place(7, row.unknown);
    run.bind(8, row.created);
  }

  database& on_;
  replica_statements<Entity> const& sql_;
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
