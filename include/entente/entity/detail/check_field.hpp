// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/fixed_string.hpp>
#include <entente/customize.hpp>
#include <entente/entity/describe.hpp>
#include <entente/entity/detail/field_fault.hpp>
#include <entente/entity/detail/refusals.hpp>
#include <entente/entity/detail/refused.hpp>
#include <entente/entity/detail/text_checks.hpp>
#include <entente/entity/field_kind.hpp>
#include <entente/reflect/field_name.hpp>
#include <entente/reflect/field_type.hpp>

#include <concepts>
#include <cstddef>
#include <string_view>
#include <type_traits>
#include <utility>

namespace entente {
inline namespace v0 {
namespace detail {

template <class Entity, std::size_t I>
inline constexpr auto field_text =
    fixed_string<field_name<Entity, I>.size()>{field_name<Entity, I>};
template <class Entity, std::size_t I>
inline constexpr auto wire_text =
    fixed_string<describe<Entity>::wire_names[I].size()>{describe<Entity>::wire_names[I]};
template <class Entity, std::size_t I>
inline constexpr auto column_text =
    fixed_string<describe<Entity>::columns[I].size()>{describe<Entity>::columns[I]};

template <class Entity, std::size_t I>
constexpr auto check_field_type() {
  using type = field_type<Entity, I>;
  using found = fault_found<type>;
  return refused_unless<found::fault == field_fault::none,
                        checks::field_type_is_supported<Entity, field_text<Entity, I>, type,
                                                        typename found::part, found::fault>>{};
}

template <class Policy, class... OneOf>
inline constexpr bool is_one_of = (std::is_same_v<Policy, OneOf> || ...);

template <class Policy, class Type>
constexpr bool policy_fits() {
  constexpr field_kind kind = kind_of<Type>;
  if constexpr (is_one_of<Policy, last_write_wins, server_wins, client_wins, manual>)
    return true;
  else if constexpr (is_one_of<Policy, counter>)
    return kind == field_kind::integer || kind == field_kind::floating;
  else if constexpr (is_one_of<Policy, set_union, append>)
    return kind == field_kind::list;
  else if constexpr (is_one_of<Policy, max_wins, min_wins>)
    return std::totally_ordered<Type>;
  else
    return requires(Type const& value) {
      { merge_policy<Policy>::merge(&value, value, value) } -> std::convertible_to<Type>;
    };
}

/// How many `merge` of the list name field I.
template <class Entity, std::size_t I, class Other>
inline constexpr std::size_t times_named = 0;
template <class Entity, std::size_t I, designator Field, class Policy>
inline constexpr std::size_t times_named<Entity, I, merge<Field, Policy>> =
    find_field<Entity, Field>() == I ? 1 : 0;
template <class Entity, std::size_t I, class... Merges>
inline constexpr std::size_t times_named<Entity, I, field_policies<Merges...>> =
    (std::size_t{0} + ... + times_named<Entity, I, Merges>);

constexpr bool is_usable_wire_name(std::string_view name) {
  return is_graphql_name(name) && !contains(reserved_wire_names, name);
}

constexpr bool is_usable_column(std::string_view name) {
  return is_sql_name(name) && !starts_with_ignoring_case(name, "entente_") &&
         !same_ignoring_case(name, "rowid") && !same_ignoring_case(name, "oid") &&
         !same_ignoring_case(name, "_rowid_");
}

template <class Entity, std::size_t I>
constexpr auto check_field() {
  using about = describe<Entity>;
  using type = field_type<Entity, I>;
  using policy = typename about::template policy<I>;
  constexpr auto field = field_text<Entity, I>;
  return joined<
      refused_unless<policy_fits<policy, type>(),
                     checks::field_policy_fits_its_type<Entity, field, type, policy>>,
      refused_unless<times_named<Entity, I, typename policy_list<Entity>::type> <= 1,
                     checks::field_has_one_policy<Entity, field>>,
      refused_unless<is_usable_wire_name(about::wire_names[I]),
                     checks::field_wire_name_is_usable<Entity, field, wire_text<Entity, I>>>,
      refused_unless<is_usable_column(about::columns[I]),
                     checks::field_column_name_is_usable<Entity, field,
                                                         column_text<Entity, I>>>>{};
}

/// The first two fields that share a name, or {size, size}.
template <class Entity>
constexpr std::pair<std::size_t, std::size_t> clashing_fields() {
  using about = describe<Entity>;
  for (std::size_t i = 0; i < about::size; ++i)
    for (std::size_t j = i + 1; j < about::size; ++j)
      if (about::wire_names[i] == about::wire_names[j] ||
          same_ignoring_case(about::columns[i], about::columns[j]))
        return {i, j};
  return {about::size, about::size};
}

template <class Entity>
constexpr auto check_names_of_fields() {
  constexpr auto clash = clashing_fields<Entity>();
  if constexpr (clash.first < describe<Entity>::size)
    return refusals<checks::field_names_differ<Entity, field_text<Entity, clash.first>,
                                               field_text<Entity, clash.second>>>{};
  else
    return refusals<>{};
}

}  // namespace detail
}  // namespace v0
}  // namespace entente
