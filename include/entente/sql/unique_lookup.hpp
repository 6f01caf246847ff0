// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/entity/describe.hpp>
#include <entente/entity/field_mask.hpp>
#include <entente/sql/identifier.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace entente {
inline namespace v0 {

/// The question whether another live record has the values of a record's unique set: it has the set's
/// fields as parameters, in declaration order, and the record's key behind them, and gives a row if there is
/// one. Where a value is null there is none. `table` is the unquoted name of the table. For SQLite.
/// Thread-safe.
template <class Entity>
[[nodiscard]] std::string unique_lookup(field_mask set, std::string_view table = describe<Entity>::table) {
  std::string out = "SELECT 1 FROM " + quoted_name(table) + " WHERE entente_deleted=0";
  set.for_each([&](std::size_t field) { out += " AND " + quoted_name(describe<Entity>::columns[field]) + "=?"; });
  return out + " AND entente_key<>? LIMIT 1";
}

}  // namespace v0
}  // namespace entente
