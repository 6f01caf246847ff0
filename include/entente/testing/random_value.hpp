// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/testing/detail/fill_random.hpp>
#include <entente/testing/seeded_random.hpp>
#include <entente/testing/value_range.hpp>

#include <type_traits>

namespace entente {
inline namespace v0 {

/// A random value of any type that a field can have, or of a whole entity. Every value can be stored and
/// travel, and comes back as it was. Refs, also those inside, point at nothing: which records there are is
/// the caller's business. Lists and maps have at most three elements, and end where types nest in themselves.
///
/// The same seed gives the same values, on every machine with the same compiler and library.
/// `random_values` says how values of a type of your own are made.
template <class T>
requires(!std::is_array_v<T>) [[nodiscard]] T
    random_value(seeded_random const& random, value_range range = value_range::all) {
  T made{};
  detail::fill_random(made, random, range, 0);
  return made;
}

}  // namespace v0
}  // namespace entente
