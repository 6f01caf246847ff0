// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/set_positions.hpp>
#include <entente/entity/describe.hpp>
#include <entente/entity/field_kind.hpp>
#include <entente/entity/reference_rule.hpp>
#include <entente/reflect/field_type.hpp>

#include <array>
#include <cstddef>
#include <type_traits>
#include <utility>

namespace entente {
inline namespace v0 {

namespace detail {

/// Whether an entity has a ref with a rule, by its place in the schema.
template <class Schema>
inline constexpr auto referring = [] {
  std::array<bool, Schema::size> flags{};
  Schema::for_each([&]<class Entity>(std::type_identity<Entity>, std::size_t place) {
    for (bool const ruled : describe<Entity>::ruled) flags[place] = flags[place] || ruled;
  });
  return flags;
}();

}  // namespace detail

/// Calls `f.template operator()<Entity, I>()` for each field I of Entity that is a ref with a rule.
template <class Entity, class F>
constexpr void for_each_ruled_ref(F&& f) {
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    (f.template operator()<Entity, I>(), ...);
  }(set_positions<describe<Entity>::ruled>{});
}

/// The same for the fields, of whatever entity of the schema, that refer to Target.
template <class Schema, class Target, class F>
constexpr void for_each_referrer(F&& f) {
  auto const of_target = [&]<class Child, std::size_t I>() {
    if constexpr (std::is_same_v<typename field_type<Child, I>::target, Target>)
      f.template operator()<Child, I>();
  };
  [&]<std::size_t... E>(std::index_sequence<E...>) {
    (for_each_ruled_ref<typename Schema::template entity<E>>(of_target), ...);
  }(set_positions<detail::referring<Schema>>{});
}

}  // namespace v0
}  // namespace entente
