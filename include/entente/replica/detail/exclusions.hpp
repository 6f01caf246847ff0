// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/digest.hpp>
#include <entente/base/error.hpp>
#include <entente/base/timestamp.hpp>
#include <entente/base/uuid.hpp>
#include <entente/replica/detail/horizons.hpp>
#include <entente/replica/detail/query_text.hpp>
#include <entente/replica/detail/replica_session.hpp>
#include <entente/replica/detail/replica_tables.hpp>
#include <entente/sqlite/database.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace entente {
inline namespace v0 {
namespace detail {

/// A condition as text that holds its values and says whose columns it means: what can be kept, and refuses to
/// run once a column is gone.
inline std::string kept_condition(database& on, std::string_view table, query_text const& from) {
  std::string out;
  std::size_t value = 0;
  for (std::size_t i = 0; i < from.sql.size(); ++i) {
    if (from.sql[i] == '?') {
      std::vector<sql_value> const one{from.values[value++]};
      auto const quoted = on.borrow("SELECT quote(?)");
      bind_values(*quoted, one);
      if (quoted->step()) out += quoted->column<std::string>(0);
    } else if (from.sql[i] == '"') {
      auto end = i + 1;
      while (from.sql[end] != '"' || (end + 1 < from.sql.size() && from.sql[end + 1] == '"'))
        end += from.sql[end] == '"' ? 2 : 1;
      out += std::string{table} + '.' + from.sql.substr(i, end + 1 - i);
      i = end;
    } else {
      out += from.sql[i];
    }
  }
  return out;
}

/// A record that is not kept here, as far as it counts in the digest.
struct excluded_record {
  std::int64_t version = 0;
  stamp at{};
  std::int64_t generation = 0;
};

/// What a wipe keeps from coming back: conditions on an entity's fields, and of each record they keep out its
/// version and stamp.
template <class Schema>
class exclusions {
 public:
  explicit exclusions(replica_session<Schema>& session) : session_(session) {}

  void add(std::int64_t wipe, std::string_view entity, std::string_view condition) {
    session_.on.prepared("INSERT INTO entente_exclusion(wipe,entity,condition,at) VALUES(?,?,?,?)")
        .run(wipe, entity, condition, session_.now.time_since_epoch().count());
    conditions_.reset();
  }

  /// Whether anything of an entity is kept out.
  [[nodiscard]] bool concern(std::string_view entity) { return conditions().contains(entity); }

  [[nodiscard]] std::optional<excluded_record> find(std::string_view entity, uuid const& key) {
    auto const run = session_.on.borrow(
        "SELECT version,stamp,generation FROM entente_excluded WHERE key=? AND entity=?");
    run->bind(1, key);
    run->bind(2, entity);
    if (!run->step()) return std::nullopt;
    return excluded_record{run->template column<std::int64_t>(0), run->template column<stamp>(1),
                           run->template column<std::int64_t>(2)};
  }

  void put(std::string_view entity, uuid const& key, excluded_record const& one) {
    session_.on
        .prepared(
            "INSERT INTO entente_excluded(entity,key,version,stamp,generation) VALUES(?,?,?,?,?)")
        .run(entity, key, one.version, one.at, one.generation);
    if (!session_.counted(one.version, false, one.generation)) return;
    digest sum;
    sum.add(key, one.version, one.at);
    session_.store_digest(entity, sum, 1);
  }

  void erase(std::string_view entity, uuid const& key, excluded_record const& one) {
    session_.on.prepared("DELETE FROM entente_excluded WHERE key=? AND entity=?").run(key, entity);
    if (!session_.counted(one.version, false, one.generation)) return;
    digest sum;
    sum.remove(key, one.version, one.at);
    session_.store_digest(entity, sum, -1);
  }

  /// After a change of the schema: conditions on what is gone have ended, and what they kept out comes again.
  void end_broken() {
    std::vector<std::int64_t> ended;
    {
      auto const run = session_.on.borrow("SELECT id,entity,condition FROM entente_exclusion");
      while (run->step())
        if (!runs(run->template column<std::string>(1), run->template column<std::string>(2)))
          ended.push_back(run->template column<std::int64_t>(0));
    }
    for (auto const id : ended)
      session_.on.prepared("DELETE FROM entente_exclusion WHERE id=?").run(id);
    if (!ended.empty()) let_in();
  }

  /// Ends what one wipe left. False where it left nothing.
  bool lift(std::int64_t wipe) {
    session_.on.prepared("DELETE FROM entente_exclusion WHERE wipe=?").run(wipe);
    if (session_.on.changes() == 0) return false;
    let_in();
    return true;
  }

  /// Whether the record, as it is in its table now, is to be kept out.
  template <class Entity>
  [[nodiscard]] bool match(uuid const& key) {
    auto const found = conditions().find(describe<Entity>::name);
    if (found == conditions().end()) return false;
    auto const& table = replica_statements<Entity>::get().table;
    return session_.on
        .prepared("SELECT 1 FROM " + table + " WHERE entente_key=? AND (" + found->second + ")")
        .template value<std::int64_t>(key)
        .has_value();
  }

 private:
  /// All that is kept out is judged anew, when the streams are read again.
  void let_in() {
    conditions_.reset();
    session_.on.prepared("DELETE FROM entente_excluded").run();
    horizons{session_.on}.start_again();
  }

  using by_entity = std::map<std::string, std::string, std::less<>>;

  /// One condition per entity.
  by_entity const& conditions() {
    if (conditions_) return *conditions_;
    by_entity found;
    auto const run = session_.on.borrow("SELECT entity,condition FROM entente_exclusion ORDER BY id");
    while (run->step()) {
      auto& all = found[run->template column<std::string>(0)];
      all += (all.empty() ? "(" : " OR (") + run->template column<std::string>(1) + ")";
    }
    return conditions_.emplace(std::move(found));
  }

  [[nodiscard]] bool runs(std::string const& entity, std::string const& condition) {
    bool good = false;
    with_entity_at<Schema>(Schema::find(entity), [&]<class Entity>() {
      try {
        static_cast<void>(session_.on.prepare(
            "SELECT 1 FROM " + replica_statements<Entity>::get().table + " WHERE " + condition));
        good = true;
      } catch (failure const&) {  // ignored: a column of it is gone
      }
    });
    return good;
  }

  replica_session<Schema>& session_;
  std::optional<by_entity> conditions_{};
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
