// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/testing/seeded_random.hpp>

namespace entente {
inline namespace v0 {

/// Which values `random_value` makes.
enum class value_range {
  plain,  ///< few, small and ordinary ones, so that equal ones and clashes are frequent
  all,  ///< those, and as often the ends of types, NaN, infinities, odd text, enumerators without a name
};

/// How `random_value` makes values of T, in place of what it would do by itself. Specialise it, beside the
/// tests, with
///
///     static T make(seeded_random const& random, value_range range);
///
/// for a type with a `field_codec` that accepts few stored values (without it, stored values are tried, and
/// T{} is taken if none of a hundred will do), or for an entity whose `validate` is choosy.
template <class T>
struct random_values;

}  // namespace v0
}  // namespace entente
