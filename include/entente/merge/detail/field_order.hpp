// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/customize.hpp>
#include <entente/entity/field_kind.hpp>
#include <entente/reflect/for_each_field.hpp>
#include <entente/reflect/get_field.hpp>

#include <cmath>
#include <compare>
#include <cstddef>
#include <cstring>
#include <iterator>
#include <type_traits>

namespace entente {
inline namespace v0 {
namespace detail {

template <class T>
std::strong_ordering field_order(T const& a, T const& b);

template <class T>
std::strong_ordering order_by_less(T const& a, T const& b) {
  if (a < b) return std::strong_ordering::less;
  if (b < a) return std::strong_ordering::greater;
  return std::strong_ordering::equal;
}

/// NaN, all of them alike, before every number; zero has no sign.
template <class T>
std::strong_ordering order_of_floating(T a, T b) {
  bool const a_is_number = !std::isnan(a);
  bool const b_is_number = !std::isnan(b);
  if (!a_is_number || !b_is_number) return order_by_less(a_is_number, b_is_number);
  return order_by_less(a, b);
}

template <class Element, class Sequence>
std::strong_ordering order_of_elements(Sequence const& a, Sequence const& b) {
  auto const a_size = std::size(a);
  auto const b_size = std::size(b);
  for (std::size_t i = 0; i < a_size && i < b_size; ++i)
    if (auto const order = field_order<Element>(a[i], b[i]); order != 0) return order;
  return order_by_less(a_size, b_size);
}

template <class Map>
std::strong_ordering order_of_maps(Map const& a, Map const& b) {
  auto i = a.begin();
  auto j = b.begin();
  for (; i != a.end() && j != b.end(); ++i, ++j) {
    if (auto const order = order_by_less(i->first, j->first); order != 0) return order;
    if (auto const order = field_order(i->second, j->second); order != 0) return order;
  }
  return order_by_less(a.size(), b.size());
}

/// A total order of the values of one field, by what would be stored, that calls equal exactly what
/// `field_equal` calls equal. It means nothing to people; it makes searching fast and ties
/// definite.
template <class T>
std::strong_ordering field_order(T const& a, T const& b) {
  constexpr field_kind kind = kind_of<T>;
  if constexpr (kind == field_kind::floating) {
    return order_of_floating(a, b);
  } else if constexpr (kind == field_kind::text_array) {
    return order_by_less(std::strncmp(a, b, sizeof a), 0);
  } else if constexpr (kind == field_kind::reference) {
    return order_by_less(a.key, b.key);
  } else if constexpr (kind == field_kind::optional) {
    if (!a || !b) return order_by_less(a.has_value(), b.has_value());
    return field_order(*a, *b);
  } else if constexpr (kind == field_kind::list || kind == field_kind::array) {
    return order_of_elements<element_of<T>>(a, b);
  } else if constexpr (kind == field_kind::map) {
    return order_of_maps(a, b);
  } else if constexpr (kind == field_kind::aggregate) {
    auto order = std::strong_ordering::equal;
    for_each_field(a,
                   [&]<std::size_t I>(std::integral_constant<std::size_t, I>, auto const& field) {
                     if (order == 0) order = field_order(field, get_field<I>(b));
                   });
    return order;
  } else if constexpr (kind == field_kind::custom) {
    return field_order(field_codec<T>::store(a), field_codec<T>::store(b));
  } else {
    return order_by_less(a, b);
  }
}

}  // namespace detail
}  // namespace v0
}  // namespace entente
