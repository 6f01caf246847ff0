// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/uuid.hpp>
#include <entente/entity/describe.hpp>
#include <entente/replica/detail/conflict_table.hpp>
#include <entente/replica/detail/observer.hpp>
#include <entente/replica/detail/replica_tables.hpp>
#include <entente/sql/columns.hpp>
#include <entente/sqlite/database.hpp>

#include <bitset>
#include <cstddef>
#include <memory>
#include <string>
#include <type_traits>
#include <vector>

namespace entente {
inline namespace v0 {
namespace detail {

/// Notes what a writing connection changes, whichever code does it: triggers of that connection fill a table of
/// its own, so that a rollback forgets it, too. They are there for what is observed only.
template <class Schema>
class change_watch {
 public:
  static constexpr std::size_t conflicts = Schema::size;

  explicit change_watch(database& on) : on_(on) {}

  /// From the next transaction on, follows what these observe. Not within a transaction.
  void follow(std::vector<std::shared_ptr<observer>> const& whom) {
    std::bitset<Schema::size + 1> wanted;
    for (auto const& each : whom) wanted.set(each->topic());
    if (wanted == followed_) return;
    on_.exec(
        "CREATE TEMP TABLE IF NOT EXISTS entente_told("
        "topic INTEGER NOT NULL, key BLOB NOT NULL, PRIMARY KEY(topic, key)) WITHOUT ROWID");
    Schema::for_each([&]<class Entity>(std::type_identity<Entity>, std::size_t i) {
      if (wanted[i] != followed_[i]) switch_entity<Entity>(i, wanted[i]);
    });
    if (wanted[conflicts] != followed_[conflicts]) switch_conflicts(wanted[conflicts]);
    followed_ = wanted;
  }

  /// What the transaction has changed, and forgets it. At its end.
  [[nodiscard]] change_news collect() {
    change_news news;
    if (followed_.none()) return news;
    {
      auto const run = on_.borrow("SELECT topic,key FROM temp.entente_told ORDER BY topic,key");
      while (run->step()) {
        news.keys.resize(Schema::size);
        auto const topic = run->template column<std::size_t>(0);
        if (topic == conflicts)
          news.conflicts.emplace();
        else
          news.keys[topic].push_back(run->template column<uuid>(1));
      }
    }
    if (news.keys.empty()) return news;
    on_.prepared("DELETE FROM temp.entente_told").run();
    if (news.conflicts) news.conflicts = conflict_table{on_}.all();
    return news;
  }

 private:
  /// What `find_any` tells of a record, or whether there is one.
  template <class Entity>
  void switch_entity(std::size_t topic, bool wanted) {
    auto const of = [](std::string const& row) {
      return "(" + row + ".entente_version," + row + ".entente_stamp," + row + ".entente_deleted," + row +
             ".entente_created," + column_list<Entity>(row) + ")";
    };
    auto const differs = of("old") + " IS NOT " + of("new");
    auto const& table = replica_statements<Entity>::get().table;
    auto const number = std::to_string(topic);
    switch_trigger(wanted, number + "_insert", "INSERT ON main." + table, number, "new.entente_key");
    switch_trigger(wanted, number + "_update", "UPDATE ON main." + table + " WHEN " + differs, number,
                   "new.entente_key");
    switch_trigger(wanted, number + "_delete", "DELETE ON main." + table, number, "old.entente_key");
  }

  /// A conflict has come, has gone, or stands differently; that is its operation's state.
  void switch_conflicts(bool wanted) {
    auto const number = std::to_string(conflicts);
    for (auto const* event : {"INSERT", "UPDATE", "DELETE"})
      switch_trigger(wanted, std::string{"conflict_"} + event,
                     std::string{event} + " ON main.entente_conflict", number, "x''");
    switch_trigger(wanted, "conflict_state",
                   "UPDATE OF state,error_code,message,field ON main.entente_queue WHEN "
                   "(old.state,old.error_code,old.message,old.field) IS NOT "
                   "(new.state,new.error_code,new.message,new.field) AND "
                   "EXISTS(SELECT 1 FROM main.entente_conflict WHERE sequence=new.sequence)",
                   number, "x''");
  }

  void switch_trigger(bool wanted, std::string const& name, std::string const& event, std::string const& topic,
                      std::string const& key) {
    if (wanted)
      on_.exec("CREATE TEMP TRIGGER IF NOT EXISTS entente_tell_" + name + " AFTER " + event +
               " BEGIN INSERT OR IGNORE INTO entente_told(topic,key) VALUES(" + topic + "," + key + "); END");
    else
      on_.exec("DROP TRIGGER IF EXISTS temp.entente_tell_" + name);
  }

  database& on_;
  std::bitset<Schema::size + 1> followed_;
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
