// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/customize.hpp>
#include <entente/entity/describe.hpp>
#include <entente/entity/field_mask.hpp>

#include <array>
#include <cstddef>
#include <type_traits>
#include <utility>

namespace entente {
inline namespace v0 {

/// Which fields of an entity have a policy, by index.
template <class Entity, class Policy>
inline constexpr std::array<bool, describe<Entity>::size> has_policy = []<std::size_t... I>(std::index_sequence<I...>) {
  return std::array<bool, sizeof...(I)>{std::is_same_v<typename describe<Entity>::template policy<I>, Policy>...};
}(std::make_index_sequence<describe<Entity>::size>{});

/// The same as a mask.
template <class Entity, class Policy>
inline constexpr field_mask fields_of_policy = detail::mask_of(has_policy<Entity, Policy>);

/// The fields whose edits travel as something smaller than the new value.
template <class Entity>
inline constexpr field_mask fields_with_deltas =
    fields_of_policy<Entity, counter> | fields_of_policy<Entity, set_union> | fields_of_policy<Entity, append>;

}  // namespace v0
}  // namespace entente
