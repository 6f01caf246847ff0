// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/error.hpp>
#include <entente/base/limits.hpp>
#include <entente/entity/describe.hpp>
#include <entente/entity/field_kind.hpp>
#include <entente/reflect/field_type.hpp>
#include <entente/sqlite/bind.hpp>
#include <entente/sqlite/statement.hpp>
#include <entente/wire/decode.hpp>
#include <entente/wire/field_keys.hpp>
#include <entente/wire/json_reader.hpp>
#include <entente/wire/record_buffer.hpp>

#include <cstddef>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>

namespace entente {
inline namespace v0 {

/// An entity's fields as columns that become JSON, for code that is made once for all entities.
struct column_table {
  /// Appends a column's value in the form that it has on the wire.
  using put = void (*)(record_buffer& to, statement const& from, int column);

  std::string_view entity;                        ///< its name
  std::span<std::string_view const> field_names;  ///< as errors name them
  std::span<std::string_view const> keys;         ///< their names on the wire, with quotes and colon
  put const* fields;
};

namespace detail {

/// A list as it stands in the column, element by element: no list is made of it.
template <class Element>
void put_column_list(record_buffer& to, std::string_view stored) {
  json_reader reader{stored, max_json_depth};
  char const* before = "[";
  bool good = reader.begin_array();
  while (good && reader.next_element()) {
    to.raw({before, 1});
    before = ",";
    if constexpr (kind_of<Element> == field_kind::string) {
      std::string_view text;
      good = reader.read_string_view(text);
      if (good) to.text(text);
    } else {
      Element element{};
      good = read_json(reader, element);
      if (good) to.value(element);
    }
  }
  if (!good || !reader.finish()) refuse_stored_json(reader);
  to.raw(*before == '[' ? "[]" : "]");
}

template <class T>
void put_column(record_buffer& to, statement const& from, int column) {
  constexpr field_kind kind = kind_of<T>;
  if constexpr (kind == field_kind::optional) {
    if (from.is_null(column))
      to.literal("null");
    else
      put_column<element_of<T>>(to, from, column);
  } else if constexpr (kind == field_kind::string) {
    to.text(from.column<std::string_view>(column));
  } else if constexpr (kind == field_kind::list) {
    put_column_list<element_of<T>>(to, from.column<std::string_view>(column));
  } else {
    struct {
      T value{};
    } field;
    read_field(from, column, field.value);
    to.value(field.value);
  }
}

template <class Entity, class Indices>
struct column_puts;
template <class Entity, std::size_t... I>
struct column_puts<Entity, std::index_sequence<I...>> {
  static constexpr column_table::put fields[] = {&put_column<field_type<Entity, I>>..., nullptr};
};

}  // namespace detail

template <class Entity>
inline constexpr column_table columns_of{
    describe<Entity>::name, describe<Entity>::field_names, field_keys<Entity>,
    detail::column_puts<Entity, std::make_index_sequence<describe<Entity>::size>>::fields};

/// Appends all fields of the current row, in consecutive columns from `first`, as the members of a JSON object without
/// its braces: the same bytes as `write_fields` after `read_fields_from`, without the struct between them. Throws
/// `failure`, with entity and field named, as those two do; what is in the buffer is then unspecified.
inline void put_columns(record_buffer& to, statement const& from, int first, column_table const& what) {
  std::size_t field = 0;
  try {
    for (; field < what.keys.size(); ++field) {
      if (field > 0) to.literal(",");
      to.raw(what.keys[field]);
      what.fields[field](to, from, first + static_cast<int>(field));
    }
  } catch (failure const& refused) {
    if (category_of(refused.code()) != error_category::validation) throw;
    error why = refused.why();
    why.entity = what.entity;
    why.field = what.field_names[field];
    throw failure(std::move(why));
  }
}

}  // namespace v0
}  // namespace entente
