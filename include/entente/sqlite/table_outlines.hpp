// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/sql/table_outline.hpp>
#include <entente/sqlite/database.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace entente {
inline namespace v0 {

/// The outlines of the tables in a file, kept in the table `entente_schema`. One thread at a time;
/// throws `failure` (storage_*).
class table_outlines {
 public:
  explicit table_outlines(database& on) : on_(on) {}

  /// All of them; none in a file that has none yet.
  [[nodiscard]] std::vector<table_outline> read() {
    std::vector<table_outline> found;
    if (!on_.has_table("entente_schema")) return found;
    auto const run = on_.borrow(
        "SELECT entity,table_name,schema_version,column_name,wire_name,form FROM entente_schema "
        "ORDER BY entity,position");
    while (run->step()) {
      auto entity = run->column<std::string>(0);
      if (found.empty() || found.back().entity != entity)
        found.push_back({std::move(entity), run->column<std::string>(1), run->column<int>(2), {}});
      found.back().columns.push_back(
          {run->column<std::string>(3), run->column<std::string>(4), run->column<std::string>(5)});
    }
    return found;
  }

  /// Replaces those of one entity.
  void write(table_outline const& one) {
    on_.exec(
        "CREATE TABLE IF NOT EXISTS entente_schema(entity TEXT NOT NULL, position INTEGER NOT NULL, "
        "table_name TEXT NOT NULL, schema_version INTEGER NOT NULL, column_name TEXT NOT NULL, "
        "wire_name TEXT NOT NULL, form TEXT NOT NULL, PRIMARY KEY(entity, position)) WITHOUT ROWID");
    forget(one.entity);
    std::int64_t position = 0;
    for (auto const& each : one.columns)
      on_.prepared(
             "INSERT INTO entente_schema(entity,position,table_name,schema_version,column_name,wire_name,"
             "form) VALUES(?,?,?,?,?,?,?)")
          .run(one.entity, position++, one.table, one.schema_version, each.name, each.wire_name,
               each.form);
  }

  void forget(std::string_view entity) {
    on_.prepared("DELETE FROM entente_schema WHERE entity=?").run(entity);
  }

 private:
  database& on_;
};

}  // namespace v0
}  // namespace entente
