// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/error.hpp>
#include <entente/entity/describe.hpp>
#include <entente/entity/field_mask.hpp>
#include <entente/reflect/for_each_field.hpp>
#include <entente/sql/column_type.hpp>
#include <entente/sql/columns.hpp>
#include <entente/sql/identifier.hpp>
#include <entente/sqlite/bind.hpp>
#include <entente/sqlite/database.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

namespace entente {
inline namespace v0 {

/// Gives a table, by its unquoted name, the columns of the entity's fields that it lacks, and its
/// rows the values that those fields have in a new Entity. Returns the fields added. To be called
/// within a transaction, so that it happens wholly or not at all; throws invalid_argument outside
/// of one.
template <class Entity>
field_mask add_missing_columns(database& on, std::string_view table = describe<Entity>::table) {
  if (!on.in_transaction())
    throw failure(
        {error_code::invalid_argument, "columns are added within a transaction", {}, {}, {}});
  field_mask missing;
  statement& has = on.prepared("SELECT 1 FROM pragma_table_info(?) WHERE name=? COLLATE NOCASE");
  for (std::size_t i = 0; i < describe<Entity>::size; ++i)
    if (!has.value<bool>(table, describe<Entity>::columns[i])) missing.set(i);
  Entity const fresh{};
  for_each_field(
      fresh, [&]<std::size_t I, class T>(std::integral_constant<std::size_t, I>, T const& value) {
        if (!missing.test(I)) return;
        std::string change =
            "ALTER TABLE " + quoted_name(table) + " ADD COLUMN " + column_definition<Entity>(I);
        if constexpr (!nullable_column<T>)
          change += " DEFAULT ''";  // SQLite wants one; no row keeps it
        on.exec(change);
        auto fill = on.prepare("UPDATE " + quoted_name(table) + " SET " +
                               assignments<Entity>(field_mask{std::uint64_t{1} << I}));
        bind_field(fill, 1, value);
        fill.run();
      });
  return missing;
}

}  // namespace v0
}  // namespace entente
