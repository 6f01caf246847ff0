// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/customize.hpp>
#include <entente/entity/detail/designators.hpp>
#include <entente/entity/field_mask.hpp>
#include <entente/entity/reference_rule.hpp>
#include <entente/reflect/field_count.hpp>

#include <array>
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

template <class Entity, designator... Fields>
constexpr field_mask mask_of(std::type_identity<touches<Fields...>>) {
  return mask_of<Entity>(std::type_identity<indexes<Fields...>>{});
}
template <class Entity, designator... Fields>
constexpr field_mask mask_of(std::type_identity<unique<Fields...>>) {
  return mask_of<Entity>(std::type_identity<indexes<Fields...>>{});
}

template <class Entity>
constexpr field_mask touching_fields() {
  if constexpr (requires { typename entity_traits<Entity>::touches; })
    return mask_of<Entity>(std::type_identity<typename entity_traits<Entity>::touches>{});
  else
    return {};
}

template <class Entity, class Other>
constexpr std::array<field_mask, 0> masks_of(std::type_identity<Other>) {
  return {};
}
template <class Entity, class... Sets>
constexpr std::array<field_mask, sizeof...(Sets)> masks_of(std::type_identity<unique_sets<Sets...>>) {
  return {{mask_of<Entity>(std::type_identity<Sets>{})...}};
}

template <class Entity>
constexpr auto unique_fields() {
  if constexpr (requires { typename entity_traits<Entity>::unique; })
    return masks_of<Entity>(std::type_identity<typename entity_traits<Entity>::unique>{});
  else
    return std::array<field_mask, 0>{};
}

template <class Rule>
inline constexpr reference_rule rule_of = reference_rule::none;
template <>
inline constexpr reference_rule rule_of<restrict> = reference_rule::restrict;
template <>
inline constexpr reference_rule rule_of<cascade> = reference_rule::cascade;
template <>
inline constexpr reference_rule rule_of<set_null> = reference_rule::set_null;

template <class Entity>
using all_rules = std::array<reference_rule, field_count<Entity>>;

// As with names: what is no rule for a field is refused by the schema, by name.
template <class Entity>
constexpr void apply_rule(all_rules<Entity>&, ...) {}
template <class Entity, designator Field, class Rule>
constexpr void apply_rule(all_rules<Entity>& all, on_delete<Field, Rule>) {
  constexpr std::size_t index = find_field<Entity, Field>();
  if constexpr (index < field_count<Entity>) all[index] = rule_of<Rule>;
}

template <class Entity>
constexpr void apply_rules(all_rules<Entity>&, ...) {}
template <class Entity, class... Rules>
constexpr void apply_rules(all_rules<Entity>& all, std::type_identity<references<Rules...>>) {
  (apply_rule<Entity>(all, Rules{}), ...);
}

template <class Entity>
constexpr all_rules<Entity> reference_rules() {
  all_rules<Entity> all{};
  if constexpr (requires { typename entity_traits<Entity>::references; })
    apply_rules<Entity>(all, std::type_identity<typename entity_traits<Entity>::references>{});
  return all;
}

}  // namespace detail
}  // namespace v0
}  // namespace entente
