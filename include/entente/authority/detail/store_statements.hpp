// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/authority/detail/version_rules.hpp>
#include <entente/entity/describe.hpp>
#include <entente/sql/columns.hpp>
#include <entente/sql/identifier.hpp>
#include <entente/sql/index_definitions.hpp>
#include <entente/sql/referrer_lookup.hpp>
#include <entente/sql/unique_lookup.hpp>

#include <array>
#include <cstddef>
#include <string>
#include <vector>

namespace entente {
inline namespace v0 {
namespace detail {

/// The SQL of the tables every tenant's file has beside those of its entities.
inline constexpr char const* store_tables = R"(
CREATE TABLE IF NOT EXISTS entente_state(name TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TRIGGER IF NOT EXISTS "entente_state:stamps go up" BEFORE UPDATE ON entente_state
  WHEN OLD.name='last_stamp' AND NEW.value<OLD.value BEGIN SELECT RAISE(ABORT,'entente: stamps go up'); END;
CREATE TABLE IF NOT EXISTS entente_digest(
  entity TEXT PRIMARY KEY, low INTEGER NOT NULL, high INTEGER NOT NULL, count INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS entente_receipt(
  op_id BLOB NOT NULL UNIQUE, replica BLOB NOT NULL, sequence INTEGER NOT NULL, body_hash BLOB NOT NULL,
  principal TEXT NOT NULL, at INTEGER NOT NULL, version INTEGER NOT NULL, result TEXT);
CREATE INDEX IF NOT EXISTS entente_receipt_sequence ON entente_receipt(replica, sequence);
CREATE INDEX IF NOT EXISTS entente_receipt_at ON entente_receipt(at);
CREATE INDEX IF NOT EXISTS entente_receipt_told ON entente_receipt(replica, sequence) WHERE result IS NOT NULL;
CREATE TABLE IF NOT EXISTS entente_replica(
  replica BLOB NOT NULL, principal TEXT NOT NULL, acknowledged INTEGER NOT NULL, seen INTEGER NOT NULL,
  purged INTEGER NOT NULL DEFAULT 0, UNIQUE(replica, principal));
CREATE TABLE IF NOT EXISTS entente_alias(
  entity TEXT NOT NULL, principal TEXT NOT NULL, alias TEXT NOT NULL, key BLOB NOT NULL,
  UNIQUE(entity, principal, alias));
CREATE INDEX IF NOT EXISTS entente_alias_key ON entente_alias(entity, key, principal);
CREATE TABLE IF NOT EXISTS entente_epoch(number INTEGER PRIMARY KEY, epoch BLOB NOT NULL UNIQUE, start INTEGER NOT NULL,
  began INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS entente_recovered(
  entity TEXT NOT NULL, key BLOB NOT NULL, fork INTEGER NOT NULL, branch BLOB NOT NULL, at INTEGER NOT NULL,
  version INTEGER NOT NULL, deleted INTEGER NOT NULL, image TEXT NOT NULL, UNIQUE(entity, key, fork, branch));
CREATE TABLE IF NOT EXISTS entente_history(
  entity TEXT NOT NULL, key BLOB NOT NULL, field TEXT NOT NULL, until_version INTEGER NOT NULL,
  since_version INTEGER NOT NULL, value TEXT NOT NULL, at INTEGER NOT NULL,
  UNIQUE(entity, key, field, until_version));
CREATE TABLE IF NOT EXISTS entente_replaced(
  id INTEGER PRIMARY KEY AUTOINCREMENT, entity TEXT NOT NULL, key BLOB NOT NULL, version INTEGER NOT NULL,
  record TEXT NOT NULL, principal TEXT NOT NULL, at INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS entente_purged(
  entity TEXT NOT NULL, key BLOB NOT NULL, stamp INTEGER NOT NULL, id TEXT, PRIMARY KEY(entity, key)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS entente_purged_stamp ON entente_purged(entity, stamp);
)";

/// The SQL of one entity's table and of the statements on it. Built once per entity and kept.
template <class Entity>
struct store_statements {
  std::string table = quoted_name(describe<Entity>::table);
  std::string meta_columns =
      "entente_rowid,entente_key,entente_id,entente_version,entente_stamp,entente_deleted,entente_meta,"
      "entente_unknown,entente_created";
  std::string columns = meta_columns + "," + column_list<Entity>();
  std::string load = "SELECT " + columns + " FROM " + table + " WHERE entente_key=?";
  std::string exists = "SELECT 1 FROM " + table + " WHERE entente_key=?";
  std::string last_key = "SELECT max(entente_key) FROM " + table + " WHERE entente_key<=?";
  std::string is_deleted = "SELECT entente_deleted FROM " + table + " WHERE entente_key=?";
  std::array<std::string, describe<Entity>::size> referring = by_ref();
  std::array<std::string, describe<Entity>::unique_sets.size()> twins = by_set();
  std::string id_of_key = "SELECT entente_id FROM " + table + " WHERE entente_key=?";
  std::string key_of_id = "SELECT entente_key FROM " + table + " WHERE entente_id=?";
  std::string insert = "INSERT INTO " + table +
                       "(entente_key,entente_id,entente_version,entente_stamp,entente_deleted,entente_meta,"
                       "entente_unknown,entente_created," +
                       column_list<Entity>() + ") VALUES(" + placeholders(8 + describe<Entity>::size) + ")";
  std::string update = "UPDATE " + table +
                       " SET entente_version=?,entente_stamp=?,entente_deleted=?,entente_meta=?,entente_unknown=?," +
                       assignments<Entity>() + " WHERE entente_rowid=?";
  std::string scan = "SELECT " + columns + " FROM " + table + " WHERE entente_stamp>? ORDER BY entente_stamp LIMIT ?";

  std::string live_between = "SELECT " + columns + " FROM " + table +
                             " WHERE entente_key BETWEEN ? AND ? AND entente_deleted=0 ORDER BY entente_key";

  std::string list = "SELECT " + columns + " FROM " + table +
                     " WHERE entente_deleted=0 ORDER BY entente_stamp LIMIT ? OFFSET ?";

  /// CREATE statements, harmless to run again.
  static std::string create() {
    std::string const name = quoted_name(describe<Entity>::table);
    std::string sql = "CREATE TABLE IF NOT EXISTS " + name +
                      "(entente_rowid INTEGER PRIMARY KEY,"
                      " entente_key BLOB NOT NULL UNIQUE CHECK(length(entente_key)=16),"
                      " entente_id TEXT UNIQUE,"
                      " entente_version INTEGER NOT NULL CHECK(entente_version>=1),"
                      " entente_stamp INTEGER NOT NULL UNIQUE CHECK(entente_stamp>0),"
                      " entente_deleted INTEGER NOT NULL CHECK(entente_deleted IN (0,1)),"
                      " entente_meta BLOB NOT NULL,"
                      " entente_unknown TEXT,"
                      " entente_created INTEGER NOT NULL CHECK(entente_created BETWEEN 1 AND entente_stamp)," +
                      column_definitions<Entity>() + ");";
    sql += version_rules(describe<Entity>::table);
    for (auto const& index : index_definitions<Entity>()) sql += index + ";";
    return sql;
  }

  static auto by_ref() {
    std::array<std::string, describe<Entity>::size> all;
    describe<Entity>::refs.for_each([&](std::size_t i) { all[i] = referrer_lookup<Entity>(i); });
    return all;
  }
  static auto by_set() {
    std::array<std::string, describe<Entity>::unique_sets.size()> all;
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = unique_lookup<Entity>(describe<Entity>::unique_sets[i]);
    return all;
  }

  static store_statements const& get() {
    static store_statements const built;
    return built;
  }
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
