// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/entity/field_kind.hpp>
#include <entente/sql/dialect.hpp>

#include <string_view>

namespace entente {
inline namespace v0 {

/// The type a column for fields of type T is declared with.
///
/// | field                       | SQLite  | PostgreSQL       | holds                             |
/// |-----------------------------|---------|------------------|-----------------------------------|
/// | bool                        | INTEGER | BOOLEAN          | 0 or 1                            |
/// | integers                    | INTEGER | BIGINT           | the value, at most 2^63 - 1       |
/// | float, double               | REAL    | DOUBLE PRECISION | the value (see below)             |
/// | enumerations                | TEXT    | TEXT             | the name; without one, the number |
/// | std::string, char[N]        | TEXT    | TEXT             | UTF-8                             |
/// | bytes                       | BLOB    | BYTEA            | the bytes                         |
/// | time points, durations      | INTEGER | BIGINT           | the count of their own period     |
/// | uuid, ref                   | BLOB    | UUID             | 16 bytes; a ref to nothing: NULL  |
/// | list, map, array, aggregate | TEXT    | JSON             | the JSON form of the wire         |
///
/// An optional is stored as its element, or as NULL; a type with a field_codec as its `stored`.
/// SQLite makes NULL of a NaN, so that one is stored as the text 'NaN', which a REAL column takes,
/// and 0.0 of -0.0, which stays so.
template <class T>
[[nodiscard]] constexpr std::string_view column_type(dialect of) noexcept {
  constexpr field_kind kind = kind_of<T>;
  static_assert(kind != field_kind::unsupported, "entente: this type cannot be a field");
  bool const postgresql = of == dialect::postgresql;
  if constexpr (kind == field_kind::optional) {
    return column_type<element_of<T>>(of);
  } else if constexpr (kind == field_kind::custom) {
    return column_type<typename field_codec<T>::stored>(of);
  } else if constexpr (kind == field_kind::boolean) {
    return postgresql ? "BOOLEAN" : "INTEGER";
  } else if constexpr (kind == field_kind::integer || kind == field_kind::time_point ||
                       kind == field_kind::duration) {
    return postgresql ? "BIGINT" : "INTEGER";
  } else if constexpr (kind == field_kind::floating) {
    return postgresql ? "DOUBLE PRECISION" : "REAL";
  } else if constexpr (kind == field_kind::enumeration || kind == field_kind::string ||
                       kind == field_kind::text_array) {
    return "TEXT";
  } else if constexpr (kind == field_kind::blob) {
    return postgresql ? "BYTEA" : "BLOB";
  } else if constexpr (kind == field_kind::identifier || kind == field_kind::reference) {
    return postgresql ? "UUID" : "BLOB";
  } else {
    return postgresql ? "JSON" : "TEXT";
  }
}

/// Whether a column for fields of type T may hold NULL: optionals and refs may.
template <class T>
inline constexpr bool nullable_column = [] {
  constexpr field_kind kind = kind_of<T>;
  if constexpr (kind == field_kind::custom)
    return nullable_column<typename field_codec<T>::stored>;
  else
    return kind == field_kind::optional || kind == field_kind::reference;
}();

}  // namespace v0
}  // namespace entente
