// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/entity/describe.hpp>
#include <entente/entity/field_kind.hpp>
#include <entente/entity/reference_rule.hpp>
#include <entente/reflect/field_type.hpp>

#include <cstddef>
#include <type_traits>
#include <utility>

namespace entente {
inline namespace v0 {

/// Calls `f.template operator()<Entity, I>()` for each field I of Entity that is a ref with a rule.
template <class Entity, class F>
constexpr void for_each_ruled_ref(F&& f) {
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    (
        [&] {
          if constexpr (describe<Entity>::reference_rules[I] != reference_rule::none)
            f.template operator()<Entity, I>();
        }(),
        ...);
  }(std::make_index_sequence<describe<Entity>::size>{});
}

/// The same for the fields, of whatever entity of the schema, that refer to Target.
template <class Schema, class Target, class F>
constexpr void for_each_referrer(F&& f) {
  Schema::for_each([&]<class Entity>(std::type_identity<Entity>, std::size_t) {
    for_each_ruled_ref<Entity>([&]<class Child, std::size_t I>() {
      if constexpr (std::is_same_v<typename field_type<Child, I>::target, Target>)
        f.template operator()<Child, I>();
    });
  });
}

}  // namespace v0
}  // namespace entente
