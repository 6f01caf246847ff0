// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/entity/field_equal.hpp>

#include <cmath>
#include <limits>
#include <optional>
#include <type_traits>

namespace entente {
inline namespace v0 {
namespace detail {

/// Whether a + b leaves the integer type. Always false for floating point.
template <class T>
[[nodiscard]] constexpr bool sum_overflows(T a, T b) noexcept {
  if constexpr (std::is_floating_point_v<T>) {
    return false;
  } else {
    using limits = std::numeric_limits<T>;
    if constexpr (std::is_signed_v<T>)
      if (b < 0) return a < (limits::min)() - b;
    return a > (limits::max)() - b;
  }
}

/// a + b; an integer stops at the ends of its type.
template <class T>
[[nodiscard]] constexpr T saturated_sum(T a, T b) noexcept {
  if (sum_overflows(a, b)) {
    using limits = std::numeric_limits<T>;
    if constexpr (std::is_signed_v<T>)
      if (b < 0) return (limits::min)();
    return (limits::max)();
  }
  return static_cast<T>(a + b);
}

/// The number that leads from `before` to `after` by addition, exactly; nothing where the type has
/// none: an integer overflows, an unsigned one falls, a floating-point sum rounds or is not finite.
template <class T>
[[nodiscard]] std::optional<T> exact_difference(T before, T after) {
  if constexpr (std::is_floating_point_v<T>) {
    using limits = std::numeric_limits<T>;
    T const guess = after - before;
    if (!std::isfinite(guess)) return std::nullopt;
    for (T const candidate : {guess, std::nextafter(guess, limits::infinity()),
                              std::nextafter(guess, -limits::infinity())})
      if (field_equal(static_cast<T>(before + candidate), after)) return candidate;
    return std::nullopt;
  } else {
    using limits = std::numeric_limits<T>;
    if constexpr (std::is_signed_v<T>) {
      if (before < 0 && after > (limits::max)() + before) return std::nullopt;
      if (before > 0 && after < (limits::min)() + before) return std::nullopt;
    } else if (after < before) {
      return std::nullopt;
    }
    return static_cast<T>(after - before);
  }
}

}  // namespace detail
}  // namespace v0
}  // namespace entente
