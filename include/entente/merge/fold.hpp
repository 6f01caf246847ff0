// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/customize.hpp>
#include <entente/entity/describe.hpp>
#include <entente/entity/patch.hpp>
#include <entente/merge/apply.hpp>
#include <entente/merge/detail/intent.hpp>
#include <entente/merge/detail/list_sets.hpp>
#include <entente/merge/detail/number_sum.hpp>
#include <entente/reflect/for_each_field.hpp>
#include <entente/reflect/get_field.hpp>

#include <cstddef>
#include <type_traits>

namespace entente {
inline namespace v0 {
namespace detail {

/// Adds the delta of field I in `later` to what `earlier` says about it.
template <std::size_t I, class Entity>
void fold_delta(patch<Entity>& earlier, patch<Entity> const& later) {
  using policy = typename describe<Entity>::template policy<I>;
  auto& value = get_field<I>(earlier.value);
  if constexpr (std::is_same_v<policy, set_union>) {
    if (!replaces<I>(earlier)) unite(get_field<I>(earlier.removed), get_field<I>(later.removed));
  }
  value = advanced<I>(later, value);
}

template <std::size_t I, class Entity>
void fold_field(patch<Entity>& earlier, patch<Entity> const& later) {
  if constexpr (field_travels_as_delta<Entity, I>) {
    if (earlier.fields.test(I) && !replaces<I>(later)) {
      fold_delta<I>(earlier, later);
      earlier.times[I] = later.times[I];
      return;
    }
  }
  copy_intent<I>(later, earlier);
}

}  // namespace detail

/// Whether two patches fold without loss: false if the sum of two integer counter deltas leaves the
/// field's type. Patches that do not fold stay two operations.
template <class Entity>
[[nodiscard]] bool can_fold(patch<Entity> const& earlier, patch<Entity> const& later) {
  bool possible = true;
  for_each_index<Entity>([&]<std::size_t I>(std::integral_constant<std::size_t, I>) {
    if constexpr (std::is_same_v<typename describe<Entity>::template policy<I>, counter>) {
      bool const two_deltas = earlier.fields.test(I) && later.fields.test(I) &&
                              !detail::replaces<I>(earlier) && !detail::replaces<I>(later);
      if (two_deltas)
        possible = possible &&
                   !detail::sum_overflows(get_field<I>(earlier.value), get_field<I>(later.value));
    }
  });
  return possible;
}

/// Makes one patch of two edits: applying it equals applying `earlier`, then `later`. Fields of
/// `later` keep its edit times. `earlier` must not be `later`.
///
/// Equal to the last bit for whatever image, save for counters: an integer counter that would have
/// stopped at an end of its type half-way does not stop there, a delta out of range (see
/// `can_fold`) stops at the end, and floating-point sums may round otherwise.
template <class Entity>
void fold(patch<Entity>& earlier, patch<Entity> const& later) {
  for_each_index<Entity>([&]<std::size_t I>(std::integral_constant<std::size_t, I>) {
    if (later.fields.test(I)) detail::fold_field<I>(earlier, later);
  });
}

}  // namespace v0
}  // namespace entente
