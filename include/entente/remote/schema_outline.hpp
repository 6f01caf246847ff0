// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/entity/describe.hpp>
#include <entente/entity/schema.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace entente {
inline namespace v0 {

/// A field that holds the id of another record, or a list, array or map of such ids, by its
/// name on the wire. Refs inside nested structs are not among them.
struct ref_outline {
  std::string_view wire_name;
  std::string_view target;  ///< the entity it points at
};

/// What a remote that handles records as text must know of an entity.
struct entity_outline {
  std::string_view name;
  std::vector<ref_outline> refs;
};

/// What a remote that handles records as text must know of a schema. Parents come before the
/// entities that refer to them, as far as there is such an order.
struct schema_outline {
  std::vector<entity_outline> entities;

  [[nodiscard]] entity_outline const* find(std::string_view name) const {
    for (auto const& entity : entities)
      if (entity.name == name) return &entity;
    return nullptr;
  }
};

namespace detail {

/// The entity that a field refers to, or the elements in it; empty for none.
template <class Field>
inline constexpr std::string_view target_of = [] {
  constexpr auto kind = kind_of<Field>;
  if constexpr (kind == field_kind::reference)
    return describe<typename Field::target>::name;
  else if constexpr (kind == field_kind::optional || kind == field_kind::list || kind == field_kind::array ||
                     kind == field_kind::map)
    return target_of<element_of<Field>>;
  else
    return std::string_view{};
}();

template <class Entity, std::size_t... I>
entity_outline outline_of_entity(std::index_sequence<I...>) {
  constexpr std::string_view targets[] = {target_of<field_type<Entity, I>>..., {}};
  entity_outline outline{describe<Entity>::name, {}};
  for (std::size_t i = 0; i < sizeof...(I); ++i)
    if (!targets[i].empty()) outline.refs.push_back({describe<Entity>::wire_names[i], targets[i]});
  return outline;
}

/// Moves every entity behind those it refers to; a cycle keeps its declared order.
inline void put_parents_first(std::vector<entity_outline>& entities) {
  std::vector<entity_outline> ordered;
  auto const placed = [&](std::string_view name) {
    for (auto const& entity : ordered)
      if (entity.name == name) return true;
    return false;
  };
  while (!entities.empty()) {
    std::size_t next = 0;
    for (std::size_t i = 0; i < entities.size(); ++i) {
      bool ready = true;
      for (auto const& to : entities[i].refs)
        ready = ready && (to.target == entities[i].name || placed(to.target));
      if (ready) {
        next = i;
        break;
      }
    }
    ordered.push_back(std::move(entities[next]));
    entities.erase(entities.begin() + static_cast<std::ptrdiff_t>(next));
  }
  entities = std::move(ordered);
}

}  // namespace detail

/// The outline of a schema.
template <class Schema>
schema_outline outline_of() {
  schema_outline outline;
  Schema::for_each([&]<class Entity>(std::type_identity<Entity>, std::size_t) {
    outline.entities.push_back(
        detail::outline_of_entity<Entity>(std::make_index_sequence<describe<Entity>::size>{}));
  });
  detail::put_parents_first(outline.entities);
  return outline;
}

}  // namespace v0
}  // namespace entente
