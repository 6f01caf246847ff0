// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/customize.hpp>
#include <entente/entity/describe.hpp>
#include <entente/entity/field_mask.hpp>
#include <entente/entity/fields_of_policy.hpp>
#include <entente/entity/patch.hpp>
#include <entente/reflect/for_each_chosen.hpp>
#include <entente/reflect/get_field.hpp>

#include <cstddef>
#include <type_traits>

namespace entente {
inline namespace v0 {
namespace detail {

/// Which fields of a patch travel in which of its parts.
struct patch_parts {
  field_mask set;
  field_mask delta;
  field_mask add;
  field_mask remove;
  field_mask append;
};

template <class Entity>
patch_parts parts_of(patch<Entity> const& change) {
  field_mask const intents = (change.fields & fields_with_deltas<Entity>) - change.whole;
  patch_parts parts;
  parts.set = change.fields - intents;
  parts.delta = intents & fields_of_policy<Entity, counter>;
  parts.append = intents & fields_of_policy<Entity, append>;
  for_each_chosen<has_policy<Entity, set_union>>([&]<std::size_t I>(std::integral_constant<std::size_t, I>) {
    if (!intents.test(I)) return;
    bool const removes = !get_field<I>(change.removed).empty();
    if (removes) parts.remove.set(I);
    // A field that is in the patch must be in one part of it, even with nothing to say.
    if (!removes || !get_field<I>(change.value).empty()) parts.add.set(I);
  });
  return parts;
}

}  // namespace detail
}  // namespace v0
}  // namespace entente
