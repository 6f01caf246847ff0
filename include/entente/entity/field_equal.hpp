// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/entity/describe.hpp>
#include <entente/entity/field_kind.hpp>
#include <entente/entity/field_mask.hpp>
#include <entente/reflect/field_addresses.hpp>
#include <entente/reflect/field_count.hpp>
#include <entente/reflect/field_type.hpp>
#include <entente/reflect/for_each_field.hpp>
#include <entente/reflect/get_field.hpp>

#include <cmath>
#include <cstddef>
#include <cstring>
#include <iterator>
#include <type_traits>
#include <utility>

namespace entente {
inline namespace v0 {

/// Whether two values of one field are the same, by what would be stored: nested types are compared
/// field by field, NaN equals NaN, and zero has no sign (SQLite keeps none).
template <class T>
bool field_equal(T const& a, T const& b) {
  constexpr field_kind kind = kind_of<T>;
  if constexpr (kind == field_kind::floating) {
    return a == b || (std::isnan(a) && std::isnan(b));
  } else if constexpr (kind == field_kind::text_array) {
    return std::strncmp(a, b, sizeof a) == 0;
  } else if constexpr (kind == field_kind::optional) {
    return a.has_value() == b.has_value() && (!a || field_equal(*a, *b));
  } else if constexpr (kind == field_kind::array) {
    for (std::size_t i = 0; i < std::size(a); ++i)
      if (!field_equal(a[i], b[i])) return false;
    return true;
  } else if constexpr (kind == field_kind::list) {
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i)
      if (!field_equal<element_of<T>>(a[i], b[i])) return false;
    return true;
  } else if constexpr (kind == field_kind::map) {
    if (a.size() != b.size()) return false;
    for (auto i = a.begin(), j = b.begin(); i != a.end(); ++i, ++j)
      if (i->first != j->first || !field_equal(i->second, j->second)) return false;
    return true;
  } else if constexpr (kind == field_kind::aggregate) {
    bool equal = true;
    for_each_index<T>([&]<std::size_t I>(std::integral_constant<std::size_t, I>) {
      equal = equal && field_equal<field_type<T, I>>(get_field<I>(a), get_field<I>(b));
    });
    return equal;
  } else if constexpr (kind == field_kind::custom) {
    return field_equal(field_codec<T>::store(a), field_codec<T>::store(b));
  } else {
    return a == b;
  }
}

namespace detail {

template <class T>
bool equal_at(void const* a, void const* b) {
  return field_equal(*static_cast<T const*>(a), *static_cast<T const*>(b));
}

using equality = bool (*)(void const*, void const*);

template <class Entity, class Indices>
struct equality_table;
template <class Entity, std::size_t... I>
struct equality_table<Entity, std::index_sequence<I...>> {
  static constexpr equality fields[] = {&equal_at<field_type<Entity, I>>..., nullptr};
};

inline field_mask find_differing(equality const* equal, std::size_t count, void const* const* a,
                                 void const* const* b) {
  field_mask mask;
  for (std::size_t i = 0; i < count; ++i)
    if (!equal[i](a[i], b[i])) mask.set(i);
  return mask;
}

}  // namespace detail

/// The fields in which two images of a record differ.
template <class Entity>
field_mask differing_fields(Entity const& a, Entity const& b) {
  constexpr std::size_t count = field_count<Entity>;
  using table = detail::equality_table<Entity, std::make_index_sequence<count>>;
  return detail::find_differing(table::fields, count, addresses_of(a), addresses_of(b));
}

}  // namespace v0
}  // namespace entente
