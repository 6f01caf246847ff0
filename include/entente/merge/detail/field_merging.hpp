// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/customize.hpp>
#include <entente/entity/describe.hpp>
#include <entente/entity/field_equal.hpp>
#include <entente/entity/field_kind.hpp>
#include <entente/merge/detail/assign_field.hpp>
#include <entente/merge/detail/list_sets.hpp>
#include <entente/merge/detail/number_sum.hpp>
#include <entente/merge/detail/prefer_extreme.hpp>
#include <entente/reflect/field_type.hpp>

#include <cstddef>
#include <type_traits>
#include <utility>

namespace entente {
inline namespace v0 {
namespace detail {

/// What decides between two whole values that differ.
enum class settlement { later_edit, remote, local, person, preferred, merged };

/// What merging does with a field of one type under one policy. Made once for both, whatever entities have such
/// fields; every pointer argument is the address of a value of that type.
struct field_merging {
  settlement settled_by;
  bool travels_as_delta;  ///< edits travel as something smaller than the new value
  bool is_set;            ///< what a patch removes counts as well

  bool (*equal)(void const* a, void const* b);
  void (*assign)(void* to, void const* from);

  // With deltas only, else null.
  bool (*add)(void* now, void const* delta, void const* removed);  ///< whether the value changed
  bool (*find_delta)(void const* before, void const* after, void* delta, void* removed);  ///< false: there is none
  bool (*overflows)(void const* a, void const* b);                                       ///< counters
  void (*unite)(void* set, void const* more);                                            ///< sets, and so is the next
  bool (*spare)(void* removed, void const* delta, void const* theirs, void const* base);  ///< whether nothing is left

  // As `settled_by` says, else null.
  bool (*prefers)(void const* local, void const* remote);
  bool (*merge)(void const* base, void const* local, void const* remote, void* kept);  ///< false: the remote value
};

/// Policies whose edits travel as something smaller than the new value.
template <class Policy>
inline constexpr bool has_deltas = std::is_same_v<Policy, counter> || std::is_same_v<Policy, set_union> ||
                                   std::is_same_v<Policy, append>;

template <class T>
void assign_at(void* to, void const* from) {
  assign_field(*static_cast<T*>(to), *static_cast<T const*>(from));
}

template <class T, class Policy>
bool add_at(void* now, void const* delta, void const* removed) {
  T& value = *static_cast<T*>(now);
  T const& more = *static_cast<T const*>(delta);
  T next = value;
  if constexpr (std::is_same_v<Policy, counter>) {
    next = saturated_sum(value, more);
  } else if constexpr (std::is_same_v<Policy, set_union>) {
    subtract(next, *static_cast<T const*>(removed));
    unite(next, more);
  } else {
    concatenate(next, more);
  }
  bool const changed = !field_equal(value, next);
  value = std::move(next);
  return changed;
}

template <class T>
bool elements_added_and_removed(T const& before, T const& after, T& added, T& removed) {
  list_index<T> const old_elements{before};
  list_index<T> const new_elements{after};
  if (old_elements.has_duplicates() || new_elements.has_duplicates()) return false;
  for (std::size_t i = 0; i < after.size(); ++i)
    if (!old_elements.contains(after[i])) added.push_back(after[i]);
  for (std::size_t i = 0; i < before.size(); ++i)
    if (!new_elements.contains(before[i])) removed.push_back(before[i]);
  return !added.empty() || !removed.empty();
}

template <class T>
bool elements_appended(T const& before, T const& after, T& added) {
  if (after.size() < before.size()) return false;
  for (std::size_t i = 0; i < before.size(); ++i)
    if (!field_equal<element_of<T>>(before[i], after[i])) return false;
  for (std::size_t i = before.size(); i < after.size(); ++i) added.push_back(after[i]);
  return true;
}

template <class T, class Policy>
bool find_delta_at(void const* from, void const* to, void* delta, void* removed) {
  T const& before = *static_cast<T const*>(from);
  T const& after = *static_cast<T const*>(to);
  T& value = *static_cast<T*>(delta);
  value = T{};
  if constexpr (std::is_same_v<Policy, counter>) {
    auto const difference = exact_difference(before, after);
    if (difference) value = *difference;
    return difference.has_value();
  } else if constexpr (std::is_same_v<Policy, set_union>) {
    T& gone = *static_cast<T*>(removed);
    gone = T{};
    return elements_added_and_removed(before, after, value, gone);
  } else {
    return elements_appended(before, after, value);
  }
}

/// A concurrent add wins: what somebody else put into the set since the base is not removed by an
/// edit that could not know of it. Such a removal comes from folding an add with its own removal.
template <class T>
bool spare_at(void* removed, void const* delta, void const* theirs, void const* base) {
  T& gone = *static_cast<T*>(removed);
  if (gone.empty()) return false;
  T added_remotely = *static_cast<T const*>(theirs);
  subtract(added_remotely, *static_cast<T const*>(base));
  subtract(gone, added_remotely);
  return gone.empty() && static_cast<T const*>(delta)->empty();
}

template <class T, class Policy>
bool merge_at(void const* base, void const* local, void const* remote, void* kept) {
  T const& theirs = *static_cast<T const*>(remote);
  T const merged = merge_policy<Policy>::merge(static_cast<T const*>(base), *static_cast<T const*>(local), theirs);
  if (field_equal(merged, theirs)) return false;
  *static_cast<T*>(kept) = merged;
  return true;
}

template <class Policy>
constexpr settlement settlement_of() {
  if (std::is_same_v<Policy, last_write_wins> || has_deltas<Policy>) return settlement::later_edit;
  if (std::is_same_v<Policy, server_wins>) return settlement::remote;
  if (std::is_same_v<Policy, client_wins>) return settlement::local;
  if (std::is_same_v<Policy, manual>) return settlement::person;
  if (std::is_same_v<Policy, max_wins> || std::is_same_v<Policy, min_wins>) return settlement::preferred;
  return settlement::merged;
}

template <class T, class Policy>
constexpr field_merging field_merging_of() {
  field_merging made{};
  made.settled_by = settlement_of<Policy>();
  made.travels_as_delta = has_deltas<Policy>;
  made.is_set = std::is_same_v<Policy, set_union>;
  made.equal = &equal_at<T>;
  made.assign = &assign_at<T>;
  if constexpr (has_deltas<Policy>) {
    made.add = &add_at<T, Policy>;
    made.find_delta = &find_delta_at<T, Policy>;
  }
  if constexpr (std::is_same_v<Policy, counter>)
    made.overflows = [](void const* a, void const* b) {
      return sum_overflows(*static_cast<T const*>(a), *static_cast<T const*>(b));
    };
  if constexpr (std::is_same_v<Policy, set_union>) {
    made.unite = [](void* set, void const* more) { unite(*static_cast<T*>(set), *static_cast<T const*>(more)); };
    made.spare = &spare_at<T>;
  }
  if constexpr (settlement_of<Policy>() == settlement::preferred)
    made.prefers = [](void const* local, void const* remote) {
      return prefers<std::is_same_v<Policy, max_wins>>(*static_cast<T const*>(local),
                                                       *static_cast<T const*>(remote));
    };
  if constexpr (settlement_of<Policy>() == settlement::merged) made.merge = &merge_at<T, Policy>;
  return made;
}

template <class T, class Policy>
inline constexpr field_merging merging_of = field_merging_of<T, Policy>();

template <class Entity, class Indices>
struct merging_table;
template <class Entity, std::size_t... I>
struct merging_table<Entity, std::index_sequence<I...>> {
  static constexpr field_merging const* fields[] = {
      &merging_of<field_type<Entity, I>, typename describe<Entity>::template policy<I>>..., nullptr};
};

/// How each field of an entity merges, by index.
template <class Entity>
inline constexpr field_merging const* const* merging_fields =
    merging_table<Entity, std::make_index_sequence<describe<Entity>::size>>::fields;

}  // namespace detail
}  // namespace v0
}  // namespace entente
