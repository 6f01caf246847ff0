// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/reflect/field_count.hpp>
#include <entente/reflect/get_field.hpp>
#include <entente/reflect/reflected.hpp>

#include <cstddef>
#include <type_traits>
#include <utility>

namespace entente {
inline namespace v0 {

/// Calls `f(std::integral_constant<std::size_t, I>{})` for the index of every field of T, in order.
template <reflected T, class F>
constexpr void for_each_index(F&& f) {
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    (static_cast<void>(f(std::integral_constant<std::size_t, I>{})), ...);
  }(std::make_index_sequence<field_count<T>>{});
}

/// Calls `f(std::integral_constant<std::size_t, I>{}, field)` for every field of an object, in
/// order; the field is const if the object is.
template <class T, class F>
  requires reflected<T>
constexpr void for_each_field(T& object, F&& f) {
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    (static_cast<void>(f(std::integral_constant<std::size_t, I>{}, get_field<I>(object))), ...);
  }(std::make_index_sequence<field_count<T>>{});
}

}  // namespace v0
}  // namespace entente
