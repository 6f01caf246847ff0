// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/customize.hpp>
#include <entente/reflect/field_count.hpp>
#include <entente/reflect/field_index.hpp>
#include <entente/reflect/field_name.hpp>

#include <cstddef>
#include <type_traits>

namespace entente {
inline namespace v0 {
namespace detail {

template <class T>
inline constexpr bool is_literal_name = false;
template <std::size_t N>
inline constexpr bool is_literal_name<field_literal<N>> = true;

/// Whether a member of type Pointer (a member pointer) is one of Entity or of a base of it.
template <class Entity, class Pointer>
inline constexpr bool is_member_of = false;
template <class Entity, class Value, class Class>
inline constexpr bool is_member_of<Entity, Value Class::*> =
    std::is_base_of_v<Class, Entity> && std::is_object_v<Value>;

/// The index of the field named; field_count<Entity> when the entity has no such field.
template <class Entity, designator Field>
constexpr std::size_t find_field() {
  using what = std::remove_cvref_t<decltype(Field.what)>;
  std::size_t index = field_count<Entity>;
  if constexpr (is_literal_name<what>)
    index = field_index_by_name<Entity>(Field.what.view());
  else if constexpr (is_member_of<Entity, what>)
    index = field_index<Entity, Field.what>();
  return index < field_count<Entity> ? index : field_count<Entity>;
}

/// The field that a query or a call names. The index is in range even where it was refused, so that
/// the sentence stands alone.
template <class Entity, designator Field>
struct designated_field {
  static constexpr std::size_t found = find_field<Entity, Field>();
  static_assert(found < field_count<Entity>,
                "entente: the entity has no field of this name; correct the name, or write a "
                "pointer to one of its members");
  static constexpr std::size_t index = found < field_count<Entity> ? found : 0;
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
