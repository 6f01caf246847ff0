// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/entity/patch.hpp>
#include <entente/merge/detail/patch_view.hpp>

#include <cstddef>

namespace entente {
inline namespace v0 {
namespace detail {

inline bool patches_fold(patch_view const& earlier, patch_view const& later) {
  bool possible = true;
  (earlier.fields & later.fields).for_each([&](std::size_t i) {
    auto const overflows = earlier.how[i]->overflows;
    if (overflows != nullptr && !earlier.replaces(i) && !later.replaces(i))
      possible = possible && !overflows(earlier.value[i], later.value[i]);
  });
  return possible;
}

inline void fold_patch(patch_editor const& earlier, patch_view const& later) {
  later.fields.for_each([&](std::size_t i) {
    if (!earlier.fields.test(i) || later.replaces(i)) return earlier.take(later, i);
    auto const& how = *earlier.how[i];
    if (how.is_set && !earlier.view().replaces(i)) how.unite(earlier.removed[i], later.removed[i]);
    how.add(earlier.value[i], later.value[i], later.removed[i]);
    earlier.times[i] = later.times[i];
  });
}

}  // namespace detail

/// Whether two patches fold without loss: false if the sum of two integer counter deltas leaves the
/// field's type. Patches that do not fold stay two operations.
template <class Entity>
[[nodiscard]] bool can_fold(patch<Entity> const& earlier, patch<Entity> const& later) {
  return detail::patches_fold(detail::viewed_patch{earlier}.view(), detail::viewed_patch{later}.view());
}

/// Makes one patch of two edits: applying it equals applying `earlier`, then `later`. Fields of
/// `later` keep its edit times. `earlier` must not be `later`.
///
/// Equal to the last bit for whatever image, save for counters: an integer counter that would have
/// stopped at an end of its type half-way does not stop there, a delta out of range (see
/// `can_fold`) stops at the end, and floating-point sums may round otherwise.
template <class Entity>
void fold(patch<Entity>& earlier, patch<Entity> const& later) {
  detail::fold_patch(detail::edited_patch{earlier}.edit(), detail::viewed_patch{later}.view());
}

}  // namespace v0
}  // namespace entente
