// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/customize.hpp>
#include <entente/entity/describe.hpp>
#include <entente/entity/field_equal.hpp>
#include <entente/entity/field_mask.hpp>
#include <entente/entity/patch.hpp>
#include <entente/merge/detail/assign_field.hpp>
#include <entente/merge/detail/intent.hpp>
#include <entente/merge/detail/list_sets.hpp>
#include <entente/merge/detail/number_sum.hpp>
#include <entente/reflect/field_type.hpp>
#include <entente/reflect/for_each_field.hpp>
#include <entente/reflect/get_field.hpp>

#include <cstddef>
#include <type_traits>
#include <utility>

namespace entente {
inline namespace v0 {
namespace detail {

/// What field I becomes when a patch that does not replace it is applied to `now`.
template <std::size_t I, class Entity>
field_type<Entity, I> advanced(patch<Entity> const& change, field_type<Entity, I> const& now) {
  using policy = typename describe<Entity>::template policy<I>;
  auto const& value = get_field<I>(change.value);
  if constexpr (std::is_same_v<policy, counter>) {
    return saturated_sum(now, value);
  } else {
    auto next = now;
    if constexpr (std::is_same_v<policy, set_union>) {
      subtract(next, get_field<I>(change.removed));
      unite(next, value);
    } else {
      concatenate(next, value);
    }
    return next;
  }
}

/// Applies what a patch says about field I; whether the value changed.
template <std::size_t I, class Entity>
bool apply_field(patch<Entity> const& change, field_type<Entity, I>& now) {
  if constexpr (field_travels_as_delta<Entity, I>) {
    if (!replaces<I>(change)) {
      auto next = advanced<I>(change, now);
      bool const changed = !field_equal(now, next);
      now = std::move(next);
      return changed;
    }
  }
  auto const& value = get_field<I>(change.value);
  if (field_equal(now, value)) return false;
  assign_field(now, value);
  return true;
}

}  // namespace detail

/// Replays a patch on an image, whatever happened to the image meanwhile, and returns the fields
/// whose value changed. A counter adds (integers stop at the ends of their type); a set loses what
/// the patch removed, then gains what it added, at its end and unless it is there; a list gains at
/// its end; any other field takes the patch's value.
template <class Entity>
field_mask apply(patch<Entity> const& change, Entity& image) {
  field_mask changed;
  for_each_field(image, [&]<std::size_t I>(std::integral_constant<std::size_t, I>, auto& field) {
    if (change.fields.test(I) && detail::apply_field<I>(change, field)) changed.set(I);
  });
  return changed;
}

}  // namespace v0
}  // namespace entente
