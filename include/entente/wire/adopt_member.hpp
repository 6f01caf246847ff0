// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/entity/describe.hpp>
#include <entente/reflect/field_addresses.hpp>
#include <entente/wire/field_json.hpp>

#include <cstddef>
#include <string_view>

namespace entente {
inline namespace v0 {

/// Reads a value into the field of that name on the wire; whether there is one that it fits. The
/// record is untouched unless it does. Thread-safe.
template <class Entity>
bool adopt_member(Entity& into, std::string_view name, std::string_view raw) {
  std::size_t const field = describe<Entity>::index_of_wire_name(name);
  return field < describe<Entity>::size && json_fields<Entity>[field]->adopt(raw, addresses_of(into).at[field]);
}

}  // namespace v0
}  // namespace entente
