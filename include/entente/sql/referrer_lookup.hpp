// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/entity/describe.hpp>
#include <entente/sql/identifier.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace entente {
inline namespace v0 {

/// The question which live records of an entity refer to a record by one of their fields: it has the key of that
/// record as parameter and gives theirs, the oldest first. `table` is the unquoted name of the table. For SQLite.
/// Thread-safe.
template <class Entity>
[[nodiscard]] std::string referrer_lookup(std::size_t field, std::string_view table = describe<Entity>::table) {
  return "SELECT entente_key FROM " + quoted_name(table) + " WHERE " +
         quoted_name(describe<Entity>::columns[field]) + "=? AND entente_deleted=0 ORDER BY entente_rowid";
}

}  // namespace v0
}  // namespace entente
