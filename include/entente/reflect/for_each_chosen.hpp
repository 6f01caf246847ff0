// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/set_positions.hpp>

#include <cstddef>
#include <type_traits>
#include <utility>

namespace entente {
inline namespace v0 {

/// Calls `f(std::integral_constant<std::size_t, I>{})` for each field whose flag is set in a constant
/// `std::array<bool, n>`, in order. For code that concerns fields of some kind only: nothing is instantiated for the
/// others.
template <auto const& Flags, class F>
constexpr void for_each_chosen(F&& f) {
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    (static_cast<void>(f(std::integral_constant<std::size_t, I>{})), ...);
  }(set_positions<Flags>{});
}

}  // namespace v0
}  // namespace entente
