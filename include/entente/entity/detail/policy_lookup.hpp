// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/customize.hpp>
#include <entente/entity/detail/designators.hpp>
#include <entente/entity/field_mask.hpp>
#include <entente/reflect/field_count.hpp>

#include <concepts>
#include <cstddef>
#include <type_traits>

namespace entente {
inline namespace v0 {
namespace detail {

template <class Entity>
inline constexpr bool captures_data = false;
template <class Entity>
  requires requires {
    { entity_traits<Entity>::data_capture } -> std::convertible_to<bool>;
  }
inline constexpr bool captures_data<Entity> = entity_traits<Entity>::data_capture;

template <class Entity>
struct default_policy {
  using type = std::conditional_t<captures_data<Entity>, client_wins, last_write_wins>;
};
template <class Entity>
  requires requires { typename entity_traits<Entity>::conflict; }
struct default_policy<Entity> {
  using type = typename entity_traits<Entity>::conflict;
};

template <class Entity>
struct policy_list {
  using type = field_policies<>;
};
template <class Entity>
  requires requires { typename entity_traits<Entity>::fields; }
struct policy_list<Entity> {
  using type = typename entity_traits<Entity>::fields;
};

/// The policy of field I: that of the `merge` that names it, else the fallback. What is no list of
/// `merge` has no say here: the schema refuses it by name.
template <class Entity, std::size_t I, class Fallback, class List>
struct find_policy {
  using type = Fallback;
};
template <class Entity, std::size_t I, class Fallback, class Other, class... Rest>
struct find_policy<Entity, I, Fallback, field_policies<Other, Rest...>>
    : find_policy<Entity, I, Fallback, field_policies<Rest...>> {};
template <class Entity, std::size_t I, class Fallback, designator Field, class Policy,
          class... Rest>
struct find_policy<Entity, I, Fallback, field_policies<merge<Field, Policy>, Rest...>>
    : std::conditional_t<find_field<Entity, Field>() == I, std::type_identity<Policy>,
                         find_policy<Entity, I, Fallback, field_policies<Rest...>>> {};

template <class Entity, std::size_t I>
using policy_of = typename find_policy<Entity, I, typename default_policy<Entity>::type,
                                       typename policy_list<Entity>::type>::type;

template <class Entity, class Other>
constexpr field_mask mask_of(std::type_identity<Other>) {
  return {};
}
template <class Entity, designator... Fields>
constexpr field_mask mask_of(std::type_identity<indexes<Fields...>>) {
  field_mask mask;
  for (std::size_t const index : {field_count<Entity>, find_field<Entity, Fields>()...})
    if (index < field_count<Entity>) mask.set(index);
  return mask;
}

template <class Entity>
constexpr field_mask indexed_fields() {
  if constexpr (requires { typename entity_traits<Entity>::indexes; })
    return mask_of<Entity>(std::type_identity<typename entity_traits<Entity>::indexes>{});
  else
    return {};
}

}  // namespace detail
}  // namespace v0
}  // namespace entente
