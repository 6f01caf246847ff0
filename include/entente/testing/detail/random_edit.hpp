// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/customize.hpp>
#include <entente/entity/field_equal.hpp>
#include <entente/entity/field_kind.hpp>
#include <entente/testing/detail/fill_random.hpp>
#include <entente/testing/law_options.hpp>
#include <entente/testing/random_value.hpp>
#include <entente/testing/seeded_random.hpp>
#include <entente/testing/value_range.hpp>

#include <cstddef>
#include <type_traits>
#include <utility>

namespace entente {
inline namespace v0 {
namespace detail {

template <class List>
bool has_element(List const& list, element_of<List> const& wanted) {
  for (std::size_t i = 0; i < list.size(); ++i)
    if (field_equal<element_of<List>>(list[i], wanted)) return true;
  return false;
}

/// Some elements go, others come, none twice and none from one place to another: an edit of a set.
template <class List>
List with_other_elements(List const& base, seeded_random const& random, value_range range) {
  List made;
  for (std::size_t i = 0; i < base.size(); ++i)
    if (random.chance(70)) made.push_back(base[i]);
  auto const more = random_value<List>(random, range);
  for (std::size_t i = 0; i < more.size(); ++i)
    if (!has_element(base, more[i]) && !has_element(made, more[i])) made.push_back(more[i]);
  return made;
}

/// What an edit may make of `base`, so that a policy with deltas has one for it; anything, for the others.
template <class Policy, class T>
T random_edit(T const& base, seeded_random const& random, value_range range) {
  if constexpr (std::is_same_v<Policy, counter>) {
    T const more = random_value<T>(random, value_range::plain);
    return static_cast<T>(base + more);
  } else if constexpr (std::is_same_v<Policy, set_union>) {
    return with_other_elements(base, random, range);
  } else if constexpr (std::is_same_v<Policy, append>) {
    T made = base;
    auto const more = random_value<T>(random, range);
    made.insert(made.end(), more.begin(), more.end());
    return made;
  } else {
    return random_value<T>(random, range);
  }
}

/// The value that edits go back to.
template <class Policy, class T>
T random_base(seeded_random const& random, law_options<T> const& options) {
  if (options.make) return options.make(random, nullptr);
  if constexpr (std::is_same_v<Policy, counter>)
    return random_value<T>(random, value_range::plain);
  else if constexpr (std::is_same_v<Policy, set_union>)
    return with_other_elements(T{}, random, options.range);
  else
    return random_value<T>(random, options.range);
}

/// An edit of it that changes something, if one of a hundred does.
template <class Policy, class T>
T random_change(T const& base, seeded_random const& random, law_options<T> const& options) {
  T made = base;
  for (int i = 0; i < 100 && field_equal(made, base); ++i)
    made = options.make ? options.make(random, &base)
                        : random_edit<Policy>(base, random, options.range);
  return made;
}

}  // namespace detail
}  // namespace v0
}  // namespace entente
