// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <cstddef>
#include <utility>

namespace entente {
inline namespace v0 {
namespace detail {

template <auto const& Flags>
inline constexpr auto positions_set = [] {
  constexpr std::size_t count = [] {
    std::size_t n = 0;
    for (bool const flag : Flags) n += flag ? 1 : 0;
    return n;
  }();
  std::array<std::size_t, count> all{};
  for (std::size_t i = 0, next = 0; i < Flags.size(); ++i)
    if (Flags[i]) all[next++] = i;
  return all;
}();

template <auto const& Flags, class Counts>
struct positions_list;
template <auto const& Flags, std::size_t... I>
struct positions_list<Flags, std::index_sequence<I...>> {
  using type = std::index_sequence<positions_set<Flags>[I]...>;
};

}  // namespace detail

/// Where a constant `std::array<bool, n>` holds true, as a `std::index_sequence`: what code that is made for some
/// fields only is made from, so that nothing is instantiated for the others.
template <auto const& Flags>
using set_positions = typename detail::positions_list<
    Flags, std::make_index_sequence<detail::positions_set<Flags>.size()>>::type;

}  // namespace v0
}  // namespace entente
