// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/timestamp.hpp>
#include <entente/customize.hpp>
#include <entente/entity/describe.hpp>
#include <entente/entity/field_equal.hpp>
#include <entente/entity/field_kind.hpp>
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

namespace entente {
inline namespace v0 {
namespace detail {

template <class List>
bool elements_added_and_removed(List const& before, List const& after, List& added, List& removed) {
  list_index<List> const old_elements{before};
  list_index<List> const new_elements{after};
  if (old_elements.has_duplicates() || new_elements.has_duplicates()) return false;
  for (std::size_t i = 0; i < after.size(); ++i)
    if (!old_elements.contains(after[i])) added.push_back(after[i]);
  for (std::size_t i = 0; i < before.size(); ++i)
    if (!new_elements.contains(before[i])) removed.push_back(before[i]);
  return !added.empty() || !removed.empty();
}

template <class List>
bool elements_appended(List const& before, List const& after, List& added) {
  if (after.size() < before.size()) return false;
  for (std::size_t i = 0; i < before.size(); ++i)
    if (!field_equal<element_of<List>>(before[i], after[i])) return false;
  for (std::size_t i = before.size(); i < after.size(); ++i) added.push_back(after[i]);
  return true;
}

/// Describes how field I went from `before` to `after` by a delta; false where no delta can.
template <std::size_t I, class Entity>
bool write_delta(field_type<Entity, I> const& before, field_type<Entity, I> const& after,
                 patch<Entity>& change) {
  using policy = typename describe<Entity>::template policy<I>;
  auto& value = get_field<I>(change.value);
  value = field_type<Entity, I>{};
  if constexpr (std::is_same_v<policy, counter>) {
    auto const difference = exact_difference(before, after);
    if (difference) value = *difference;
    return difference.has_value();
  } else if constexpr (std::is_same_v<policy, set_union>) {
    auto& removed = get_field<I>(change.removed);
    removed = field_type<Entity, I>{};
    return elements_added_and_removed(before, after, value, removed);
  } else {
    return elements_appended(before, after, value);
  }
}

template <std::size_t I, class Entity>
void write_difference(field_type<Entity, I> const& before, field_type<Entity, I> const& after,
                      patch<Entity>& change) {
  change.fields.set(I);
  if constexpr (field_travels_as_delta<Entity, I>) {
    if (write_delta<I>(before, after, change)) return;
    change.whole.set(I);
  }
  assign_field(get_field<I>(change.value), after);
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
  for_each_field(before,
                 [&]<std::size_t I>(std::integral_constant<std::size_t, I>, auto const& old) {
                   auto const& now = get_field<I>(after);
                   if (field_equal(old, now)) return;
                   change.times[I] = when;
                   detail::write_difference<I>(old, now, change);
                 });
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
