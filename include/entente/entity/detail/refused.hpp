// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <type_traits>

namespace entente {
inline namespace v0 {
namespace detail {

/// Refusals found, by name. Finding them is one thing and reporting them another: a compiler that
/// has reported one inside of an expression takes the whole expression for broken, and says so.
template <class... Refusals>
struct refusals {
  static constexpr bool empty = sizeof...(Refusals) == 0;
};

template <class Refusals, class... More>
struct join : std::type_identity<Refusals> {};
template <class... A, class... B, class... More>
struct join<refusals<A...>, refusals<B...>, More...> : join<refusals<A..., B...>, More...> {};

/// Several lists of refusals as one. No operator does this, because looking for one would
/// instantiate the refusals.
template <class... Lists>
using joined = typename join<refusals<>, Lists...>::type;

template <bool Ok, class Refusal>
using refused_unless = std::conditional_t<Ok, refusals<>, refusals<Refusal>>;

/// Instantiates the refusals, whose sentences the compiler then prints.
template <class Refusals>
struct report;
template <class... Refusals>
struct report<refusals<Refusals...>> : Refusals... {
  static constexpr bool done = true;
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
