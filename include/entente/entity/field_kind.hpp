// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/bytes.hpp>
#include <entente/base/uuid.hpp>
#include <entente/customize.hpp>
#include <entente/entity/id.hpp>
#include <entente/reflect/reflected.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

namespace entente {
inline namespace v0 {

/// The shapes a field can have. Each has one form in SQL and one on the wire (docs/protocol.md).
enum class field_kind {
  boolean,
  integer,
  floating,
  enumeration,  ///< stored by name
  string,
  text_array,   ///< char[N]: text of at most N - 1 bytes, NUL-terminated
  blob,         ///< bytes
  time_point,   ///< std::chrono::sys_time of any period
  duration,     ///< std::chrono::duration with an integral representation
  identifier,   ///< uuid
  reference,    ///< ref<T>
  optional,
  list,         ///< std::vector
  array,        ///< std::array or T[N]
  map,          ///< std::map<std::string, T>
  aggregate,    ///< a nested reflected type
  custom,       ///< anything with a field_codec
  unsupported,
};

namespace detail {

template <class T>
concept has_codec = requires { typename field_codec<T>::stored; };

template <class T>
inline constexpr bool is_integer =
    std::is_integral_v<T> && !std::is_same_v<T, bool> && !std::is_same_v<T, char> &&
    !std::is_same_v<T, wchar_t> && !std::is_same_v<T, char8_t> && !std::is_same_v<T, char16_t> &&
    !std::is_same_v<T, char32_t> && sizeof(T) <= 8;

/// What a field type is, and what it is made of: `kind`, and `element` where there is one.
template <class T>
struct field_shape {
  static constexpr field_kind kind = [] {
    if constexpr (std::is_same_v<T, bool>)
      return field_kind::boolean;
    else if constexpr (is_integer<T>)
      return field_kind::integer;
    else if constexpr (std::is_same_v<T, float> || std::is_same_v<T, double>)
      return field_kind::floating;
    else if constexpr (std::is_enum_v<T>)
      return field_kind::enumeration;
    else if constexpr (reflected<T>)
      return field_kind::aggregate;
    else
      return field_kind::unsupported;
  }();
  using element = void;
};

template <field_kind Kind, class Element = void>
struct shape_is {
  static constexpr field_kind kind = Kind;
  using element = Element;
};

template <>
struct field_shape<std::string> : shape_is<field_kind::string> {};
template <std::size_t N>
struct field_shape<char[N]> : shape_is<field_kind::text_array> {};
template <>
struct field_shape<entente::bytes> : shape_is<field_kind::blob> {};
template <>
struct field_shape<entente::uuid> : shape_is<field_kind::identifier> {};
template <class Target>
struct field_shape<ref<Target>> : shape_is<field_kind::reference> {};
template <class Duration>
struct field_shape<std::chrono::sys_time<Duration>>
    : shape_is<is_integer<typename Duration::rep> ? field_kind::time_point
                                                  : field_kind::unsupported> {};
template <class Rep, class Period>
struct field_shape<std::chrono::duration<Rep, Period>>
    : shape_is<is_integer<Rep> ? field_kind::duration : field_kind::unsupported> {};
template <class T>
struct field_shape<std::optional<T>> : shape_is<field_kind::optional, T> {};
template <class T>
struct field_shape<std::vector<T>> : shape_is<field_kind::list, T> {};
template <class T, std::size_t N>
struct field_shape<std::array<T, N>> : shape_is<field_kind::array, T> {};
template <class T, std::size_t N>
struct field_shape<T[N]> : shape_is<field_kind::array, T> {};
template <class T, class Compare>
struct field_shape<std::map<std::string, T, Compare>> : shape_is<field_kind::map, T> {};

}  // namespace detail

/// The kind of a field type. A `field_codec` takes precedence over everything else.
template <class T>
inline constexpr field_kind kind_of = [] {
  if constexpr (detail::has_codec<T>)
    return field_kind::custom;
  else
    return detail::field_shape<T>::kind;
}();

/// What an optional, list, array or map is made of.
template <class T>
using element_of = typename detail::field_shape<T>::element;

}  // namespace v0
}  // namespace entente
