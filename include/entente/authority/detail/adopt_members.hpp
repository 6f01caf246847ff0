// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/authority/detail/unknown_object.hpp>
#include <entente/authority/stored_row.hpp>
#include <entente/base/limits.hpp>
#include <entente/base/uuid.hpp>
#include <entente/entity/describe.hpp>
#include <entente/reflect/field_type.hpp>
#include <entente/reflect/for_each_field.hpp>
#include <entente/wire/decode.hpp>
#include <entente/wire/json_reader.hpp>

#include <cstddef>
#include <string_view>
#include <type_traits>
#include <vector>

namespace entente {
inline namespace v0 {
namespace detail {

/// Reads a value into the field of that name on the wire; whether it fits. The record is untouched
/// unless it does.
template <class Entity>
bool adopt_member(Entity& into, std::string_view name, std::string_view raw) {
  bool adopted = false;
  for_each_field(into, [&]<std::size_t I, class T>(std::integral_constant<std::size_t, I>, T& field) {
    if (describe<Entity>::wire_names[I] != name) return;
    struct { T value{}; } fresh;
    json_reader from{raw, max_json_depth};
    adopted = read_json(from, fresh.value) && from.finish();
    if (!adopted) return;
    json_reader again{raw, max_json_depth};
    if constexpr (!std::is_array_v<T>) field = T{};
    adopted = read_json(again, field);
  });
  return adopted;
}

/// Moves members that were kept by name into the fields that the entity has got for them by now. It is no new
/// version: those who sent the members know them, and so does everybody who has pulled them. What does
/// not fit its field stays where it is.
template <class Entity, class Session>
void adopt_members(Session& store) {
  for (uuid const& key : store.template keys_with_unknown<Entity>()) {
    stored_row<Entity> row;
    if (!store.load(key, row)) continue;
    auto members = members_of(row.unknown);
    auto const adopted =
        std::erase_if(members, [&](auto const& each) { return adopt_member(row.value, each.name, each.raw); });
    if (adopted == 0) continue;
    row.unknown = object_of(members);
    store.save(row);
  }
}

}  // namespace detail
}  // namespace v0
}  // namespace entente
