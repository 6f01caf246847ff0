// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/customize.hpp>
#include <entente/entity/describe.hpp>

#include <string_view>

namespace entente {
inline namespace v0 {

/// Whether a principal may see a record: what the entity's own `visible` says, true where it has none. Throws
/// what that throws. Thread-safe if the entity's function is.
template <class Entity>
[[nodiscard]] bool visible_to(std::string_view principal, Entity const& value) {
  if constexpr (describe<Entity>::restricted)
    return entity_traits<Entity>::visible(principal, value);
  else
    return true;
}

}  // namespace v0
}  // namespace entente
