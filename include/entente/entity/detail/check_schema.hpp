// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/entity/describe.hpp>
#include <entente/entity/detail/check_entity.hpp>
#include <entente/entity/detail/check_field.hpp>
#include <entente/entity/detail/check_history.hpp>
#include <entente/entity/detail/refusals.hpp>
#include <entente/entity/detail/refused.hpp>
#include <entente/entity/detail/text_checks.hpp>
#include <entente/entity/field_kind.hpp>
#include <entente/reflect/field_count.hpp>
#include <entente/reflect/field_type.hpp>

#include <cstddef>
#include <type_traits>
#include <utility>

namespace entente {
inline namespace v0 {
namespace detail {

/// Whether Target is among the entities of Schema, which need not be complete.
template <class Target, class Schema>
inline constexpr bool is_listed = false;
template <class Target, template <class...> class Schema, class... Entities>
inline constexpr bool is_listed<Target, Schema<Entities...>> =
    (std::is_same_v<Target, Entities> || ...);

/// Refuses the refs in field I to entities that are not in the schema; `Outer` as in `find_fault`.
template <class Schema, class Entity, std::size_t I, class T, class... Outer>
constexpr auto check_refs_within() {
  constexpr field_kind kind = kind_of<T>;
  if constexpr ((std::is_same_v<T, Outer> || ...)) {
    return refusals<>{};
  } else if constexpr (kind == field_kind::reference) {
    using target = typename T::target;
    return refused_unless<is_listed<target, Schema>,
                          checks::ref_target_is_in_the_schema<Entity, field_text<Entity, I>, target,
                                                              Schema>>{};
  } else if constexpr (kind == field_kind::custom) {
    return check_refs_within<Schema, Entity, I, typename field_codec<T>::stored, T, Outer...>();
  } else if constexpr (kind == field_kind::optional || kind == field_kind::list ||
                       kind == field_kind::array || kind == field_kind::map) {
    return check_refs_within<Schema, Entity, I, element_of<T>, Outer...>();
  } else if constexpr (kind == field_kind::aggregate) {
    return []<std::size_t... J>(std::index_sequence<J...>) {
      return joined<
          decltype(check_refs_within<Schema, Entity, I, field_type<T, J>, T, Outer...>())...>{};
    }(std::make_index_sequence<field_count<T>>{});
  } else {
    return refusals<>{};
  }
}

template <class Schema, class Entity>
constexpr auto check_refs() {
  return []<std::size_t... I>(std::index_sequence<I...>) {
    return joined<decltype(check_refs_within<Schema, Entity, I, field_type<Entity, I>>())...>{};
  }(std::make_index_sequence<describe<Entity>::size>{});
}

template <class Entity, class Other>
constexpr auto check_pair() {
  return joined<
      refused_unless<!same_ignoring_case(describe<Entity>::name, describe<Other>::name) &&
                         !same_ignoring_case(describe<Entity>::table, describe<Other>::table),
                     checks::entity_names_differ<Entity, Other>>,
      refused_unless<former_entity_name_is_free<Entity, Other>() &&
                         former_entity_name_is_free<Other, Entity>(),
                     checks::former_entity_name_is_usable<Entity>>>{};
}

template <class... Entities>
struct check_pairs : std::type_identity<refusals<>> {};
template <class First, class... Rest>
struct check_pairs<First, Rest...> {
  using type =
      joined<decltype(check_pair<First, Rest>())..., typename check_pairs<Rest...>::type>;
};

/// What keeps a schema from working: what its entities are refused for, or what is wrong between
/// them.
template <class Schema, class... Entities>
constexpr auto check_schema() {
  using alone = joined<decltype(check_entity<Entities>())...>;
  if constexpr (!alone::empty)
    return alone{};
  else
    return joined<typename check_pairs<Entities...>::type,
                  decltype(check_refs<Schema, Entities>())...,
                  decltype(check_dates<Schema, Entities>())...>{};
}

}  // namespace detail
}  // namespace v0
}  // namespace entente
