// SPDX-License-Identifier: BSL-1.0
/// Fields as parameters and columns of statements, in the forms that `column_type` lists.
#pragma once

#include <entente/base/error.hpp>
#include <entente/base/limits.hpp>
#include <entente/entity/describe.hpp>
#include <entente/entity/field_kind.hpp>
#include <entente/entity/field_mask.hpp>
#include <entente/reflect/enum_name.hpp>
#include <entente/reflect/for_each_field.hpp>
#include <entente/sqlite/statement.hpp>
#include <entente/wire/decode.hpp>
#include <entente/wire/encode.hpp>
#include <entente/wire/json_reader.hpp>

#include <charconv>
#include <cstddef>
#include <cstring>
#include <string>
#include <string_view>
#include <system_error>
#include <type_traits>
#include <utility>

namespace entente {
inline namespace v0 {

namespace detail {

template <field_kind Kind>
inline constexpr bool is_json_kind = Kind == field_kind::list || Kind == field_kind::array ||
                                     Kind == field_kind::map || Kind == field_kind::aggregate;

/// Binds what `bind_in_place` takes, copying it first where the value is about to go.
template <bool Copy, class T>
void bind_bytes(statement& to, int index, T const& value) {
  if constexpr (Copy)
    to.bind(index, value);
  else
    to.bind_in_place(index, value);
}

template <class E>
void bind_enumerator(statement& to, int index, E value) {
  if constexpr (named_enum<E>) {
    std::string_view const name = enum_name(value);
    if (!name.empty()) return to.bind(index, name);
  }
  char digits[24];
  auto const number = plain_integer(static_cast<std::underlying_type_t<E>>(value));
  auto const end = std::to_chars(digits, digits + sizeof digits, number).ptr;
  to.bind(index, std::string_view{digits, static_cast<std::size_t>(end - digits)});
}

template <class E>
void read_enumerator(std::string_view text, E& into) {
  if constexpr (named_enum<E>) {
    if (auto const named = enum_from_name<E>(text)) {
      into = *named;
      return;
    }
  }
  using number = std::underlying_type_t<E>;
  decltype(plain_integer(number{})) value{};
  auto const [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  bool const fits = fault == std::errc{} && end == text.data() + text.size() &&
                    plain_integer(static_cast<number>(value)) == value;
  if (!fits) refuse_column("the name of one of the field's values");
  into = static_cast<E>(static_cast<number>(value));
}

template <bool Copy, class T>
void bind_form(statement& to, int index, T const& value) {
  constexpr field_kind kind = kind_of<T>;
  static_assert(kind != field_kind::unsupported, "entente: this type cannot be a field");
  if constexpr (kind == field_kind::custom) {
    bind_form<true>(to, index, field_codec<T>::store(value));
  } else if constexpr (kind == field_kind::optional) {
    if (value)
      bind_form<Copy>(to, index, *value);
    else
      to.bind(index, nullptr);
  } else if constexpr (kind == field_kind::boolean || kind == field_kind::integer) {
    to.bind(index, value);
  } else if constexpr (kind == field_kind::floating) {
    to.bind(index, static_cast<double>(value));
  } else if constexpr (kind == field_kind::enumeration) {
    bind_enumerator(to, index, value);
  } else if constexpr (kind == field_kind::text_array) {
    auto const* const end = static_cast<char const*>(std::memchr(value, 0, sizeof value));
    if (end == nullptr)
      throw failure({error_code::validation_failed, "must end with NUL", {}, {}, "shorten it"});
    if constexpr (Copy)
      to.bind(index, std::string_view{value, static_cast<std::size_t>(end - value)});
    else
      to.bind_in_place(index, static_cast<char const*>(value));
  } else if constexpr (kind == field_kind::time_point) {
    to.bind(index, value.time_since_epoch().count());
  } else if constexpr (kind == field_kind::duration) {
    to.bind(index, value.count());
  } else if constexpr (kind == field_kind::reference) {
    if (value)
      bind_bytes<Copy>(to, index, value.key);
    else
      to.bind(index, nullptr);
  } else if constexpr (is_json_kind<kind>) {
    to.bind_written(index, [&](std::string& out) { write_json(out, value); });
  } else {
    bind_bytes<Copy>(to, index, value);  // string, blob, identifier
  }
}

[[noreturn]] inline void refuse_stored_json(json_reader const& reader) {
  throw failure({error_code::malformed,
                 "the JSON in the database is not what the field takes: " + reader.why().message,
                 {},
                 {},
                 "migrate or repair the record"});
}

/// Makes a value new, so that members its JSON leaves out have their defaults.
template <class T>
void renew(T& value) {
  if constexpr (std::is_array_v<T>)
    for (auto& element : value) renew(element);
  else
    value = T{};
}

/// Runs `f(field)`, which keeps in `field` which one it is at, and names that one in the refusal of
/// a value.
template <class Entity, class F>
void naming_fields(F&& f) {
  std::size_t field = 0;
  try {
    std::forward<F>(f)(field);
  } catch (failure const& refused) {
    if (category_of(refused.code()) != error_category::validation) throw;
    error why = refused.why();
    why.entity = describe<Entity>::name;
    why.field = describe<Entity>::field_names[field];
    throw failure(std::move(why));
  }
}

}  // namespace detail

/// Binds a field's value. Text, bytes and keys are not copied: the value must stay as it is until
/// the statement is reset; a temporary is copied. Throws `failure`: validation_failed for what has
/// no form in SQL (an integer above 2^63 - 1, text that is not UTF-8 in a nested value, a char[N]
/// without end), too_large above 10^9 bytes.
template <class T>
void bind_field(statement& to, int index, T const& value) {
  detail::bind_form<false>(to, index, value);
}
template <class T>
void bind_field(statement& to, int index, T const&& value) {
  detail::bind_form<true>(to, index, value);
}

/// Reads a column of the current row into a field. Throws `failure` (malformed) where the database
/// holds something the field cannot take; `into` is then unspecified.
template <class T>
void read_field(statement const& from, int column, T& into) {
  constexpr field_kind kind = kind_of<T>;
  static_assert(kind != field_kind::unsupported, "entente: this type cannot be a field");
  if constexpr (kind == field_kind::custom) {
    typename field_codec<T>::stored form{};
    read_field(from, column, form);
    auto loaded = field_codec<T>::load(form);
    if (!loaded) detail::refuse_column("a value that the field's codec takes");
    into = std::move(*loaded);
  } else if constexpr (kind == field_kind::optional) {
    if (from.is_null(column)) return into.reset();
    if (!into) into.emplace();
    read_field(from, column, *into);
  } else if constexpr (kind == field_kind::string || kind == field_kind::blob) {
    from.read(column, into);
  } else if constexpr (kind == field_kind::enumeration) {
    detail::read_enumerator(from.column<std::string_view>(column), into);
  } else if constexpr (kind == field_kind::text_array) {
    auto const text = from.column<std::string_view>(column);
    if (text.size() >= sizeof into || text.find('\0') != std::string_view::npos)
      detail::refuse_column("text that fits");
    std::memset(into, 0, sizeof into);
    std::memcpy(into, text.data(), text.size());
  } else if constexpr (kind == field_kind::time_point) {
    into = T{typename T::duration{from.column<typename T::rep>(column)}};
  } else if constexpr (kind == field_kind::duration) {
    into = T{from.column<typename T::rep>(column)};
  } else if constexpr (kind == field_kind::reference) {
    into.key = from.is_null(column) ? uuid{} : from.column<uuid>(column);
  } else if constexpr (detail::is_json_kind<kind>) {
    json_reader reader{from.column<std::string_view>(column), max_json_depth};
    detail::renew(into);
    if (!read_json(reader, into) || !reader.finish()) detail::refuse_stored_json(reader);
  } else {
    into = from.column<T>(column);  // boolean, integer, floating, identifier
  }
}

/// Binds an entity's fields, or those of a mask, to consecutive parameters from `first`, as
/// `bind_field` does, and returns the parameter behind the last. Refusals name entity and field.
template <class Entity>
int bind_fields(statement& to, int first, Entity const& value,
                field_mask which = describe<Entity>::all) {
  try {
    detail::naming_fields<Entity>([&](std::size_t& at) {
      for_each_field(value,
                     [&]<std::size_t I>(std::integral_constant<std::size_t, I>, auto const& field) {
                       if (!which.test(I)) return;
                       at = I;
                       bind_field(to, first++, field);
                     });
    });
  } catch (...) {
    to.reset();  // or what was bound in place could dangle
    throw;
  }
  return first;
}
template <class Entity>
int bind_fields(statement& to, int first, Entity const&& value,
                field_mask which = describe<Entity>::all) = delete;

/// Reads an entity's fields, or those of a mask, from consecutive columns from `first`, as
/// `read_field` does, and returns the column behind the last. Refusals name entity and field.
template <class Entity>
int read_fields_from(statement const& from, int first, Entity& into,
                     field_mask which = describe<Entity>::all) {
  detail::naming_fields<Entity>([&](std::size_t& at) {
    for_each_field(into, [&]<std::size_t I>(std::integral_constant<std::size_t, I>, auto& field) {
      if (!which.test(I)) return;
      at = I;
      read_field(from, first++, field);
    });
  });
  return first;
}

}  // namespace v0
}  // namespace entente
