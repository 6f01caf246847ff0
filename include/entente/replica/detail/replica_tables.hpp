// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/entity/describe.hpp>
#include <entente/entity/field_mask.hpp>
#include <entente/sql/columns.hpp>
#include <entente/sql/identifier.hpp>
#include <entente/sql/index_definitions.hpp>
#include <entente/sql/refusing_trigger.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace entente {
inline namespace v0 {
namespace detail {

/// "entR", in the header of every replica's file.
inline constexpr int replica_application_id = 0x656e7452;
inline constexpr int replica_layout = 1;
/// Of a file that is being deleted.
inline constexpr int dropped_layout = 0x7fffffff;

/// The tables every replica has beside those of its entities. The partial indexes keep every question
/// that is asked per operation or per batch independent of the queue's length.
inline constexpr char const* replica_tables = R"(
CREATE TABLE IF NOT EXISTS entente_state(name TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS entente_queue(
  sequence INTEGER PRIMARY KEY AUTOINCREMENT, op_id BLOB NOT NULL UNIQUE, group_id INTEGER NOT NULL,
  entity TEXT NOT NULL, key BLOB NOT NULL, kind INTEGER NOT NULL, base_version INTEGER NOT NULL,
  edited INTEGER NOT NULL, schema_version INTEGER NOT NULL, force INTEGER NOT NULL, body TEXT NOT NULL,
  state INTEGER NOT NULL, sender BLOB, unsure INTEGER NOT NULL, attempts INTEGER NOT NULL, held_by INTEGER NOT NULL,
  error_code TEXT NOT NULL, message TEXT NOT NULL, field TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS entente_sent_form(
  sequence INTEGER PRIMARY KEY, entity TEXT NOT NULL, schema_version INTEGER NOT NULL, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS entente_sent_image(sequence INTEGER PRIMARY KEY, image TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS entente_queue_record ON entente_queue(key, sequence);
CREATE INDEX IF NOT EXISTS entente_queue_edited ON entente_queue(edited);
CREATE INDEX IF NOT EXISTS entente_queue_pending ON entente_queue(sequence) WHERE state=0;
CREATE INDEX IF NOT EXISTS entente_queue_sending ON entente_queue(sequence) WHERE state=1;
CREATE INDEX IF NOT EXISTS entente_queue_conflict ON entente_queue(sequence) WHERE state=2;
CREATE INDEX IF NOT EXISTS entente_queue_failed ON entente_queue(sequence) WHERE state=3;
CREATE INDEX IF NOT EXISTS entente_queue_held ON entente_queue(held_by, sequence) WHERE state=4;
CREATE INDEX IF NOT EXISTS entente_queue_group ON entente_queue(group_id, sequence) WHERE group_id>0;
CREATE TABLE IF NOT EXISTS entente_ref(
  target BLOB NOT NULL, sequence INTEGER NOT NULL, PRIMARY KEY(target, sequence)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS entente_ref_sequence ON entente_ref(sequence);
CREATE TABLE IF NOT EXISTS entente_settled(sequence INTEGER PRIMARY KEY, op_id BLOB NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS entente_lost(
  entity TEXT NOT NULL, key BLOB NOT NULL, op_id BLOB NOT NULL UNIQUE, at INTEGER NOT NULL, UNIQUE(key, entity));
CREATE TABLE IF NOT EXISTS entente_conflict(
  entity TEXT NOT NULL, key BLOB NOT NULL, sequence INTEGER NOT NULL UNIQUE, base_version INTEGER NOT NULL,
  server_version INTEGER NOT NULL, base TEXT, server TEXT, server_deleted INTEGER NOT NULL,
  server_edited INTEGER NOT NULL, at INTEGER NOT NULL, UNIQUE(key, entity));
CREATE TRIGGER IF NOT EXISTS entente_conflict_ends AFTER DELETE ON entente_queue BEGIN
  DELETE FROM entente_conflict WHERE sequence=old.sequence;
END;
CREATE TABLE IF NOT EXISTS entente_snapshot(
  id INTEGER PRIMARY KEY AUTOINCREMENT, entity TEXT NOT NULL, key BLOB NOT NULL, deleted INTEGER NOT NULL,
  image TEXT NOT NULL, reason TEXT NOT NULL, at INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS entente_quarantine(
  entity TEXT NOT NULL, key BLOB NOT NULL, version INTEGER NOT NULL, stamp INTEGER NOT NULL,
  deleted INTEGER NOT NULL, generation INTEGER NOT NULL, raw TEXT NOT NULL, reason TEXT NOT NULL, at INTEGER NOT NULL,
  UNIQUE(key, entity));
CREATE TABLE IF NOT EXISTS entente_set_aside(
  id INTEGER PRIMARY KEY AUTOINCREMENT, sequence INTEGER NOT NULL, entity TEXT NOT NULL, key BLOB NOT NULL, kind INTEGER NOT NULL,
  edited INTEGER NOT NULL, schema_version INTEGER NOT NULL, body TEXT NOT NULL, sent INTEGER NOT NULL,
  deleted INTEGER NOT NULL, image TEXT NOT NULL, reason TEXT NOT NULL, at INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS entente_set_aside_key ON entente_set_aside(key, entity);
CREATE TABLE IF NOT EXISTS entente_staged(
  number INTEGER PRIMARY KEY AUTOINCREMENT, scope TEXT NOT NULL, provisional INTEGER NOT NULL, page TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS entente_exclusion(
  id INTEGER PRIMARY KEY AUTOINCREMENT, wipe INTEGER NOT NULL, entity TEXT NOT NULL, condition TEXT NOT NULL,
  at INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS entente_excluded(
  entity TEXT NOT NULL, key BLOB NOT NULL, version INTEGER NOT NULL, stamp INTEGER NOT NULL,
  generation INTEGER NOT NULL, UNIQUE(key, entity));
CREATE TABLE IF NOT EXISTS entente_digest(
  entity TEXT PRIMARY KEY, low INTEGER NOT NULL, high INTEGER NOT NULL, count INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS entente_alias(
  remote TEXT NOT NULL, entity TEXT NOT NULL, foreign_id TEXT NOT NULL, key BLOB NOT NULL,
  UNIQUE(remote, entity, foreign_id));
CREATE INDEX IF NOT EXISTS entente_alias_key ON entente_alias(key, entity, remote);
)";

/// The rules that make a wrong version impossible, whoever writes to an entity's two tables: a record keeps its
/// key, and within one generation its version never goes down and keeps its stamp; the base keeps its tombstone
/// flag, too. Somebody else's backend need not count like that: a replica of one is not held to it.
inline std::string version_rules(std::string_view table, std::string_view base) {
  std::string const ours = "NOT EXISTS(SELECT 1 FROM entente_state WHERE name='foreign')";
  std::string const known = "entente_generation=NEW.entente_generation AND entente_version>0 AND "
                            "NEW.entente_version>0 AND NEW.entente_generation>=0";
  // Edits made here touch none of these columns, and need not ask.
  return refusing_trigger(table, "a version never goes down",
                          "BEFORE UPDATE OF entente_key,entente_version,entente_stamp,entente_generation",
                          "NEW.entente_key IS NOT OLD.entente_key OR "
                          "(NEW.entente_generation=OLD.entente_generation AND NEW.entente_generation>=0 AND "
                          "NEW.entente_version>0 AND (NEW.entente_version<OLD.entente_version OR "
                          "(NEW.entente_version=OLD.entente_version AND NEW.entente_stamp<>OLD.entente_stamp)) AND " +
                              ours + ")", refusal::fails) +
         ";" +
         refusing_trigger(base, "a version never goes down", "BEFORE INSERT",
                          "EXISTS(SELECT 1 FROM " + quoted_name(base) + " WHERE entente_key=NEW.entente_key AND " +
                              known + " AND (NEW.entente_version<entente_version OR "
                              "(NEW.entente_version=entente_version AND (NEW.entente_stamp<>entente_stamp OR "
                              "NEW.entente_deleted<>entente_deleted)))) AND " + ours) +
         ";" +
         refusing_trigger(base, "the version of a base never goes down", "BEFORE UPDATE",
                          "NEW.entente_key IS NOT OLD.entente_key OR "
                          "(NEW.entente_generation=OLD.entente_generation AND NEW.entente_generation>=0 AND "
                          "OLD.entente_version>0 AND NEW.entente_version>0 AND "
                          "(NEW.entente_version<OLD.entente_version OR (NEW.entente_version=OLD.entente_version AND "
                          "(NEW.entente_stamp<>OLD.entente_stamp OR NEW.entente_deleted<>OLD.entente_deleted))) AND " +
                              ours + ")", refusal::fails) +
         ";";
}

/// The SQL of one entity's two tables: the rows as the application sees them, and, for those with pending
/// operations, the rows as the server last told them.
template <class Entity>
struct replica_statements {
  static constexpr std::string_view meta =
      "entente_key,entente_version,entente_stamp,entente_deleted,entente_pending,entente_generation,entente_unknown,"
      "entente_created";
  static constexpr int meta_count = 8;

  std::string base_name = "entente_base_" + std::string{describe<Entity>::table};
  std::string table = quoted_name(describe<Entity>::table);
  std::string base = quoted_name(base_name);
  std::string stored = std::string{meta} + "," + column_list<Entity>();
  std::string state_columns = "entente_rowid," + std::string{meta};
  std::string columns = "entente_rowid," + stored;
  std::string places = placeholders(meta_count + describe<Entity>::size);

  /// What `record` tells; `read_record` reads it.
  std::string record_columns =
      "entente_key,entente_version,entente_stamp,entente_created,entente_deleted," + column_list<Entity>();
  std::string find = "SELECT " + record_columns + " FROM " + table + " WHERE entente_key=?";

  std::string load = "SELECT " + columns + " FROM " + table + " WHERE entente_key=?";
  std::string load_state = "SELECT " + state_columns + " FROM " + table + " WHERE entente_key=?";
  std::string load_base = "SELECT " + columns + " FROM " + base + " WHERE entente_key=?";
  std::string insert = "INSERT INTO " + table + "(" + stored + ") VALUES(" + places + ")";
  std::string create_row = "INSERT INTO " + table + "(" + stored + ") VALUES(?,0,0,0,1,0,NULL,0," +
                           placeholders(describe<Entity>::size) + ")";
  /// The parameters of `insert`, without the key, which stays as it is: its index need not be touched. One row is
  /// changed, or none: with OR FAIL SQLite keeps no copies of the pages it touches, to undo a part of it with.
  std::string state =
      " SET entente_version=?2,entente_stamp=?3,entente_deleted=?4,entente_pending=?5,entente_generation=?6,"
      "entente_unknown=?7,entente_created=?8";
  std::string update = "UPDATE OR FAIL " + table + state + "," + assignments<Entity>() + " WHERE entente_rowid=?";
  std::string update_state = "UPDATE OR FAIL " + table + state + " WHERE entente_rowid=?9";
  std::string update_base = "UPDATE OR FAIL " + base + state + "," + assignments<Entity>() + " WHERE entente_rowid=?";
  std::string put_base =
      "INSERT OR REPLACE INTO " + base + "(" + stored + ") VALUES(" + places + ")";
  std::string copy_to_base = "INSERT OR REPLACE INTO " + base + "(" + stored + ") SELECT " +
                             stored + " FROM " + table + " WHERE entente_rowid=?";
  std::string erase = "DELETE FROM " + table + " WHERE entente_key=?";
  std::string erase_base = "DELETE FROM " + base + " WHERE entente_key=?";
  std::string set_pending = "UPDATE " + table + " SET entente_pending=? WHERE entente_rowid=?";
  std::string begin_again = "UPDATE " + table + " SET entente_generation=?";
  std::string of_other_generation = "SELECT entente_key FROM " + table +
                                    " WHERE entente_generation<>? AND entente_pending=0";
  std::string all_of_older_generation = "SELECT entente_key FROM " + table +
                                        " WHERE entente_generation<>? AND entente_version>0";
  std::string of_older_generation =
      "SELECT entente_key FROM " + table +
      " WHERE entente_generation<>? AND entente_version>0 AND entente_pending=0";

  /// The statement that changes a row here: whether it is deleted, its operations, and some of its fields.
  struct row_change {
    std::string text;
    field_mask fields;
  };
  row_change const& change(field_mask which) const {
    std::lock_guard const lock{changing_};
    // Connections keep what they have prepared: of very many ways to edit a record, the later ones write all of it.
    if (changes_.size() >= most_changes && !changes_.contains(which.bits())) which = describe<Entity>::all;
    auto& made = changes_[which.bits()];
    if (made.text.empty()) {
      made.fields = which;
      made.text = "UPDATE " + table + " SET entente_deleted=?,entente_pending=?";
      if (which.any()) made.text += "," + assignments<Entity>(which);
      made.text += " WHERE entente_rowid=?";
    }
    return made;
  }

  static std::string create() {
    auto const& sql = get();
    std::string out;
    for (auto const* name : {&sql.table, &sql.base})
      out += "CREATE TABLE IF NOT EXISTS " + *name +
             "(entente_rowid INTEGER PRIMARY KEY,"
             " entente_key BLOB NOT NULL UNIQUE CHECK(length(entente_key)=16),"
             " entente_version INTEGER NOT NULL CHECK(entente_version>=0),"
             " entente_stamp INTEGER NOT NULL,"
             " entente_deleted INTEGER NOT NULL CHECK(entente_deleted IN (0,1)),"
             " entente_pending INTEGER NOT NULL CHECK(entente_pending>=0),"
             " entente_generation INTEGER NOT NULL,"
             " entente_unknown TEXT,"
             " entente_created INTEGER NOT NULL CHECK(entente_created>=0)," +
             column_definitions<Entity>() + ");";
    return out + version_rules(describe<Entity>::table, sql.base_name);
  }

  static replica_statements const& get() {
    static replica_statements const built;
    return built;
  }

 private:
  static constexpr std::size_t most_changes = 64;
  mutable std::mutex changing_;
  mutable std::map<std::uint64_t, row_change> changes_;  // by the fields' bits
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
