// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/entity/describe.hpp>
#include <entente/entity/former_schema.hpp>
#include <entente/sql/identifier.hpp>
#include <entente/sql/table_outline.hpp>
#include <entente/sqlite/database.hpp>
#include <entente/sqlite/migrate_table.hpp>
#include <entente/sqlite/migration_report.hpp>
#include <entente/sqlite/table_outlines.hpp>
#include <entente/wire/upcast.hpp>

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace entente {
inline namespace v0 {

/// Brings the tables of a file to a schema. Comparing outlines decides what is to be done. To be used within one
/// transaction, so that a failure anywhere leaves the file as it was; not thread-safe.
///
/// `File` says what kind of file it is:
///
///     std::string common_tables();                     // statements, harmless to run again
///     template <class Entity> std::string create();    // likewise, with indexes and triggers
///     std::vector<std::string> tables_of(std::string_view table);  // one entity's; the rows' first
///     bool gone(table_outline const&);                 // the program does not know the entity; since now?
///     template <class Entity> void brought(table_outline const&);  // its tables were rewritten
template <class Schema, class File>
class schema_migration {
 public:
  schema_migration(database& on, File& file) : on_(on), file_(file), outlines_(on) {}

  /// Does it all but for the names of entities in other tables. `from_version` is the file's.
  void run(int from_version) {
    report_.from_version = from_version;
    report_.to_version = Schema::version;
    known_ = outlines_.read();
    fresh_ = known_.empty();
    on_.exec(file_.common_tables());
    drop_triggers(on_);
    Schema::for_each([&]<class Entity>(std::type_identity<Entity>, std::size_t i) { set_aside<Entity>(i); });
    for (auto const& each : known_)
      if (file_.gone(each)) report_.entities_dropped.push_back(each.entity);
    Schema::for_each([&]<class Entity>(std::type_identity<Entity>, std::size_t i) { bring<Entity>(i); });
    on_.exec(file_.common_tables());
    Schema::for_each([&]<class Entity>(std::type_identity<Entity>, std::size_t) {
      on_.exec(file_.template create<Entity>());
    });
  }

  /// Gives entities their names of today in every table that names entities in a column `entity`. Rows of the
  /// application may have a field called so: theirs, and the tables named here, are left alone.
  void rename_entities(std::string_view except = {}) {
    for (auto const& [from, to] : renamed_)
      for (auto const& table : detail::names_of(
               on_,
               "SELECT m.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type='table' AND "
               "m.name LIKE 'entente!_%' ESCAPE '!' AND m.name NOT LIKE 'entente!_base!_%' ESCAPE '!' AND "
               "m.name NOT LIKE 'entente!_retired!_%' ESCAPE '!' AND m.name<>'entente_schema' AND m.name<>?1 AND "
               "c.name='entity'",
               except)) {
        auto run = on_.prepare("UPDATE OR REPLACE " + quoted_name(table) + " SET entity=?1 WHERE entity=?2");
        run.bind(1, to);
        run.bind(2, from);
        run.run();
      }
  }

  /// Whether the file has no values yet for some field or entity of today.
  [[nodiscard]] bool lacks_values() const noexcept {
    return !fresh_ && (lacks_fields_ || !report_.entities_added.empty());
  }
  [[nodiscard]] migration_report& report() noexcept { return report_; }

 private:
  struct task {
    table_outline before{};
    bool there = false;
    bool changed = false;
  };

  static std::string aside(std::size_t entity, std::size_t table) {
    return "entente_former_" + std::to_string(entity) + "_" + std::to_string(table);
  }

  /// Takes an entity's outline from those of the file, and its tables out of the way of others.
  template <class Entity>
  void set_aside(std::size_t i) {
    task& one = tasks_[i];
    for (auto const name : {describe<Entity>::name, detail::former_entity_name<Entity>})
      for (auto each = known_.begin(); !one.there && each != known_.end(); ++each)
        if (each->entity == name) {
          one.before = std::move(*each);
          one.there = true;
          known_.erase(each);
          break;
        }
    if (!one.there) return;
    auto today = table_outline_of<Schema, Entity>();
    today.schema_version = one.before.schema_version;
    if (one.before.entity != today.entity) renamed_.emplace_back(one.before.entity, today.entity);
    one.changed = one.before != today || needs_upcast<Schema, Entity>(one.before.schema_version);
    std::size_t place = 0;
    for (auto const& table : file_.tables_of(one.before.table)) {
      if (one.changed)
        set_table_aside(on_, table, aside(i, place++));
      else
        drop_indexes(on_, table);
    }
  }

  template <class Entity>
  void bring(std::size_t i) {
    task const& one = tasks_[i];
    auto const create = file_.template create<Entity>();
    on_.exec(create);
    if (one.changed) {
      std::size_t place = 0;
      for (auto const& table : file_.tables_of(describe<Entity>::table)) {
        migration_report copies;  // what stands twice is told once
        migrate_table<Schema, Entity>(on_, one.before, aside(i, place), table, create,
                                      place == 0 ? report_ : copies);
        ++place;
      }
      report_.entities_changed.emplace_back(describe<Entity>::name);
      for (auto const& source : detail::plan_columns<Schema, Entity>(one.before).direct)
        lacks_fields_ = lacks_fields_ || !source;
      file_.template brought<Entity>(one.before);
    }
    if (!one.there) report_.entities_added.emplace_back(describe<Entity>::name);
    if (one.there && one.before.entity != describe<Entity>::name) outlines_.forget(one.before.entity);
    outlines_.write(table_outline_of<Schema, Entity>());
  }

  database& on_;
  File& file_;
  table_outlines outlines_;
  migration_report report_{};
  std::vector<table_outline> known_{};
  std::array<task, Schema::size> tasks_{};
  std::vector<std::pair<std::string, std::string>> renamed_{};
  bool fresh_ = false;
  bool lacks_fields_ = false;
};

}  // namespace v0
}  // namespace entente
