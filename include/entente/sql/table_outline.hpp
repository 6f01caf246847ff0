// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/entity/describe.hpp>
#include <entente/entity/field_kind.hpp>
#include <entente/entity/schema_hash.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace entente {
inline namespace v0 {

/// One field as a file knows it. `form` says how values stand in the column, and has a hash of the
/// type behind a colon: `integer:07f3…`. Equal forms need no conversion.
struct column_outline {
  std::string name;       ///< the column's
  std::string wire_name;  ///< the field's on the wire
  std::string form;

  friend bool operator==(column_outline const&, column_outline const&) = default;
};

/// An entity's table as a file knows it: what a program of another schema needs to read it.
struct table_outline {
  std::string entity;
  std::string table;
  int schema_version = 1;  ///< of the schema that last wrote the table
  std::vector<column_outline> columns;

  friend bool operator==(table_outline const&, table_outline const&) = default;
};

namespace detail {

/// How a column is turned into JSON by somebody who does not have the type any more.
template <class T>
std::string stored_form() {
  constexpr field_kind kind = kind_of<T>;
  if constexpr (kind == field_kind::optional) {
    return stored_form<element_of<T>>();
  } else if constexpr (kind == field_kind::custom) {
    return stored_form<typename field_codec<T>::stored>();
  } else if constexpr (kind == field_kind::boolean) {
    return "boolean";
  } else if constexpr (kind == field_kind::integer || kind == field_kind::duration) {
    return "integer";
  } else if constexpr (kind == field_kind::floating) {
    return "number";
  } else if constexpr (kind == field_kind::enumeration) {
    return "name";
  } else if constexpr (kind == field_kind::string || kind == field_kind::text_array) {
    return "text";
  } else if constexpr (kind == field_kind::blob) {
    return "bytes";
  } else if constexpr (kind == field_kind::time_point) {
    return "time/" + std::to_string(T::period::num) + "/" + std::to_string(T::period::den);
  } else if constexpr (kind == field_kind::identifier || kind == field_kind::reference) {
    return "key";
  } else {
    return "json";
  }
}

template <class T>
std::string form_of() {
  schema_hasher hash;
  hash_type<T>(hash);
  std::string out = stored_form<T>() + ":";
  for (int shift = 60; shift >= 0; shift -= 4) out += "0123456789abcdef"[hash.value() >> shift & 0xf];
  return out;
}

}  // namespace detail

/// The outline of an entity in a schema.
template <class Schema, class Entity>
[[nodiscard]] table_outline table_outline_of() {
  using about = describe<Entity>;
  table_outline out{std::string{about::name}, std::string{about::table}, Schema::version, {}};
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    (out.columns.push_back({std::string{about::columns[I]}, std::string{about::wire_names[I]},
                            detail::form_of<field_type<Entity, I>>()}),
     ...);
  }(std::make_index_sequence<about::size>{});
  return out;
}

}  // namespace v0
}  // namespace entente
