// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/fixed_string.hpp>
#include <entente/base/limits.hpp>
#include <entente/customize.hpp>
#include <entente/entity/describe.hpp>
#include <entente/entity/detail/check_field.hpp>
#include <entente/entity/detail/check_history.hpp>
#include <entente/entity/detail/check_relations.hpp>
#include <entente/entity/detail/designators.hpp>
#include <entente/entity/detail/refusals.hpp>
#include <entente/entity/detail/refused.hpp>
#include <entente/entity/detail/text_checks.hpp>
#include <entente/entity/detail/trait_checks.hpp>
#include <entente/reflect/field_count.hpp>
#include <entente/reflect/reflected.hpp>

#include <concepts>
#include <cstddef>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>

namespace entente {
inline namespace v0 {
namespace detail {

template <class Entity>
constexpr bool validate_is_usable() {
  if constexpr (requires { &entity_traits<Entity>::validate; })
    return requires(Entity const& record) {
      { entity_traits<Entity>::validate(record) } -> std::same_as<std::optional<violation>>;
    };
  else
    return true;
}

template <class Entity>
constexpr bool data_capture_is_usable() {
  using traits = entity_traits<Entity>;
  if constexpr (requires { traits::data_capture; }) {
    if constexpr (!std::is_same_v<decltype(traits::data_capture), bool const>)
      return false;
    else
      return !traits::data_capture ||
             !(requires { typename traits::conflict; } || requires { typename traits::fields; } ||
               requires { traits::on_delete; } || requires { traits::whole_record; });
  } else {
    return true;
  }
}

template <class Entity>
constexpr bool visible_is_usable() {
  if constexpr (requires { &entity_traits<Entity>::visible; })
    return requires(std::string_view principal, Entity const& record) {
      { entity_traits<Entity>::visible(principal, record) } -> std::same_as<bool>;
    };
  else
    return true;
}

constexpr bool is_usable_table(std::string_view name) {
  return is_sql_name(name) && !starts_with_ignoring_case(name, "sqlite_") &&
         !starts_with_ignoring_case(name, "pg_") && !starts_with_ignoring_case(name, "entente_");
}

/// What is wrong with one element of a list in the traits.
template <class Entity, fixed_string Member, class Other>
struct check_element : std::type_identity<refused_form<Entity, Member>> {};
template <class Entity, fixed_string Member, designator Field, class Policy>
struct check_element<Entity, Member, merge<Field, Policy>>
    : std::type_identity<refused_designator<Entity, Field, Member>> {};
template <class Entity, fixed_string Member, designator Field, field_literal Name>
struct check_element<Entity, Member, name_as<Field, Name>>
    : std::type_identity<refused_designator<Entity, Field, Member>> {};

template <class Entity, fixed_string Member, designator Field, field_literal Name, int Before>
struct check_element<Entity, Member, formerly<Field, Name, Before>>
    : std::type_identity<refused_designator<Entity, Field, Member>> {};
template <class Entity, fixed_string Member, designator Field, class Old, auto Convert, auto Back,
          int Before>
struct check_element<Entity, Member, converted<Field, Old, Convert, Back, Before>>
    : std::type_identity<refused_designator<Entity, Field, Member>> {};

template <class Entity, fixed_string Member, class... Elements>
constexpr auto check_elements() {
  return joined<typename check_element<Entity, Member, Elements>::type...>{};
}

template <class Entity, class Other>
constexpr auto check_fields_trait(std::type_identity<Other>) {
  return refused_form<Entity, "fields">{};
}
template <class Entity, class... Merges>
constexpr auto check_fields_trait(std::type_identity<field_policies<Merges...>>) {
  return check_elements<Entity, "fields", Merges...>();
}

template <class Entity, class Other>
constexpr auto check_indexes_trait(std::type_identity<Other>) {
  return refused_form<Entity, "indexes">{};
}
template <class Entity, designator... Fields>
constexpr auto check_indexes_trait(std::type_identity<indexes<Fields...>>) {
  return joined<refused_designator<Entity, Fields, "indexes">...>{};
}

template <class Entity, fixed_string Member, class Other>
constexpr auto check_names_trait(std::type_identity<Other>) {
  return refused_form<Entity, Member>{};
}
template <class Entity, fixed_string Member, class... Names>
constexpr auto check_names_trait(std::type_identity<names<Names...>>) {
  return check_elements<Entity, Member, Names...>();
}

template <class Entity, class Other>
constexpr auto check_history_trait(std::type_identity<Other>) {
  return refused_form<Entity, "history">{};
}
template <class Entity, class... Changes>
constexpr auto check_history_trait(std::type_identity<field_history<Changes...>>) {
  using named = decltype(check_elements<Entity, "history", Changes...>());
  if constexpr (named::empty)
    return check_history<Entity>();
  else
    return named{};
}

template <class Entity>
constexpr auto check_past() {
  return check_history_trait<Entity>(std::type_identity<typename history_list<Entity>::type>{});
}

template <class Entity>
constexpr auto check_lists() {
  using traits = entity_traits<Entity>;
  auto const fields = [] {
    if constexpr (requires { typename traits::fields; })
      return check_fields_trait<Entity>(std::type_identity<typename traits::fields>{});
    else
      return refusals<>{};
  };
  auto const indexed = [] {
    if constexpr (requires { typename traits::indexes; })
      return check_indexes_trait<Entity>(std::type_identity<typename traits::indexes>{});
    else
      return refusals<>{};
  };
  auto const on_wire = [] {
    if constexpr (requires { typename traits::wire_names; })
      return check_names_trait<Entity, "wire_names">(
          std::type_identity<typename traits::wire_names>{});
    else
      return refusals<>{};
  };
  auto const in_sql = [] {
    if constexpr (requires { typename traits::column_names; })
      return check_names_trait<Entity, "column_names">(
          std::type_identity<typename traits::column_names>{});
    else
      return refusals<>{};
  };
  return joined<decltype(fields()), decltype(indexed()), decltype(on_wire()),
                decltype(in_sql())>{};
}

template <class Entity>
constexpr auto check_types() {
  return []<std::size_t... I>(std::index_sequence<I...>) {
    return joined<decltype(check_field_type<Entity, I>())...>{};
  }(std::make_index_sequence<field_count<Entity>>{});
}

template <class Entity>
constexpr auto check_traits() {
  using about = describe<Entity>;
  constexpr bool is_value = std::is_default_constructible_v<Entity> &&
                            std::is_copy_constructible_v<Entity> &&
                            std::is_copy_assignable_v<Entity>;
  constexpr bool named =
      is_graphql_name(about::name) && !contains(reserved_type_names, about::name);
  constexpr auto name = fixed_string<about::name.size()>{about::name};
  constexpr auto table = fixed_string<about::table.size()>{about::table};
  auto const of_fields = []<std::size_t... I>(std::index_sequence<I...>) {
    return joined<decltype(check_field<Entity, I>())...>{};
  };
  // A table named after a refused entity would be refused for the same reason.
  constexpr bool table_named =
      is_usable_table(about::table) || (!named && about::table == about::name);
  return joined<refused_unless<is_value, checks::entity_is_a_value<Entity>>,
                refused_unless<validate_is_usable<Entity>(),
                               checks::entity_validate_has_the_right_signature<Entity>>,
                refused_unless<visible_is_usable<Entity>(),
                               checks::entity_visible_has_the_right_signature<Entity>>,
                refused_unless<data_capture_is_usable<Entity>(),
                               checks::entity_data_capture_stands_alone<Entity>>,
                refused_unless<named, checks::entity_name_is_usable<Entity, name>>,
                refused_unless<table_named, checks::entity_table_name_is_usable<Entity, table>>,
                decltype(check_lists<Entity>()), decltype(check_past<Entity>()),
                decltype(check_relations<Entity>()),
                decltype(of_fields(std::make_index_sequence<about::size>{})),
                decltype(check_names_of_fields<Entity>())>{};
}

/// What keeps Entity from being an entity. Later checks rely on earlier ones: they are left out
/// where those refuse.
template <class Entity>
constexpr auto check_entity() {
  if constexpr (!reflected<Entity>) {
    return refusals<checks::entity_is_reflectable<Entity, reflection_fault_of<Entity>>>{};
  } else if constexpr (field_count<Entity> < 1 || field_count<Entity> > max_fields) {
    return refusals<
        checks::entity_has_a_workable_number_of_fields<Entity, field_count<Entity>>>{};
  } else if constexpr (!decltype(check_types<Entity>())::empty) {
    return check_types<Entity>();
  } else {
    return check_traits<Entity>();
  }
}

}  // namespace detail
}  // namespace v0
}  // namespace entente
