// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/entity/detail/check_entity.hpp>

namespace entente {
inline namespace v0 {

/// Whether Entity can be an entity. Asking is free of consequences; `schema` is what refuses one
/// that cannot, by name.
template <class Entity>
inline constexpr bool usable_entity = decltype(detail::check_entity<Entity>())::empty;

}  // namespace v0
}  // namespace entente
