// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/bytes.hpp>
#include <entente/base/error.hpp>
#include <entente/entity/describe.hpp>
#include <entente/entity/field_kind.hpp>
#include <entente/reflect/enum_name.hpp>
#include <entente/reflect/field_type.hpp>
#include <entente/reflect/get_field.hpp>
#include <entente/wire/base64.hpp>
#include <entente/wire/detail/apart.hpp>
#include <entente/wire/detail/field_key.hpp>
#include <entente/wire/detail/fixed_size.hpp>
#include <entente/wire/detail/json_number.hpp>
#include <entente/wire/detail/put_float.hpp>
#include <entente/wire/detail/put_text.hpp>
#include <entente/wire/detail/time_text.hpp>
#include <entente/wire/detail/uuid_text.hpp>
#include <entente/wire/detail/value_buffer.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace entente {
inline namespace v0 {
namespace detail {

// All of these write one value at `at`, the end of what the buffer holds, and return the new end.
// Before a call there must be room for fixed_size<T>() + after bytes; behind the value there is
// still room for `after`. So a record asks the buffer once for all its parts of bounded size, and
// again only for text and lists. `depth` is how many brackets may still be opened.

template <class T>
char* put_value(value_buffer& buffer, char* at, T const& value, std::size_t after,
                std::size_t depth);

/// Writes five bytes, of which `true` keeps four.
inline char* put_truth(char* at, bool value) noexcept {
  std::memcpy(at, value ? "true" : "false", 5);
  return at + (value ? 4 : 5);
}

/// Any integer, character types included, in a type that is a number to JSON.
template <class I>
using wide_integer = std::conditional_t<std::is_signed_v<I>, std::int64_t, std::uint64_t>;

template <class E>
char* put_enumerator(char* at, E value) noexcept {
  static_assert(
      named_enum<E>,
      "entente: an enumeration without a fixed underlying type cannot be a field; declare "
      "it as enum class, or with a type as in enum level : int");
  std::string_view const name = enum_name(value);
  if (name.empty())
    return put_number(at, static_cast<wide_integer<std::underlying_type_t<E>>>(value));
  *at++ = '"';
  at = put_literal(at, name);
  *at++ = '"';
  return at;
}

[[noreturn]] ENTENTE_DETAIL_COLD inline void refuse_time() {
  throw failure(error{error_code::validation_failed,
                      "expected a time between the years 0000 and 9999",
                      {},
                      {},
                      "leave the field empty where there is no time"});
}

template <class Duration>
char* put_time(char* at, std::chrono::sys_time<Duration> value) {
  *at = '"';
  at = put_time_point(at + 1, value);
  if (at == nullptr) refuse_time();
  *at++ = '"';
  return at;
}

template <std::size_t N>
char* put_text_array(value_buffer& buffer, char* at, char const (&value)[N], std::size_t after) {
  auto const* const end = static_cast<char const*>(std::memchr(value, '\0', N));
  if (end == nullptr)
    throw failure(error{error_code::validation_failed,
                        "expected a NUL at the end of the text",
                        {},
                        {},
                        "shorten the text"});
  return put_text(buffer, at, {value, static_cast<std::size_t>(end - value)}, after);
}

inline char* put_blob(value_buffer& buffer, char* at, bytes const& value, std::size_t after) {
  std::string const text = base64_encode(value);
  buffer.advance_to(at);
  at = buffer.room(text.size() + 2 + after);
  *at++ = '"';
  at = put_literal(at, text);
  *at++ = '"';
  return at;
}

/// Opens a bracket, with room behind it for `after` bytes.
inline char* put_open(value_buffer& buffer, char* at, char bracket, std::size_t after,
                      std::size_t depth) {
  if (depth == 0)
    throw failure(error{error_code::too_large,
                        "expected less deeply nested lists and objects",
                        {},
                        {},
                        "flatten the value"});
  buffer.advance_to(at);
  at = buffer.room(1 + after);
  *at++ = bracket;
  return at;
}

template <class T, class List>
char* put_list(value_buffer& buffer, char* at, List const& list, std::size_t after,
               std::size_t depth) {
  std::size_t const closing = 1 + after;
  at = put_open(buffer, at, '[', closing, depth);
  bool first = true;
  for (auto&& each : list) {
    buffer.advance_to(at);
    at = buffer.room(1 + fixed_size<T>() + closing);
    *at = ',';
    at += first ? 0 : 1;
    first = false;
    if constexpr (std::is_same_v<T, bool>)  // std::vector<bool> has no elements to refer to
      at = put_truth(at, each);
    else
      at = put_value<T>(buffer, at, each, closing, depth - 1);
  }
  *at++ = ']';
  return at;
}

template <class Map>
char* put_map(value_buffer& buffer, char* at, Map const& map, std::size_t after, std::size_t depth) {
  using mapped = typename Map::mapped_type;
  std::size_t const next = 2 + after;
  at = put_open(buffer, at, '{', next, depth);
  bool first = true;
  for (auto const& [key, value] : map) {
    *at = ',';
    at += first ? 0 : 1;
    first = false;
    at = put_text(buffer, at, key, 1 + fixed_size<mapped>() + next);
    *at++ = ':';
    at = put_value<mapped>(buffer, at, value, next, depth - 1);
  }
  *at++ = '}';
  return at;
}

/// Writes one member and a comma.
template <std::size_t I, class T>
char* put_member(value_buffer& buffer, char* at, T const& object, std::size_t after, std::size_t depth) {
  at = put_literal(at, field_key<T, I>);
  at = put_value<field_type<T, I>>(buffer, at, get_field<I>(object), 1 + after, depth);
  *at = ',';
  return at + 1;
}

/// Writes the members that `wanted(I)` asks for, without braces. There must be room for all of
/// fixed_sizes_from<T>[0]. The last comma is taken back, so that nothing depends on which is the first.
template <class T, class F>
char* put_members(value_buffer& buffer, char* at, T const& object, std::size_t after,
                  std::size_t depth, F&& wanted) {
  return [&]<std::size_t... I>(std::index_sequence<I...>) {
    ((wanted(I) ? static_cast<void>(
                      at = put_member<I>(buffer, at, object, fixed_sizes_from<T>[I + 1] + after, depth))
                : void()),
     ...);
    return (wanted(I) || ...) ? at - 1 : at;
  }(std::make_index_sequence<describe<T>::size>{});
}

template <class T>
char* put_object(value_buffer& buffer, char* at, T const& object, std::size_t after,
                 std::size_t depth) {
  static_assert(wire_names_differ<T>(),
                "entente: two fields of a nested type have the same name on the wire; rename one "
                "through entity_traits<...>::wire_names");
  at = put_open(buffer, at, '{', fixed_sizes_from<T>[0] + 1 + after, depth);
  at = put_members(buffer, at, object, 1 + after, depth - 1, [](std::size_t) { return true; });
  *at++ = '}';
  return at;
}

template <class T>
char* put_value(value_buffer& buffer, char* at, T const& value, std::size_t after,
                std::size_t depth) {
  constexpr field_kind kind = kind_of<T>;
  static_assert(kind != field_kind::unsupported,
                "entente: this type has no form in JSON; use a supported type (docs/protocol.md "
                "lists them), or specialise entente::field_codec for it");
  if constexpr (kind == field_kind::boolean) {
    return put_truth(at, value);
  } else if constexpr (kind == field_kind::integer) {
    return put_number(at, value);
  } else if constexpr (kind == field_kind::floating) {
    return put_float(at, value);
  } else if constexpr (kind == field_kind::enumeration) {
    return put_enumerator(at, value);
  } else if constexpr (kind == field_kind::string) {
    return put_text(buffer, at, value, after);
  } else if constexpr (kind == field_kind::text_array) {
    return put_text_array(buffer, at, value, after);
  } else if constexpr (kind == field_kind::blob) {
    return put_blob(buffer, at, value, after);
  } else if constexpr (kind == field_kind::time_point) {
    return put_time(at, value);
  } else if constexpr (kind == field_kind::duration) {
    return put_number(at, value.count());
  } else if constexpr (kind == field_kind::identifier) {
    return put_uuid(at, value);
  } else if constexpr (kind == field_kind::reference) {
    return value ? put_uuid(at, value.key) : put_literal(at, "null");
  } else if constexpr (kind == field_kind::optional) {
    if (!value) return put_literal(at, "null");
    return put_value<element_of<T>>(buffer, at, *value, after, depth);
  } else if constexpr (kind == field_kind::list || kind == field_kind::array) {
    return put_list<element_of<T>>(buffer, at, value, after, depth);
  } else if constexpr (kind == field_kind::map) {
    return put_map(buffer, at, value, after, depth);
  } else if constexpr (kind == field_kind::aggregate) {
    return put_object(buffer, at, value, after, depth);
  } else {
    return put_value<typename field_codec<T>::stored>(buffer, at, field_codec<T>::store(value),
                                                      after, depth);
  }
}

/// Appends through `put(buffer, at)`, which returns the end, with `size` bytes of room to start in.
/// When it throws, the string is as it was.
template <class F>
void append_json(std::string& out, std::size_t size, F&& put) {
  value_buffer buffer;
  buffer.advance_to(put(buffer, buffer.room(size)));
  buffer.append_to(out);
}

}  // namespace detail
}  // namespace v0
}  // namespace entente
