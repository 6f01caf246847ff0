// SPDX-License-Identifier: BSL-1.0
/// The lists of columns that statements are put together from. All follow declaration order, take a
/// mask where a statement concerns some of the fields only, and give "" where no field is left.
/// Meant to be called when a statement is prepared, not when it is run. Thread-safe.
#pragma once

#include <entente/entity/describe.hpp>
#include <entente/entity/field_mask.hpp>
#include <entente/sql/column_type.hpp>
#include <entente/sql/dialect.hpp>
#include <entente/sql/identifier.hpp>

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace entente {
inline namespace v0 {

namespace detail {

template <class Entity>
constexpr auto column_types(dialect of) {
  return [of]<std::size_t... I>(std::index_sequence<I...>) {
    return std::array<std::string_view, sizeof...(I)>{column_type<field_type<Entity, I>>(of)...};
  }
  (std::make_index_sequence<describe<Entity>::size>{});
}

template <class Entity>
inline constexpr field_mask nullable_columns = []<std::size_t... I>(std::index_sequence<I...>) {
  field_mask mask;
  ((nullable_column<field_type<Entity, I>> ? mask.set(I) : void()), ...);
  return mask;
}
(std::make_index_sequence<describe<Entity>::size>{});

inline void append_placeholder(std::string& out, std::size_t number, dialect of) {
  if (of == dialect::sqlite)
    out += '?';
  else
    out.append(1, '$').append(std::to_string(number));
}

}  // namespace detail

/// One column as CREATE TABLE wants it: `"title" TEXT NOT NULL`.
template <class Entity>
[[nodiscard]] std::string column_definition(std::size_t field, dialect of = dialect::sqlite) {
  std::string out = quoted_name(describe<Entity>::columns[field]);
  out.append(1, ' ').append(detail::column_types<Entity>(of)[field]);
  if (!detail::nullable_columns<Entity>.test(field)) out += " NOT NULL";
  return out;
}

/// The columns as CREATE TABLE wants them: `"title" TEXT NOT NULL, "note" TEXT`.
template <class Entity>
[[nodiscard]] std::string column_definitions(dialect of = dialect::sqlite) {
  std::string out;
  describe<Entity>::all.for_each([&](std::size_t field) {
    if (!out.empty()) out += ", ";
    out += column_definition<Entity>(field, of);
  });
  return out;
}

/// The columns by name: `"title","note"`. A prefix is a table's name or alias as SQL text:
/// with `excluded`, `excluded."title",excluded."note"`.
template <class Entity>
[[nodiscard]] std::string column_list(std::string_view prefix = {},
                                      field_mask which = describe<Entity>::all) {
  std::string out;
  which.for_each([&](std::size_t field) {
    if (!out.empty()) out += ',';
    if (!prefix.empty()) out.append(prefix).append(1, '.');
    out += quoted_name(describe<Entity>::columns[field]);
  });
  return out;
}

/// The columns as SET of an UPDATE wants them: `"title"=?,"note"=?`; with PostgreSQL
/// `"title"=$1,"note"=$2`, numbered from `first`.
template <class Entity>
[[nodiscard]] std::string assignments(field_mask which = describe<Entity>::all,
                                      dialect of = dialect::sqlite, std::size_t first = 1) {
  std::string out;
  which.for_each([&](std::size_t field) {
    if (!out.empty()) out += ',';
    out.append(quoted_name(describe<Entity>::columns[field])).append(1, '=');
    detail::append_placeholder(out, first++, of);
  });
  return out;
}

/// The columns as SET of an upsert wants them: `"title"=excluded."title"`.
template <class Entity>
[[nodiscard]] std::string excluded_assignments(field_mask which = describe<Entity>::all) {
  std::string out;
  which.for_each([&](std::size_t field) {
    if (!out.empty()) out += ',';
    std::string const column = quoted_name(describe<Entity>::columns[field]);
    out.append(column).append("=excluded.").append(column);
  });
  return out;
}

/// Places for `count` values: `?,?,?`; with PostgreSQL `$1,$2,$3`, numbered from `first`.
[[nodiscard]] inline std::string placeholders(std::size_t count, dialect of = dialect::sqlite,
                                              std::size_t first = 1) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) {
    if (i != 0) out += ',';
    detail::append_placeholder(out, first + i, of);
  }
  return out;
}

}  // namespace v0
}  // namespace entente
