// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/fixed_string.hpp>
#include <entente/base/set_positions.hpp>
#include <entente/customize.hpp>
#include <entente/entity/describe.hpp>
#include <entente/entity/detail/field_fault.hpp>
#include <entente/entity/former_schema.hpp>
#include <entente/entity/detail/refusals.hpp>
#include <entente/entity/detail/refused.hpp>
#include <entente/entity/detail/text_checks.hpp>

#include <concepts>
#include <cstddef>
#include <optional>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

namespace entente {
inline namespace v0 {
namespace detail {

/// Whether `function(From const&)` gives a To, or an optional of one.
template <class From, class To, auto Function>
constexpr bool converts() {
  if constexpr (requires(From const& value) { Function(value); }) {
    using made = std::remove_cvref_t<decltype(Function(std::declval<From const&>()))>;
    return std::same_as<made, To> || std::same_as<made, std::optional<To>>;
  } else {
    return false;
  }
}

/// The type that the K-th conversion of field I leads to.
template <class Entity, std::size_t I, std::size_t K, class All = conversions<Entity, I>>
struct after_conversion {
  using type = typename conversion_parts<std::tuple_element_t<K + 1, All>>::old;
};
template <class Entity, std::size_t I, std::size_t K, class All>
  requires(K + 1 == std::tuple_size_v<All>)
struct after_conversion<Entity, I, K, All> {
  using type = field_type<Entity, I>;
};

template <class Entity, std::size_t I, std::size_t K>
constexpr auto check_conversion() {
  using change = std::tuple_element_t<K, conversions<Entity, I>>;
  using parts = conversion_parts<change>;
  using old = typename parts::old;
  using next = typename after_conversion<Entity, I, K>::type;
  constexpr auto field = fixed_string<describe<Entity>::field_names[I].size()>{
      describe<Entity>::field_names[I]};
  if constexpr (fault_found<old>::fault != field_fault::none) {
    return refusals<checks::former_type_is_supported<Entity, field, old>>{};
  } else {
    constexpr bool there = converts<old, next, parts::convert>();
    constexpr bool back = !parts::has_back || converts<next, old, parts::back>();
    return refused_unless<there && back, checks::conversion_fits_its_types<Entity, field, old, next>>{};
  }
}

template <class Entity, std::size_t I>
constexpr auto check_conversions() {
  return []<std::size_t... K>(std::index_sequence<K...>) {
    return joined<refusals<>, decltype(check_conversion<Entity, I, K>())...>{};
  }(std::make_index_sequence<std::tuple_size_v<conversions<Entity, I>>>{});
}

template <class Entity>
constexpr bool former_names_are_usable() {
  for (auto const& each : former_names<Entity>) {
    if (!is_graphql_name(each.name) || each.name == describe<Entity>::wire_names[each.field])
      return false;
    for (auto const& other : former_names<Entity>)
      if (&each != &other && each.name == other.name && each.before == other.before) return false;
  }
  return true;
}

/// What is wrong with an entity's history, but for its versions. Every `Field` of it names one.
template <class Entity>
constexpr auto check_history() {
  auto const of_fields = []<std::size_t... I>(std::index_sequence<I...>) {
    return joined<refusals<>, decltype(check_conversions<Entity, I>())...>{};
  };
  constexpr bool named = former_entity_name<Entity>.empty() ||
                         (is_graphql_name(former_entity_name<Entity>) &&
                          former_entity_name<Entity> != describe<Entity>::name);
  return joined<refused_unless<former_names_are_usable<Entity>(),
                               checks::former_field_names_are_usable<Entity>>,
                refused_unless<named, checks::former_entity_name_is_usable<Entity>>,
                decltype(of_fields(set_positions<has_conversions<Entity>>{}))>{};
}

constexpr bool is_past_version(int before, int version) {
  return before == 0 ? version >= 2 : before >= 2 && before <= version;
}

/// Whether the versions of an entity's history lie within the schema's, in order.
template <class Entity>
constexpr bool history_is_dated(int version) {
  bool good = former_entity_name<Entity>.empty() ||
              is_past_version(renamed_before<Entity>, version);
  for (auto const& each : former_names<Entity>) good = good && is_past_version(each.before, version);
  auto const check_dates_of = [&]<class... Changes>(std::type_identity<std::tuple<Changes...>>) {
    int last = 0;
    for (int const before : {conversion_parts<Changes>::before...}) {
      good = good && is_past_version(before, version) && (before == 0 ? version : before) > last;
      last = before == 0 ? version : before;
    }
  };
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    (check_dates_of(std::type_identity<conversions<Entity, I>>{}), ...);
  }(set_positions<has_conversions<Entity>>{});
  return good;
}

template <class Schema, class Entity>
constexpr auto check_dates() {
  constexpr int version = [] {
    if constexpr (requires { schema_traits<Schema>::version; })
      return static_cast<int>(schema_traits<Schema>::version);
    else
      return 1;
  }();
  return refused_unless<history_is_dated<Entity>(version),
                        checks::history_is_dated_within_the_schema<Entity, Schema, version>>{};
}

template <class Entity, class Other>
constexpr bool former_entity_name_is_free() {
  return former_entity_name<Entity>.empty() ||
         (former_entity_name<Entity> != describe<Other>::name &&
          former_entity_name<Entity> != former_entity_name<Other>);
}

}  // namespace detail
}  // namespace v0
}  // namespace entente
