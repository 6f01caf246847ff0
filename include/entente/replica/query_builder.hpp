// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/entity/record.hpp>
#include <entente/replica/condition.hpp>
#include <entente/replica/detail/local_row.hpp>
#include <entente/replica/detail/reader_pool.hpp>
#include <entente/sqlite/database.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace entente {
inline namespace v0 {

/// The direction of an order.
enum class sort_order { ascending, descending };
inline constexpr sort_order ascending = sort_order::ascending;
inline constexpr sort_order descending = sort_order::descending;

/// A query of one entity's records, made by `replica::query`. Deleted records are not found. Each of the
/// functions at the end runs it once, on one consistent state of the database; without an order, records
/// come as they were made here. A query must not outlive what made it; one thread at a time.
template <class Entity, class Source = detail::pooled_connection>
class query_builder {
 public:
  explicit query_builder(Source source) : source_(source) {}

  /// Only records for which the condition holds; of several calls, all conditions.
  template <condition Condition>
  query_builder& where(Condition const& wanted) {
    where_.sql += " AND ";
    wanted.template write<Entity>(where_);
    return *this;
  }

  /// Sorts by a field; a second call sorts what the first leaves equal.
  template <designator Field>
  query_builder& order_by(field_expression<Field>, sort_order direction = ascending) {
    order_ += detail::column_of<Entity, Field>() + (direction == descending ? " DESC," : ",");
    return *this;
  }

  /// At most that many records, and how many to leave out before.
  query_builder& limit(std::size_t most) {
    limit_ = static_cast<std::int64_t>(most);
    return *this;
  }
  query_builder& offset(std::size_t skipped) {
    offset_ = static_cast<std::int64_t>(skipped);
    return *this;
  }

  [[nodiscard]] std::vector<record<Entity>> all() const {
    std::vector<record<Entity>> found;
    if (limit_ >= 0) found.reserve((std::min)(static_cast<std::size_t>(limit_), std::size_t{1024}));
    read([&](statement const& row) { detail::read_record(row, found.emplace_back()); });
    return found;
  }

  [[nodiscard]] std::optional<record<Entity>> first() const {
    auto one = *this;
    one.limit_ = 1;
    std::optional<record<Entity>> found;
    one.read([&](statement const& row) { detail::read_record(row, found.emplace()); });
    return found;
  }

  [[nodiscard]] std::vector<id<Entity>> ids() const {
    std::vector<id<Entity>> found;
    run("SELECT entente_key", true,
        [&](statement& row) { found.push_back({row.column<uuid>(0)}); });
    return found;
  }

  /// How many there are; limit and offset do not count.
  [[nodiscard]] std::size_t count() const {
    std::size_t found = 0;
    run("SELECT count(*)", false, [&](statement& row) { found = row.column<std::size_t>(0); });
    return found;
  }

  /// Calls `f(record<Entity> const&)` for each, without holding all of them in memory. `f` may write to
  /// the replica; the query does not see it.
  template <class F>
  void for_each(F&& f) const {
    read([&](statement const& row) {
      record<Entity> one;
      detail::read_record(row, one);
      f(std::as_const(one));
    });
  }

 private:
  /// Calls `f(statement const&)` at each row, with the columns that `read_record` takes.
  template <class F>
  void read(F&& f) const {
    run("SELECT " + detail::replica_statements<Entity>::get().record_columns, true, std::forward<F>(f));
  }

  template <class F>
  void run(std::string sql, bool ordered, F&& f) const {
    sql += " FROM " + detail::replica_statements<Entity>::get().table + " WHERE entente_deleted=0" +
           where_.sql;
    auto values = where_.values;
    if (ordered) {
      sql += " ORDER BY " + order_ + "entente_rowid LIMIT ? OFFSET ?";
      values.emplace_back(limit_);
      values.emplace_back(offset_);
    }
    source_.with([&](database& on) {
      if (where_.varies) {
        auto one = on.prepare(sql);
        step_through(one, values, f);
      } else {
        auto const one = on.borrow(sql);
        step_through(*one, values, f);
      }
      return 0;
    });
  }

  template <class F>
  static void step_through(statement& one, std::vector<detail::sql_value> const& values, F&& f) {
    detail::bind_values(one, values);
    while (one.step()) f(one);
  }

  Source source_;
  detail::query_text where_;
  std::string order_;
  std::int64_t limit_ = -1;
  std::int64_t offset_ = 0;
};

}  // namespace v0
}  // namespace entente
