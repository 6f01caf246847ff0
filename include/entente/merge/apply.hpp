// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/entity/field_mask.hpp>
#include <entente/entity/patch.hpp>
#include <entente/merge/detail/patch_view.hpp>
#include <entente/reflect/field_addresses.hpp>

#include <cstddef>

namespace entente {
inline namespace v0 {
namespace detail {

inline field_mask apply_patch(patch_view const& change, void* const* image) {
  field_mask changed;
  change.fields.for_each([&](std::size_t i) {
    auto const& how = *change.how[i];
    if (!change.replaces(i)) {
      if (how.add(image[i], change.value[i], change.removed[i])) changed.set(i);
    } else if (!how.equal(image[i], change.value[i])) {
      how.assign(image[i], change.value[i]);
      changed.set(i);
    }
  });
  return changed;
}

}  // namespace detail

/// Replays a patch on an image, whatever happened to the image meanwhile, and returns the fields
/// whose value changed. A counter adds (integers stop at the ends of their type); a set loses what
/// the patch removed, then gains what it added, at its end and unless it is there; a list gains at
/// its end; any other field takes the patch's value.
template <class Entity>
field_mask apply(patch<Entity> const& change, Entity& image) {
  return detail::apply_patch(detail::viewed_patch{change}.view(), addresses_of(image));
}

}  // namespace v0
}  // namespace entente
