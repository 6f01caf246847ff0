// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/customize.hpp>
#include <entente/entity/describe.hpp>
#include <entente/entity/patch.hpp>
#include <entente/merge/detail/assign_field.hpp>
#include <entente/reflect/get_field.hpp>

#include <cstddef>
#include <type_traits>

namespace entente {
inline namespace v0 {
namespace detail {

/// Policies whose edits travel as something smaller than the new value.
template <class Policy>
inline constexpr bool travels_as_delta =
    std::is_same_v<Policy, counter> || std::is_same_v<Policy, set_union> ||
    std::is_same_v<Policy, append>;

template <class Entity, std::size_t I>
inline constexpr bool field_travels_as_delta =
    travels_as_delta<typename describe<Entity>::template policy<I>>;

/// Whether a patch replaces field I, rather than adding to it.
template <std::size_t I, class Entity>
[[nodiscard]] constexpr bool replaces(patch<Entity> const& change) noexcept {
  return !field_travels_as_delta<Entity, I> || change.whole.test(I);
}

/// Takes over everything one patch says about field I; the other patch said nothing about it.
template <std::size_t I, class Entity>
void copy_intent(patch<Entity> const& from, patch<Entity>& to) {
  to.fields.set(I);
  from.whole.test(I) ? to.whole.set(I) : to.whole.reset(I);
  assign_field(get_field<I>(to.value), get_field<I>(from.value));
  if constexpr (std::is_same_v<typename describe<Entity>::template policy<I>, set_union>)
    assign_field(get_field<I>(to.removed), get_field<I>(from.removed));
  to.times[I] = from.times[I];
}

}  // namespace detail
}  // namespace v0
}  // namespace entente
