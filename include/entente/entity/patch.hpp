// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/timestamp.hpp>
#include <entente/entity/describe.hpp>
#include <entente/entity/field_mask.hpp>

#include <array>
#include <cstddef>

namespace entente {
inline namespace v0 {

/// What one operation wants of one record: intents, not images. For each field in `fields`,
///
///   * in `whole`, or with a policy that knows whole values only: `value.field` is the new value;
///   * `counter`: `value.field` is the difference to add;
///   * `set_union`: `value.field` holds the elements added, `removed.field` those taken out;
///   * `append`: `value.field` holds the elements added at the end.
///
/// Everything outside `fields` is untouched and meaningless. A plain value; not thread-safe.
template <class Entity>
struct patch {
  field_mask fields;
  field_mask whole;
  Entity value{};
  Entity removed{};
  /// When each field in `fields` was edited.
  std::array<edit_time, describe<Entity>::size> times{};
};

}  // namespace v0
}  // namespace entente
