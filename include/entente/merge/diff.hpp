// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/timestamp.hpp>
#include <entente/entity/describe.hpp>
#include <entente/entity/patch.hpp>
#include <entente/merge/detail/patch_view.hpp>
#include <entente/reflect/field_addresses.hpp>

#include <cstddef>

namespace entente {
inline namespace v0 {
namespace detail {

inline void find_differences(void const* const* before, void const* const* after, std::size_t count, edit_time when,
                             patch_editor const& change) {
  for (std::size_t i = 0; i < count; ++i) {
    auto const& how = *change.how[i];
    if (how.equal(before[i], after[i])) continue;
    change.fields.set(i);
    change.times[i] = when;
    if (how.travels_as_delta) {
      if (how.find_delta(before[i], after[i], change.value[i], change.removed[i])) continue;
      change.whole.set(i);
    }
    how.assign(change.value[i], after[i]);
  }
}

}  // namespace detail

/// What an edit did: the fields in which two images differ, with the intents of their policies, all
/// edited at `when`. Applied to `before` the patch gives `after`; a `set_union` field then has the
/// same elements, perhaps in another order, so whoever keeps the row keeps what `apply` makes of
/// it.
///
/// A field whose policy has deltas is written whole where no delta can tell the edit: a counter
/// whose difference the type cannot hold (any fall of an unsigned one) or whose floating-point sum
/// would not be exact; a set of which either image has duplicates or in which only the order
/// changed; a list that changed before its end.
template <class Entity>
[[nodiscard]] patch<Entity> diff(Entity const& before, Entity const& after, edit_time when) {
  patch<Entity> change;
  detail::find_differences(addresses_of(before), addresses_of(after), describe<Entity>::size, when,
                           detail::edited_patch{change}.edit());
  return change;
}

/// A patch that sets every field, whatever it was: what an insert carries.
template <class Entity>
[[nodiscard]] patch<Entity> whole_patch(Entity const& value, edit_time when) {
  patch<Entity> change{describe<Entity>::all, describe<Entity>::all, value, {}, {}};
  change.times.fill(when);
  return change;
}

}  // namespace v0
}  // namespace entente
