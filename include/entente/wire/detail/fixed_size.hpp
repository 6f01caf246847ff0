// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/entity/field_kind.hpp>
#include <entente/reflect/enum_name.hpp>
#include <entente/reflect/field_type.hpp>
#include <entente/wire/detail/field_key.hpp>
#include <entente/wire/detail/json_number.hpp>
#include <entente/wire/detail/time_text.hpp>
#include <entente/wire/detail/uuid_text.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

namespace entente {
inline namespace v0 {
namespace detail {

inline constexpr std::size_t longest_integer = 20;

template <class E>
constexpr std::size_t longest_enumerator() noexcept {
  std::size_t longest = longest_integer;
  for (E const each : enum_values<E>) longest = (std::max)(longest, enum_name(each).size() + 2);
  return longest;
}

template <class T>
consteval std::size_t fixed_size();

/// What fields I and those after it take: their names with commas and colons, and their values by type alone.
template <class T>
inline constexpr auto fixed_sizes_from = []<std::size_t... I>(std::index_sequence<I...>) {
  std::array<std::size_t, sizeof...(I) + 1> sums{(1 + field_key<T, I>.size() + fixed_size<field_type<T, I>>())..., 0};
  for (std::size_t i = sizeof...(I); i-- > 0;) sums[i] += sums[i + 1];
  return sums;
}(std::make_index_sequence<describe<T>::size>{});

/// The most bytes that a T takes as JSON, where that depends on T alone; where it depends on the
/// value (text, lists), the most that an object has to set aside for its other parts.
template <class T>
consteval std::size_t fixed_size() {
  constexpr field_kind kind = kind_of<T>;
  if constexpr (kind == field_kind::boolean)
    return 5;
  else if constexpr (kind == field_kind::integer || kind == field_kind::duration)
    return longest_integer;
  else if constexpr (kind == field_kind::floating)
    return longest_number;
  else if constexpr (kind == field_kind::enumeration)
    return longest_enumerator<T>();
  else if constexpr (kind == field_kind::time_point)
    return longest_time + 2;
  else if constexpr (kind == field_kind::identifier || kind == field_kind::reference)
    return longest_uuid;
  else if constexpr (kind == field_kind::optional)
    return (std::max)(std::size_t{4}, fixed_size<element_of<T>>());
  else if constexpr (kind == field_kind::custom)
    return fixed_size<typename field_codec<T>::stored>();
  else if constexpr (kind == field_kind::aggregate)
    return 2 + fixed_sizes_from<T>[0];
  else
    return 0;
}

}  // namespace detail
}  // namespace v0
}  // namespace entente
