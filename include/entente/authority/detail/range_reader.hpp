// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/authority/detail/rows.hpp>
#include <entente/authority/stored_row.hpp>
#include <entente/base/digest.hpp>
#include <entente/entity/describe.hpp>
#include <entente/entity/visible_to.hpp>
#include <entente/wire/downcast.hpp>
#include <entente/wire/range_answer.hpp>
#include <entente/wire/range_query.hpp>

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <utility>

namespace entente {
inline namespace v0 {
namespace detail {

/// Reads what a tenant has of one entity within a range of keys, as a principal sees it.
template <class Schema, class Entity, class Session>
class range_reader {
 public:
  range_reader(Session& store, std::string_view principal) : store_(store), principal_(principal) {}

  range_answer run(range_query const& asked) {
    range_answer answer;
    std::int64_t count = 0;
    for_each(asked.first, asked.last, [&](auto const&) { ++count; });
    if (count <= static_cast<std::int64_t>((std::min)(asked.rows, most_rows))) {
      answer.whole = true;
      for_each(asked.first, asked.last, [&](stored_row<Entity> const& row) {
        auto told = change_of(row);
        downcast_change<Schema, Entity>(told, asked.schema_version);
        answer.changes.push_back(std::move(told));
      });
      return answer;
    }
    std::int64_t const in_part = (count + parts - 1) / parts;
    range_digest part{asked.first, asked.last, {}, 0};
    for_each(asked.first, asked.last, [&](stored_row<Entity> const& row) {
      if (part.count == in_part) {
        // Between two parts no key is left out, so that what only the asker has shows as well.
        uuid const first = row.key;
        part.last = before(first);
        answer.parts.push_back(part);
        part = {first, asked.last, {}, 0};
      }
      part.value.add(row.key, row.version, row.at);
      ++part.count;
    });
    answer.parts.push_back(part);
    return answer;
  }

  /// The sum over everything live, whoever sees it.
  std::pair<digest, std::int64_t> everything() {
    std::pair<digest, std::int64_t> sum{};
    auto const rows = store_.template live_between<Entity>(uuid{}, last_key);
    while (rows->step()) {
      sum.first.add(rows->template column<uuid>(1), rows->template column<std::int64_t>(3),
                    rows->template column<stamp>(4));
      ++sum.second;
    }
    return sum;
  }

 private:
  static constexpr std::int64_t parts = 16;
  static constexpr std::size_t most_rows = 1000;

  static uuid before(uuid key) {
    for (std::size_t i = key.octets.size(); i-- > 0;)
      if (key.octets[i]-- != 0) break;
    return key;
  }

  template <class F>
  void for_each(uuid const& first, uuid const& last, F&& f) {
    stored_row<Entity> row;
    auto const rows = store_.template live_between<Entity>(first, last);
    while (rows->step()) {
      Session::read_row(*rows, row);
      if (visible_to(principal_, row.value)) f(std::as_const(row));
    }
  }

  Session& store_;
  std::string_view principal_;
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
