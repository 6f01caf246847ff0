// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/entity/field_kind.hpp>
#include <entente/reflect/enum_name.hpp>
#include <entente/reflect/for_each_field.hpp>
#include <entente/testing/detail/random_scalars.hpp>
#include <entente/testing/seeded_random.hpp>
#include <entente/testing/value_range.hpp>

#include <cstddef>
#include <type_traits>
#include <utility>

namespace entente {
inline namespace v0 {
namespace detail {

inline constexpr int deepest_random_list = 3;

template <class T>
void fill_random(T& value, seeded_random const& random, value_range range, int depth);

template <class E>
E random_enumerator(seeded_random const& random, value_range range) {
  // Without a fixed underlying type, values other than the enumerators need not exist.
  if constexpr (requires { E{0}; }) {
    if (range == value_range::all && (enum_count<E> == 0 || random.below(10) == 0))
      return static_cast<E>(random_integer<std::underlying_type_t<E>>(random));
  }
  if constexpr (enum_count<E> == 0)
    return E{};
  else
    return enum_values<E>[random.below(enum_count<E>)];
}

template <class T>
T random_custom(seeded_random const& random, value_range range, int depth) {
  for (int i = 0; i < 100; ++i) {
    typename field_codec<T>::stored stored{};
    fill_random(stored, random, range, depth);
    if (auto loaded = field_codec<T>::load(stored)) return *std::move(loaded);
  }
  return T{};
}

template <class List>
void fill_list(List& list, seeded_random const& random, value_range range, int depth) {
  list.clear();
  for (auto left = depth > deepest_random_list ? 0 : random.below(4); left > 0; --left) {
    element_of<List> element{};
    fill_random(element, random, range, depth + 1);
    list.push_back(std::move(element));
  }
}

template <class Map>
void fill_map(Map& map, seeded_random const& random, value_range range, int depth) {
  map.clear();
  for (auto left = depth > deepest_random_list ? 0 : random.below(4); left > 0; --left)
    fill_random(map[random_text(random, range)], random, range, depth + 1);
}

/// Any value of a field type. Through a reference, for C arrays cannot be returned.
template <class T>
void fill_random(T& value, seeded_random const& random, value_range range, int depth) {
  constexpr field_kind kind = kind_of<T>;
  if constexpr (requires { random_values<T>::make(random, range); }) {
    value = random_values<T>::make(random, range);
  } else if constexpr (kind == field_kind::boolean) {
    value = random.below(2) == 1;
  } else if constexpr (kind == field_kind::integer) {
    value = random_integer<T>(random, range);
  } else if constexpr (kind == field_kind::floating) {
    value = random_floating<T>(random, range);
  } else if constexpr (kind == field_kind::enumeration) {
    value = random_enumerator<T>(random, range);
  } else if constexpr (kind == field_kind::string) {
    value = random_text(random, range);
  } else if constexpr (kind == field_kind::text_array) {
    fill_text_array(value, random);
  } else if constexpr (kind == field_kind::blob) {
    value.resize(random.below(20));
    for (auto& each : value) each = static_cast<std::byte>(random.below(256));
  } else if constexpr (kind == field_kind::time_point) {
    value = random_time<T>(random, range);
  } else if constexpr (kind == field_kind::duration) {
    value = T{random_integer<typename T::rep>(random, range)};
  } else if constexpr (kind == field_kind::identifier) {
    bool const few = range == value_range::plain || random.chance(50);
    for (auto& octet : value.octets) octet = static_cast<std::uint8_t>(random.below(few ? 2 : 256));
  } else if constexpr (kind == field_kind::reference) {
    value = {};
  } else if constexpr (kind == field_kind::optional) {
    value.reset();
    if (random.chance(70)) fill_random(value.emplace(), random, range, depth);
  } else if constexpr (kind == field_kind::list) {
    fill_list(value, random, range, depth);
  } else if constexpr (kind == field_kind::array) {
    for (auto& each : value) fill_random(each, random, range, depth + 1);
  } else if constexpr (kind == field_kind::map) {
    fill_map(value, random, range, depth);
  } else if constexpr (kind == field_kind::custom) {
    value = random_custom<T>(random, range, depth);
  } else {
    static_assert(kind == field_kind::aggregate,
                  "entente: random_value makes values of field types and of entities; specialise "
                  "entente::random_values for others");
    for_each_field(value, [&](auto, auto& field) { fill_random(field, random, range, depth + 1); });
  }
}

}  // namespace detail
}  // namespace v0
}  // namespace entente
