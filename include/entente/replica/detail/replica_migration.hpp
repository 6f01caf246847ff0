// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/entity/describe.hpp>
#include <entente/replica/detail/operation_migration.hpp>
#include <entente/replica/detail/operation_patch.hpp>
#include <entente/replica/detail/replica_session.hpp>
#include <entente/replica/detail/replica_tables.hpp>
#include <entente/replica/detail/staging.hpp>
#include <entente/sql/identifier.hpp>
#include <entente/sql/index_definitions.hpp>
#include <entente/sql/table_outline.hpp>
#include <entente/sqlite/migration_report.hpp>
#include <entente/sqlite/schema_migration.hpp>
#include <entente/sqlite/table_outlines.hpp>
#include <entente/wire/unknown_members.hpp>
#include <entente/wire/upcast.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace entente {
inline namespace v0 {
namespace detail {

/// What was set aside of one record, as far as it depends on the schema.
struct set_aside_patch {
  std::int64_t row;
  std::string body;
  int version;
  unknown_members image;
};

/// Brings a replica's file to the schema of today, in the transaction of the session.
template <class Schema>
class replica_migration {
 public:
  explicit replica_migration(replica_session<Schema>& session) : session_(session), on_(session.on) {}

  migration_report run() {
    schema_migration<Schema, replica_migration> tables{on_, *this};
    tables.run(static_cast<int>(session_.state.number("schema_version")));
    operation_migration<Schema>{session_, tables.report()}.run();
    staging<Schema>{session_}.clear();  // it speaks of the entities of then, and can be read again
    tables.rename_entities("entente_sent_form");
    Schema::for_each([&]<class Entity>(std::type_identity<Entity>, std::size_t i) {
      if (rewritten_[i]) replay_pending<Entity>();
    });
    // The server is asked again for what this file had no place for.
    if (tables.lacks_values() || dropped_) on_.exec("DELETE FROM entente_state WHERE name LIKE 'cursor:%'");
    return std::move(tables.report());
  }

  // ---- What schema_migration asks --------------------------------------------------------------

  static std::string common_tables() { return replica_tables; }

  template <class Entity>
  static std::string create() {
    std::string sql = replica_statements<Entity>::create();
    for (auto const& index : index_definitions<Entity>()) sql += index + ";";
    return sql;
  }

  static std::vector<std::string> tables_of(std::string_view table) {
    return {std::string{table}, "entente_base_" + std::string{table}};
  }

  /// What the server has of the entity can be asked for again; what it has not stays in the queue.
  bool gone(table_outline const& one) {
    for (auto const& table : tables_of(one.table)) on_.exec("DROP TABLE " + quoted_name(table));
    on_.prepared("DELETE FROM entente_conflict WHERE entity=?").run(one.entity);
    on_.prepared("DELETE FROM entente_digest WHERE entity=?").run(one.entity);
    table_outlines{on_}.forget(one.entity);
    dropped_ = true;
    return true;
  }

  template <class Entity>
  void brought(table_outline const& before) {
    rewritten_[Schema::template index_of<Entity>] = true;
    convert_images<Entity>("entente_conflict", "base", before);
    convert_images<Entity>("entente_conflict", "server", before);
    convert_images<Entity>("entente_snapshot", "image", before);
    convert_images<Entity>("entente_set_aside", "image", before);
    convert_set_aside<Entity>(before);
    rename_in_conditions<Entity>(before);
  }

 private:
  template <class Entity>
  void convert_images(std::string const& table, std::string const& column, table_outline const& before) {
    std::vector<std::pair<std::int64_t, std::string>> found;
    {
      auto const run =
          on_.borrow("SELECT rowid," + column + " FROM " + table + " WHERE entity=? AND " + column + " IS NOT NULL");
      run->bind(1, before.entity);
      while (run->step())
        found.emplace_back(run->template column<std::int64_t>(0), run->template column<std::string>(1));
    }
    std::string const update = "UPDATE " + table + " SET " + column + "=? WHERE rowid=?";
    for (auto& [row, image] : found) {
      upcast_object<Schema, Entity>(image, before.schema_version);
      on_.prepared(update).run(image, row);
    }
  }

  /// The conditions of wipes name columns with their table. Those on columns that are gone or converted end
  /// when they are next asked.
  template <class Entity>
  void rename_in_conditions(table_outline const& before) {
    auto const plan = plan_columns<Schema, Entity>(before);
    for (std::size_t field = 0; field < plan.direct.size(); ++field) {
      if (!plan.direct[field]) continue;
      auto const then = quoted_name(before.table) + "." + quoted_name(before.columns[*plan.direct[field]].name);
      auto const now = quoted_name(describe<Entity>::table) + "." + quoted_name(describe<Entity>::columns[field]);
      on_.prepared("UPDATE entente_exclusion SET condition=replace(condition,?,?) WHERE entity=?")
          .run(then, now, before.entity);
    }
  }

  /// What was set aside says the same of today's record. One that cannot stays as it is, to be read by people.
  template <class Entity>
  void convert_set_aside(table_outline const& before) {
    std::vector<set_aside_patch> found;
    {
      auto const run = on_.borrow("SELECT rowid,body,schema_version,image FROM entente_set_aside WHERE entity=?");
      run->bind(1, before.entity);
      while (run->step())
        found.push_back({run->template column<std::int64_t>(0), run->template column<std::string>(1),
                         run->template column<int>(2), members_of(run->template column<std::string>(3))});
    }
    for (auto& each : found) {
      auto const whole = [&](std::size_t, auto, std::string_view name, std::string_view, std::string& value) {
        for (auto const& member : each.image)
          if (member.name == name) {
            value = member.raw;
            return true;
          }
        return false;
      };
      if (upcast_patch<Schema, Entity>(each.body, each.version, whole)) continue;
      on_.prepared("UPDATE entente_set_aside SET body=?,schema_version=? WHERE rowid=?")
          .run(each.body, Schema::version, each.row);
    }
  }

  /// A row is its base with its operations on top; both are of today now.
  template <class Entity>
  void replay_pending() {
    auto rows = session_.template rows<Entity>();
    std::vector<uuid> keys;
    {
      auto const run = on_.borrow("SELECT entente_key FROM " + replica_statements<Entity>::get().base);
      while (run->step()) keys.push_back(run->template column<uuid>(0));
    }
    for (auto const& key : keys) {
      local_row<Entity> row;
      local_row<Entity> base;
      if (!rows.load(key, row) || row.pending == 0 || !rows.load_base(key, base)) continue;
      row.value = base.value;
      row.deleted = base.deleted;
      for (auto const& op : session_.queue.of_record(describe<Entity>::name, key))
        replay(op, patch_of<Entity>(op), row.value, row.deleted);
      rows.save(row);
    }
  }

  replica_session<Schema>& session_;
  database& on_;
  std::array<bool, Schema::size> rewritten_{};
  bool dropped_ = false;
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
