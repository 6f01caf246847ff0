// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/entity/describe.hpp>
#include <entente/entity/field_mask.hpp>
#include <entente/entity/former_schema.hpp>
#include <entente/sql/columns.hpp>
#include <entente/sql/identifier.hpp>
#include <entente/sql/table_outline.hpp>
#include <entente/sqlite/bind.hpp>
#include <entente/sqlite/database.hpp>
#include <entente/sqlite/detail/column_json.hpp>
#include <entente/sqlite/migration_report.hpp>
#include <entente/wire/adopt_member.hpp>
#include <entente/wire/unknown_members.hpp>
#include <entente/wire/upcast.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace entente {
inline namespace v0 {
inline void drop_triggers(database& on);

namespace detail {

/// Where each field's values come from, and which columns have to be read value by value.
struct column_plan {
  std::vector<std::optional<std::size_t>> direct;  ///< per field: the column to copy
  std::vector<std::size_t> textual;                ///< columns that are converted, or go
};

template <class Schema, class Entity>
column_plan plan_columns(table_outline const& before) {
  using about = describe<Entity>;
  auto const today = table_outline_of<Schema, Entity>();
  column_plan plan;
  plan.direct.resize(about::size);
  for (std::size_t i = 0; i < before.columns.size(); ++i) {
    auto const field = field_named_at<Schema, Entity>(before.columns[i].wire_name, before.schema_version);
    bool const same = field < about::size && today.columns[field].form == before.columns[i].form &&
                      !was_converted<Schema, Entity>(field, before.schema_version);
    if (same)
      plan.direct[field] = i;
    else
      plan.textual.push_back(i);
  }
  return plan;
}

template <class... Values>
std::vector<std::string> names_of(database& on, std::string_view sql, Values const&... values) {
  std::vector<std::string> found;
  auto const run = on.borrow(sql);
  run->bind_all(values...);
  while (run->step()) found.push_back(run->column<std::string>(0));
  return found;
}

inline void drop_all(database& on, std::string_view what, std::vector<std::string> const& names) {
  for (auto const& each : names) on.exec("DROP " + std::string{what} + " " + quoted_name(each));
}

inline void note_unconverted(migration_report& report, std::string_view entity, std::string_view field) {
  for (auto& each : report.left_behind)
    if (each.entity == entity && each.field == field) {
      ++each.count;
      return;
    }
  report.left_behind.push_back({std::string{entity}, std::string{field}, 1});
}

/// Rewrites one table. `Schema` and `Entity` are those of today.
template <class Schema, class Entity>
class table_rewriter {
 public:
  using about = describe<Entity>;

  table_rewriter(database& on, table_outline const& before, migration_report& report)
      : on_(on), before_(before), report_(report), plan_(plan_columns<Schema, Entity>(before)) {}

  void run(std::string_view from, std::string_view to, std::string const& create) {
    on_.exec(create);
    drop_triggers(on_);  // they guard against writes that a program has no reason to do
    copy(from, to);
    convert(from, to);
    on_.exec("DROP TABLE " + quoted_name(from));
    on_.exec(create);
  }

 private:
  static constexpr std::string_view own_columns =
      "SELECT name FROM pragma_table_info(?1) WHERE name LIKE 'entente!_%' ESCAPE '!' "
      "INTERSECT SELECT name FROM pragma_table_info(?2)";

  /// What needs no look at the values, in one statement.
  void copy(std::string_view source, std::string_view to) {
    std::string into;
    std::string from;
    for (auto const& name : names_of(on_, own_columns, source, to)) {
      into += (into.empty() ? "" : ",") + quoted_name(name);
      from += (from.empty() ? "" : ",") + quoted_name(name);
    }
    field_mask fresh;
    for (std::size_t i = 0; i < about::size; ++i) {
      into += "," + quoted_name(about::columns[i]);
      if (plan_.direct[i]) {
        from += "," + quoted_name(before_.columns[*plan_.direct[i]].name);
      } else {
        from += ",?";
        fresh.set(i);
      }
    }
    auto run = on_.prepare("INSERT INTO " + quoted_name(to) + "(" + into + ") SELECT " + from +
                           " FROM " + quoted_name(source));
    Entity const value{};
    bind_fields(run, 1, value, fresh);
    run.run();
    report_.records += static_cast<std::size_t>(on_.changes());
  }

  void convert(std::string_view source, std::string_view to) {
    std::string sql = "SELECT entente_rowid,entente_unknown";
    for (auto const i : plan_.textual) sql += "," + quoted_name(before_.columns[i].name);
    sql += " FROM " + quoted_name(source);
    if (plan_.textual.empty()) sql += " WHERE entente_unknown IS NOT NULL";
    auto rows = on_.prepare(sql);
    while (rows.step()) convert_row(rows, to);
  }

  /// What a newer program wrote was kept under today's name: it comes before what an older one had.
  void convert_row(statement& from, std::string_view to) {
    auto kept = members_of(from.column<std::optional<std::string>>(1).value_or(""));
    unknown_members told;
    for (std::size_t i = 0; i < plan_.textual.size(); ++i) {
      auto const& column = before_.columns[plan_.textual[i]];
      told.push_back({column.wire_name, column_json(from, static_cast<int>(i) + 2, column.form)});
    }
    auto stranded = upcast_members<Schema, Entity>(told, before_.schema_version);
    Entity value{};
    field_mask known;
    unknown_members rest;
    for (auto* const source : {&told, &kept})
      for (auto& each : *source) {
        auto const field = about::index_of_wire_name(each.name);
        if (field < about::size && adopt_member(value, each.name, each.raw)) {
          known.set(field);
        } else if (field < about::size && source == &told) {
          stranded.push_back(std::move(each));
        } else {
          keep(rest, std::move(each));
        }
      }
    for (auto& each : stranded) {
      if (each.raw == "null") continue;
      note_unconverted(report_, about::name, each.name);
      keep(rest, std::move(each));
    }
    save(from.column<std::int64_t>(0), to, value, known, object_of(rest));
  }

  static void keep(unknown_members& rest, unknown_member&& one) {
    for (auto const& each : rest)
      if (each.name == one.name) return;
    rest.push_back(std::move(one));
  }

  void save(std::int64_t rowid, std::string_view to, Entity const& value, field_mask known,
            std::string const& rest) {
    std::string sql = "UPDATE " + quoted_name(to) + " SET entente_unknown=?";
    if (known.any()) sql += "," + assignments<Entity>(known);
    auto const run = on_.borrow(sql + " WHERE entente_rowid=?");
    run->bind(1, rest.empty() ? std::nullopt : std::optional<std::string_view>{rest});
    int const next = bind_fields(*run, 2, value, known);
    run->bind(next, rowid);
    run->step();
  }

  database& on_;
  table_outline const& before_;
  migration_report& report_;
  column_plan plan_;
};

}  // namespace detail

/// Drops a table's indexes, for those that are still wanted to be made again.
inline void drop_indexes(database& on, std::string_view table) {
  detail::drop_all(on, "INDEX",
                   detail::names_of(on,
                                    "SELECT name FROM sqlite_master WHERE type='index' AND sql IS NOT NULL AND "
                                    "tbl_name=? COLLATE NOCASE",
                                    table));
}

/// Drops all triggers of a file: renaming a table would bend them. Making the tables again brings back those
/// that are still wanted.
inline void drop_triggers(database& on) {
  detail::drop_all(on, "TRIGGER",
                   detail::names_of(on, "SELECT name FROM sqlite_master WHERE type='trigger'"));
}

/// Gives a table another name, without its indexes, so that its own is free for others.
inline void set_table_aside(database& on, std::string_view table, std::string_view name) {
  drop_indexes(on, table);
  on.exec("ALTER TABLE " + quoted_name(table) + " RENAME TO " + quoted_name(name));
}

/// Brings a table that was set aside as `from`, and is described by `before`, to an entity of today, under the
/// name `to`: copies, renames, converts and fills columns; values of columns that are gone, or that have no
/// counterpart, go to the row's `entente_unknown` under the names they had. `create` are the statements that
/// make the table with its indexes and triggers, harmless to run again. Columns whose names begin with
/// `entente_` are taken over. To be called within a transaction.
template <class Schema, class Entity>
void migrate_table(database& on, table_outline const& before, std::string_view from, std::string_view to,
                   std::string const& create, migration_report& report) {
  detail::table_rewriter<Schema, Entity>{on, before, report}.run(from, to, create);
}

}  // namespace v0
}  // namespace entente
