// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <type_traits>

namespace entente {
inline namespace v0 {
namespace detail {

/// Assignment that also works for C arrays, which adapted types may have.
template <class T>
constexpr void assign_field(T& to, T const& from) {
  if constexpr (std::is_array_v<T>) {
    for (std::size_t i = 0; i < std::extent_v<T>; ++i) assign_field(to[i], from[i]);
  } else {
    to = from;
  }
}

}  // namespace detail
}  // namespace v0
}  // namespace entente
