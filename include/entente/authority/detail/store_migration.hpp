// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/authority/detail/store_statements.hpp>
#include <entente/authority/store_session.hpp>
#include <entente/authority/stored_row.hpp>
#include <entente/entity/describe.hpp>
#include <entente/entity/former_schema.hpp>
#include <entente/sql/table_outline.hpp>
#include <entente/sqlite/database.hpp>
#include <entente/sqlite/migrate_table.hpp>
#include <entente/sqlite/migration_report.hpp>
#include <entente/sqlite/schema_migration.hpp>
#include <entente/sqlite/table_outlines.hpp>
#include <entente/wire/unknown_members.hpp>
#include <entente/wire/upcast.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace entente {
inline namespace v0 {
namespace detail {

/// A row of the history, with its value as the member it was.
struct superseded_value {
  uuid key;
  std::int64_t until;
  std::int64_t since;
  stamp at;
  unknown_members value;
};

/// Brings a tenant's file to the schema of today. No record gets a new version: who knows the schema comes to the
/// same values from the same history, and who has gained fields reads the stream again.
template <class Schema>
class store_migration {
 public:
  explicit store_migration(database& on) : on_(on), session_(on) {}

  migration_report run() {
    schema_migration<Schema, store_migration> tables{on_, *this};
    tables.run(static_cast<int>(session_.number("schema_version")));
    tables.rename_entities();
    return std::move(tables.report());
  }

  // ---- What schema_migration asks --------------------------------------------------------------

  static std::string common_tables() { return store_tables; }
  template <class Entity>
  static std::string create() {
    return store_statements<Entity>::create();
  }
  static std::vector<std::string> tables_of(std::string_view table) { return {std::string{table}}; }

  /// The records stay, out of sight: a later schema that has the entity again finds them.
  bool gone(table_outline const& one) {
    std::string const retired = "entente_retired_" + one.entity;
    if (one.table == retired) return false;
    set_table_aside(on_, one.table, retired);
    auto kept = one;
    kept.table = retired;
    table_outlines{on_}.write(kept);
    return true;
  }

  template <class Entity>
  void brought(table_outline const& before) {
    if (!needs_upcast<Schema, Entity>(before.schema_version)) return;
    convert_origins<Entity>(before);
    convert_history<Entity>(before);
    convert_recovered<Entity>(before);
  }

 private:
  /// Who wrote which field, and when, is noted by names on the wire.
  template <class Entity>
  void convert_origins(table_outline const& before) {
    using about = describe<Entity>;
    auto const field_of = [&](std::string_view name) {
      return field_named_at<Schema, Entity>(name, before.schema_version);
    };
    std::vector<uuid> keys;
    {
      auto const run = on_.borrow("SELECT entente_key FROM " + store_statements<Entity>::get().table);
      while (run->step()) keys.push_back(run->template column<uuid>(0));
    }
    for (auto const& key : keys) {
      stored_row<Entity> row;
      if (!session_.load(key, row)) continue;
      auto const known = row.meta.encode();
      row.meta.forget_elements([&](std::string_view name) {
        auto const field = field_of(name);
        return field < about::size && was_converted<Schema, Entity>(field, before.schema_version);
      });
      row.meta.rename([&](std::string_view name) {
        auto const field = field_of(name);
        return std::string{field < about::size ? about::wire_names[field] : name};
      });
      if (row.meta.encode() != known) session_.save(row);
    }
  }

  /// Superseded values: one that has no counterpart is as good as forgotten.
  template <class Entity>
  void convert_history(table_outline const& before) {
    std::vector<superseded_value> found;
    {
      auto const run = on_.borrow("SELECT key,until_version,since_version,at,field,value FROM entente_history "
                                   "WHERE entity=? ORDER BY rowid");
      run->bind(1, before.entity);
      while (run->step())
        found.push_back({run->template column<uuid>(0),
                         run->template column<std::int64_t>(1),
                         run->template column<std::int64_t>(2),
                         run->template column<stamp>(3),
                         {{run->template column<std::string>(4), run->template column<std::string>(5)}}});
    }
    on_.prepared("DELETE FROM entente_history WHERE entity=?").run(before.entity);
    for (auto& each : found) {
      upcast_members<Schema, Entity>(each.value, before.schema_version);
      for (auto const& value : each.value)
        on_.prepared("INSERT OR REPLACE INTO entente_history(entity,key,field,until_version,since_version,at,value) "
                     "VALUES(?,?,?,?,?,?,?)")
            .run(before.entity, each.key, value.name, each.until, each.since, each.at, value.raw);
    }
  }

  /// What records were when the database was restored.
  template <class Entity>
  void convert_recovered(table_outline const& before) {
    std::vector<std::pair<std::int64_t, std::string>> found;
    {
      auto const run = on_.borrow("SELECT rowid,image FROM entente_recovered WHERE entity=?");
      run->bind(1, before.entity);
      while (run->step())
        found.emplace_back(run->template column<std::int64_t>(0), run->template column<std::string>(1));
    }
    for (auto& [row, image] : found) {
      upcast_object<Schema, Entity>(image, before.schema_version);
      on_.prepared("UPDATE entente_recovered SET image=? WHERE rowid=?").run(image, row);
    }
  }

  database& on_;
  store_session session_;
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
