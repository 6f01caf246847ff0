// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/bytes.hpp>
#include <entente/base/error.hpp>
#include <entente/base/uuid.hpp>
#include <entente/entity/field_kind.hpp>
#include <entente/entity/id.hpp>
#include <entente/reflect/enum_name.hpp>
#include <entente/sqlite/statement.hpp>
#include <entente/wire/encode.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace entente {
inline namespace v0 {
namespace detail {

/// A value as SQLite stores it.
using sql_value = std::variant<std::nullptr_t, std::int64_t, double, std::string, bytes, uuid>;

/// A statement in the making.
struct query_text {
  std::string sql{};
  std::vector<sql_value> values{};
  bool varies =
      false;  ///< the text depends on how many values there are: not worth keeping prepared
};

template <class T>
inline constexpr bool is_optional = kind_of<T> == field_kind::optional;

template <class T>
inline constexpr bool holds_text = [] {
  if constexpr (is_optional<T>)
    return holds_text<element_of<T>>;
  else
    return kind_of<T> == field_kind::string || kind_of<T> == field_kind::text_array ||
           kind_of<T> == field_kind::enumeration;
}();

template <class T>
inline constexpr bool is_nothing =
    std::is_same_v<T, std::nullopt_t> || std::is_same_v<T, std::nullptr_t>;

/// Whether a value makes sense beside a field: one that its type, or what an optional holds, can be made of.
template <class Field, class Value>
inline constexpr bool comparable_with = [] {
  if constexpr (is_nothing<Value>)
    return is_optional<Field> || kind_of<Field> == field_kind::reference;
  else if constexpr (is_optional<Field>)
    return comparable_with<element_of<Field>, Value> || std::is_convertible_v<Value const&, Field>;
  else if constexpr (kind_of<Field> == field_kind::text_array)
    return std::is_same_v<Value, std::string>;
  else if constexpr (kind_of<Field> == field_kind::boolean)
    return std::is_same_v<Value, bool>;
  else if constexpr (kind_of<Field> == field_kind::integer)
    return std::integral<Value> && !std::is_same_v<Value, bool>;
  else if constexpr (kind_of<Field> == field_kind::floating)
    return std::is_arithmetic_v<Value> && !std::is_same_v<Value, bool>;
  else if constexpr (kind_of<Field> == field_kind::reference)
    return std::is_same_v<Value, uuid> || std::is_convertible_v<Value const&, Field>;
  else
    return std::is_convertible_v<Value const&, Field>;
}();

/// Whether a value is compared with what an optional holds, rather than with the optional.
template <class Field, class Value>
constexpr bool fits_inside() {
  if constexpr (is_optional<Field>)
    return comparable_with<element_of<Field>, Value>;
  else
    return false;
}

/// A field's value in the form `column_type` lists.
template <class T>
sql_value stored_form(T const& value) {
  constexpr field_kind kind = kind_of<T>;
  if constexpr (kind == field_kind::custom) {
    return stored_form(field_codec<T>::store(value));
  } else if constexpr (kind == field_kind::optional) {
    return value ? stored_form(*value) : sql_value{nullptr};
  } else if constexpr (kind == field_kind::boolean) {
    return std::int64_t{value};
  } else if constexpr (kind == field_kind::integer) {
    if (value > 0 && static_cast<std::uint64_t>(value) > std::uint64_t{INT64_MAX})
      throw failure(
          {error_code::validation_failed, "must not be above 9223372036854775807", {}, {}, {}});
    return static_cast<std::int64_t>(value);
  } else if constexpr (kind == field_kind::floating) {
    return static_cast<double>(value);
  } else if constexpr (kind == field_kind::enumeration) {
    if constexpr (named_enum<T>)
      if (auto const name = enum_name(value); !name.empty()) return std::string{name};
    return std::to_string(+static_cast<std::underlying_type_t<T>>(value));
  } else if constexpr (kind == field_kind::time_point) {
    return static_cast<std::int64_t>(value.time_since_epoch().count());
  } else if constexpr (kind == field_kind::duration) {
    return static_cast<std::int64_t>(value.count());
  } else if constexpr (kind == field_kind::reference) {
    return value ? sql_value{value.key} : sql_value{nullptr};
  } else if constexpr (kind == field_kind::list || kind == field_kind::array ||
                       kind == field_kind::map || kind == field_kind::aggregate) {
    std::string text;
    write_json(text, value);
    return text;
  } else {
    return value;  // string, blob, identifier
  }
}

/// What a query gives for a field of type Field.
template <class Field, class Value>
sql_value sql_value_of(Value const& value) {
  if constexpr (is_nothing<Value>)
    return nullptr;
  else if constexpr (fits_inside<Field, Value>())
    return sql_value_of<element_of<Field>>(value);
  else if constexpr (kind_of<Field> == field_kind::integer)
    return stored_form(
        value);  // of its own type: a value out of the field's range compares as itself
  else if constexpr (kind_of<Field> == field_kind::floating)
    return static_cast<double>(value);
  else if constexpr (kind_of<Field> == field_kind::text_array || std::is_same_v<Value, uuid>)
    return value;
  else
    return stored_form<Field>(value);
}

/// The values must stay as they are until the statement is reset.
inline void bind_values(statement& to, std::vector<sql_value> const& values) {
  int index = 0;
  for (auto const& each : values) {
    ++index;
    std::visit(
        [&]<class T>(T const& value) {
          if constexpr (std::is_same_v<T, std::string> || std::is_same_v<T, bytes> ||
                        std::is_same_v<T, uuid>)
            to.bind_in_place(index, value);
          else
            to.bind(index, value);
        },
        each);
  }
}

}  // namespace detail
}  // namespace v0
}  // namespace entente
