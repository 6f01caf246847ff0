// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/testing/seeded_random.hpp>
#include <entente/testing/value_range.hpp>

#include <cstdint>
#include <functional>

namespace entente {
inline namespace v0 {

/// What `check_laws` tries.
template <class T>
struct law_options {
  std::uint64_t seed = 1;  ///< the same seed tries the same values
  int cases = 300;         ///< sets of a common value and three concurrent edits of it
  value_range range = value_range::all;  ///< of the values made

  /// Makes the values in place of the room: the common one where `base` is null, else what an edit made of
  /// `*base`. An edit that changes nothing is asked for again, a hundred times at most.
  std::function<T(seeded_random const& random, T const* base)> make{};
};

}  // namespace v0
}  // namespace entente
