// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/limits.hpp>
#include <entente/entity/describe.hpp>
#include <entente/reflect/field_type.hpp>
#include <entente/reflect/for_each_field.hpp>
#include <entente/wire/decode.hpp>
#include <entente/wire/json_reader.hpp>

#include <cstddef>
#include <string_view>
#include <type_traits>

namespace entente {
inline namespace v0 {

/// Reads a value into the field of that name on the wire; whether there is one that it fits. The
/// record is untouched unless it does. Thread-safe.
template <class Entity>
bool adopt_member(Entity& into, std::string_view name, std::string_view raw) {
  bool adopted = false;
  for_each_field(into, [&]<std::size_t I, class T>(std::integral_constant<std::size_t, I>, T& field) {
    if (describe<Entity>::wire_names[I] != name) return;
    struct {
      T value{};
    } fresh;
    json_reader from{raw, max_json_depth};
    adopted = read_json(from, fresh.value) && from.finish();
    if (!adopted) return;
    json_reader again{raw, max_json_depth};
    if constexpr (!std::is_array_v<T>) field = T{};
    adopted = read_json(again, field);
  });
  return adopted;
}

}  // namespace v0
}  // namespace entente
