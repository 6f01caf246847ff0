// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/merge/detail/field_order.hpp>

#include <cmath>
#include <type_traits>

namespace entente {
inline namespace v0 {
namespace detail {

/// Whether `a` is to be preferred to `b`, a different value, as the greater (or the smaller) one.
/// Never true for both (a, b) and (b, a), and never false for both, so that either side comes to
/// the same choice.
template <bool Greater, class T>
[[nodiscard]] bool prefers(T const& a, T const& b) {
  if constexpr (std::is_floating_point_v<T>) {
    if (std::isnan(a) || std::isnan(b)) return std::isnan(b) && !std::isnan(a);
  }
  // Arrays would decay, and compare their addresses.
  if constexpr (!std::is_array_v<T>) {
    if (a < b) return !Greater;
    if (b < a) return Greater;
  }
  auto const order = field_order(a, b);
  return Greater ? order > 0 : order < 0;
}

}  // namespace detail
}  // namespace v0
}  // namespace entente
