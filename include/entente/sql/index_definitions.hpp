// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/entity/describe.hpp>
#include <entente/sql/identifier.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace entente {
inline namespace v0 {

/// The statements that create the indexes an entity asks for, one per field, and one per set of
/// unique fields over the records that are not deleted; running them again does no harm. `table` is
/// the unquoted name of the table that holds the entity's columns. The indexes are called
/// `entente_<table>:<column>` and `entente_<table>:unique:<column>,...`. None of them is a unique
/// index: values may change hands within a group. Both dialects read them. Thread-safe.
template <class Entity>
[[nodiscard]] std::vector<std::string> index_definitions(
    std::string_view table = describe<Entity>::table) {
  std::vector<std::string> out;
  describe<Entity>::indexed.for_each([&](std::size_t field) {
    std::string_view const column = describe<Entity>::columns[field];
    std::string name{"entente_"};
    name.append(table).append(1, ':').append(column);
    out.push_back("CREATE INDEX IF NOT EXISTS " + quoted_name(name) + " ON " + quoted_name(table) +
                  "(" + quoted_name(column) + ")");
  });
  for (auto const set : describe<Entity>::unique_sets) {
    std::string name{"entente_"};
    name.append(table).append(":unique:");
    std::string columns;
    set.for_each([&](std::size_t field) {
      if (!columns.empty()) columns += ',', name += ',';
      name += describe<Entity>::columns[field];
      columns += quoted_name(describe<Entity>::columns[field]);
    });
    out.push_back("CREATE INDEX IF NOT EXISTS " + quoted_name(name) + " ON " + quoted_name(table) +
                  "(" + columns + ") WHERE entente_deleted=0");
  }
  return out;
}

}  // namespace v0
}  // namespace entente
