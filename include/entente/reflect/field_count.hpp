// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/reflect/reflected.hpp>

#include <cstddef>
#include <type_traits>

namespace entente {
inline namespace v0 {
namespace detail {

template <class T>
constexpr std::size_t count_fields() noexcept {
  if constexpr (adapted<T>) return adapted_count<T>;
  else return initializer_count<T>;
}

}  // namespace detail

/// How many fields T has: 0 to 100 for a plain aggregate, what was listed for an adapted type.
template <reflected T>
inline constexpr std::size_t field_count = detail::count_fields<std::remove_cv_t<T>>();

}  // namespace v0
}  // namespace entente
