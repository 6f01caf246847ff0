// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/result.hpp>
#include <entente/customize.hpp>
#include <entente/entity/describe.hpp>

#include <string>

namespace entente {
inline namespace v0 {

/// Asks the entity's own `validate`, where it has one. Returns `validation_failed` with entity and
/// field named. Thread-safe if the entity's function is.
template <class Entity>
result<void> validate(Entity const& value) {
  if constexpr (requires { entity_traits<Entity>::validate(value); }) {
    if (auto refused = entity_traits<Entity>::validate(value))
      return error{error_code::validation_failed, refused->reason,
                   std::string{describe<Entity>::name}, refused->field, "correct the field"};
  }
  return {};
}

}  // namespace v0
}  // namespace entente
