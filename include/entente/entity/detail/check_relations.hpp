// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/customize.hpp>
#include <entente/entity/detail/check_field.hpp>
#include <entente/entity/detail/designators.hpp>
#include <entente/entity/detail/policy_lookup.hpp>
#include <entente/entity/detail/refusals.hpp>
#include <entente/entity/detail/refused.hpp>
#include <entente/entity/detail/trait_checks.hpp>
#include <entente/entity/field_kind.hpp>
#include <entente/entity/reference_rule.hpp>
#include <entente/reflect/field_count.hpp>
#include <entente/reflect/field_type.hpp>

#include <cstddef>
#include <type_traits>
#include <utility>

namespace entente {
inline namespace v0 {
namespace detail {

template <class Entity, designator Field>
inline constexpr bool names_a_ref = [] {
  constexpr std::size_t index = find_field<Entity, Field>();
  if constexpr (index < field_count<Entity>)
    return kind_of<field_type<Entity, index>> == field_kind::reference;
  else
    return true;  // refused for that already
}();

/// The name of a field that may not exist.
template <class Entity, designator Field>
inline constexpr auto designated_text = [] {
  constexpr std::size_t index = find_field<Entity, Field>();
  return field_text<Entity, (index < field_count<Entity> ? index : 0)>;
}();

template <class Entity, designator Field, fixed_string Member>
using refused_ref_designator =
    joined<refused_designator<Entity, Field, Member>,
           refused_unless<names_a_ref<Entity, Field>,
                          checks::entity_trait_names_a_ref<Entity, designated_text<Entity, Field>, Member>>>;

template <class Entity, class Other>
constexpr auto check_touches_trait(std::type_identity<Other>) {
  return refused_form<Entity, "touches">{};
}
template <class Entity, designator... Fields>
constexpr auto check_touches_trait(std::type_identity<touches<Fields...>>) {
  return joined<refused_ref_designator<Entity, Fields, "touches">...>{};
}

template <class Entity, class Other>
struct check_rule : std::type_identity<refused_form<Entity, "references">> {};
template <class Entity, designator Field, class Rule>
struct check_rule<Entity, on_delete<Field, Rule>>
    : std::type_identity<joined<
          refused_ref_designator<Entity, Field, "references">,
          refused_unless<rule_of<Rule> != reference_rule::none,
                         checks::reference_rule_is_known<Entity, designated_text<Entity, Field>, Rule>>,
          refused_unless<rule_of<Rule> != reference_rule::cascade || !captures_data<Entity>,
                         checks::captured_record_is_not_cascaded<Entity, designated_text<Entity, Field>>>>> {};

/// The field that an element of `references` names; field_count<Entity> for none.
template <class Entity, class Other>
inline constexpr std::size_t ruled_field = field_count<Entity>;
template <class Entity, designator Field, class Rule>
inline constexpr std::size_t ruled_field<Entity, on_delete<Field, Rule>> = find_field<Entity, Field>();

template <class Entity, std::size_t I, class... Rules>
struct check_second_rule
    : std::type_identity<refused_unless<(((ruled_field<Entity, Rules> == I ? 1 : 0) + ... + 0) <= 1),
                                        checks::ref_has_one_rule<Entity, field_text<Entity, I>>>> {};

template <class Entity, class Indices, class... Rules>
struct check_rules;
template <class Entity, std::size_t... I, class... Rules>
struct check_rules<Entity, std::index_sequence<I...>, Rules...>
    : std::type_identity<joined<typename check_rule<Entity, Rules>::type...,
                                typename check_second_rule<Entity, I, Rules...>::type...>> {};

template <class Entity, class Other>
constexpr auto check_references_trait(std::type_identity<Other>) {
  return refused_form<Entity, "references">{};
}
template <class Entity, class... Rules>
constexpr auto check_references_trait(std::type_identity<references<Rules...>>) {
  return typename check_rules<Entity, std::make_index_sequence<field_count<Entity>>, Rules...>::type{};
}

template <class Entity, designator Field>
inline constexpr bool has_one_value = [] {
  constexpr std::size_t index = find_field<Entity, Field>();
  if constexpr (index < field_count<Entity>) {
    using policy = policy_of<Entity, index>;
    return !std::is_same_v<policy, counter> && !std::is_same_v<policy, set_union> &&
           !std::is_same_v<policy, append>;
  } else {
    return true;
  }
}();
template <class Entity, designator Field>
using designated_policy =
    policy_of<Entity, (find_field<Entity, Field>() < field_count<Entity> ? find_field<Entity, Field>() : 0)>;

template <class Entity, class Other>
struct check_unique_set : std::type_identity<refused_form<Entity, "unique">> {};
template <class Entity, designator... Fields>
struct check_unique_set<Entity, unique<Fields...>>
    : std::type_identity<joined<
          refused_unless<(sizeof...(Fields) > 0), checks::unique_set_is_not_empty<Entity>>,
          refused_designator<Entity, Fields, "unique">...,
          refused_unless<has_one_value<Entity, Fields>,
                         checks::unique_field_has_one_value<Entity, designated_text<Entity, Fields>,
                                                            designated_policy<Entity, Fields>>>...>> {};

template <class Entity, class Other>
constexpr auto check_unique_trait(std::type_identity<Other>) {
  return refused_form<Entity, "unique">{};
}
template <class Entity, class... Sets>
constexpr auto check_unique_trait(std::type_identity<unique_sets<Sets...>>) {
  return joined<typename check_unique_set<Entity, Sets>::type...>{};
}

/// What is wrong with what the traits say of several records at once.
template <class Entity>
constexpr auto check_relations() {
  using traits = entity_traits<Entity>;
  auto const referring = [] {
    if constexpr (requires { typename traits::references; })
      return check_references_trait<Entity>(std::type_identity<typename traits::references>{});
    else
      return refusals<>{};
  };
  auto const touching = [] {
    if constexpr (requires { typename traits::touches; })
      return check_touches_trait<Entity>(std::type_identity<typename traits::touches>{});
    else
      return refusals<>{};
  };
  auto const differing = [] {
    if constexpr (requires { typename traits::unique; })
      return check_unique_trait<Entity>(std::type_identity<typename traits::unique>{});
    else
      return refusals<>{};
  };
  return joined<decltype(referring()), decltype(touching()), decltype(differing())>{};
}

}  // namespace detail
}  // namespace v0
}  // namespace entente
