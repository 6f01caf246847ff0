// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/bytes.hpp>
#include <entente/base/error.hpp>
#include <entente/base/uuid.hpp>
#include <entente/entity/describe.hpp>
#include <entente/entity/field_kind.hpp>
#include <entente/reflect/enum_name.hpp>
#include <entente/reflect/for_each_field.hpp>
#include <entente/reflect/get_field.hpp>
#include <entente/wire/base64.hpp>
#include <entente/wire/detail/put_value.hpp>
#include <entente/wire/detail/read_object.hpp>
#include <entente/wire/detail/refuse.hpp>
#include <entente/wire/detail/time_text.hpp>
#include <entente/wire/detail/uuid_text.hpp>
#include <entente/wire/json_reader.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace entente {
inline namespace v0 {
namespace detail {

template <class E>
bool read_enumerator(json_reader& from, E& value) {
  static_assert(
      named_enum<E>,
      "entente: an enumeration without a fixed underlying type cannot be a field; declare "
      "it as enum class, or with a type as in enum level : int");
  using underlying = std::underlying_type_t<E>;
  if (from.peek() == json_kind::string) {
    std::string_view name;
    if (!from.read_string_view(name)) return false;
    auto const named = enum_from_name<E>(name);
    if (!named) return refuse(from, "expected the name of one of the enumeration's values");
    value = *named;
    return true;
  }
  wide_integer<underlying> number = 0;
  if (from.peek() != json_kind::number)
    return refuse(from, "expected the name of one of the enumeration's values");
  if (!from.read(number)) return false;
  if constexpr (requires { E{0}; }) {
    auto const narrow = static_cast<underlying>(number);
    if (static_cast<wide_integer<underlying>>(narrow) != number)
      return refuse(from, "expected a number that the enumeration can hold");
    value = static_cast<E>(narrow);
    return true;
  } else {
    for (E const each : enum_values<E>)
      if (static_cast<wide_integer<underlying>>(each) == number) {
        value = each;
        return true;
      }
    return refuse(from, "expected one of the enumeration's values");
  }
}

template <std::size_t N>
bool read_text_array(json_reader& from, char (&value)[N]) {
  std::string_view text;
  if (!from.read_string_view(text)) return false;
  if (text.size() >= N || text.find('\0') != std::string_view::npos)
    return refuse(from, "expected a text without NUL that fits the field");
  std::memcpy(value, text.data(), text.size());
  std::memset(value + text.size(), 0, N - text.size());
  return true;
}

inline bool read_blob(json_reader& from, bytes& value) {
  std::string_view text;
  if (!from.read_string_view(text)) return false;
  auto decoded = base64_decode(text);
  if (!decoded) return refuse(from, "expected bytes in base64");
  value = std::move(*decoded);
  return true;
}

template <class Duration>
bool read_time_point(json_reader& from, std::chrono::sys_time<Duration>& value) {
  std::string_view text;
  if (!from.read_string_view(text)) return false;
  moment when;
  if (!parse_moment(text, when)) return refuse(from, "expected a date and time as of RFC 3339");
  return join_time(when, value) || refuse(from, "expected a time that the field can hold");
}

template <class T>
bool read_list(json_reader& from, std::vector<T>& list) {
  if (!from.begin_array()) return false;
  list.clear();
  // Most lists are short: one allocation in place of three.
  if (from.peek() != json_kind::end && sizeof(T) <= 64) list.reserve(4);
  while (from.next_element()) {
    if constexpr (std::is_same_v<T, bool>) {
      bool element = false;
      if (!from.read(element)) return false;
      list.push_back(element);
    } else {
      if (!read_value<T>(from, list.emplace_back())) return false;
    }
  }
  return from.ok();
}

template <class T, class Array>
bool read_array(json_reader& from, Array& array) {
  if (!from.begin_array()) return false;
  std::size_t count = 0;
  for (; from.next_element(); ++count) {
    if (count == std::size(array))
      return refuse(from, "expected no more elements than the array has");
    if (!read_value<T>(from, array[count])) return false;
  }
  return from.ok() &&
         (count == std::size(array) || refuse(from, "expected as many elements as the array has"));
}

template <class Map>
bool read_map(json_reader& from, Map& map) {
  using mapped = typename Map::mapped_type;
  if (!from.begin_object()) return false;
  map.clear();
  for (std::string_view name; from.next_member(name);) {
    auto const [place, fresh] = map.try_emplace(std::string(name));
    if (!fresh) return refuse_repeated(from);
    if (!read_value<mapped>(from, place->second)) return false;
  }
  return from.ok();
}

template <class T>
void move_field(T& to, T& from) {
  if constexpr (std::is_array_v<T>)
    for (std::size_t i = 0; i < std::size(to); ++i) move_field(to[i], from[i]);
  else
    to = std::move(from);
}

/// The value of a nested type is written as a whole, so a missing member is the default and not
/// whatever the object held before.
template <class T>
bool read_aggregate(json_reader& from, T& value) {
  field_flags<describe<T>::size> seen;
  std::size_t blamed = 0;
  if (!read_object(from, value, seen, blamed, nullptr)) return false;
  if (!seen.all()) {
    T fresh{};
    for_each_field(value, [&]<std::size_t I>(std::integral_constant<std::size_t, I>, auto& field) {
      if (!seen.test(I)) move_field(field, get_field<I>(fresh));
    });
  }
  return true;
}

template <class T>
bool read_custom(json_reader& from, T& value) {
  typename field_codec<T>::stored stored{};
  if (!read_value(from, stored)) return false;
  auto loaded = field_codec<T>::load(stored);
  if (!loaded) return refuse(from, "expected a value that the field's type accepts");
  value = std::move(*loaded);
  return true;
}

/// Reads one value in the form that put_value writes. The reader knows why when it is false.
template <class T>
bool read_value(json_reader& from, T& value) {
  constexpr field_kind kind = kind_of<T>;
  static_assert(kind != field_kind::unsupported,
                "entente: this type has no form in JSON; use a supported type (docs/protocol.md "
                "lists them), or specialise entente::field_codec for it");
  if constexpr (kind == field_kind::boolean || kind == field_kind::integer ||
                kind == field_kind::floating || kind == field_kind::string) {
    return from.read(value);
  } else if constexpr (kind == field_kind::enumeration) {
    return read_enumerator(from, value);
  } else if constexpr (kind == field_kind::text_array) {
    return read_text_array(from, value);
  } else if constexpr (kind == field_kind::blob) {
    return read_blob(from, value);
  } else if constexpr (kind == field_kind::time_point) {
    return read_time_point(from, value);
  } else if constexpr (kind == field_kind::duration) {
    typename T::rep count = 0;
    if (!from.read(count)) return false;
    value = T{count};
    return true;
  } else if constexpr (kind == field_kind::identifier) {
    return read_uuid(from, value);
  } else if constexpr (kind == field_kind::reference) {
    if (from.peek() != json_kind::null) return read_uuid(from, value.key);
    value = T{};
    return from.read_null();
  } else if constexpr (kind == field_kind::optional) {
    if (from.peek() == json_kind::null) {
      value.reset();
      return from.read_null();
    }
    return read_value<element_of<T>>(from, value ? *value : value.emplace());
  } else if constexpr (kind == field_kind::list) {
    return read_list(from, value);
  } else if constexpr (kind == field_kind::array) {
    return read_array<element_of<T>>(from, value);
  } else if constexpr (kind == field_kind::map) {
    return read_map(from, value);
  } else if constexpr (kind == field_kind::aggregate) {
    return read_aggregate(from, value);
  } else {
    return read_custom(from, value);
  }
}

}  // namespace detail
}  // namespace v0
}  // namespace entente
