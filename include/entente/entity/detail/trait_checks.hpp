// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/fixed_string.hpp>
#include <entente/customize.hpp>
#include <entente/entity/detail/designators.hpp>
#include <entente/entity/detail/refusals.hpp>
#include <entente/entity/detail/refused.hpp>
#include <entente/reflect/field_count.hpp>

namespace entente {
inline namespace v0 {
namespace detail {

template <class Entity, designator Field, fixed_string Member>
using refused_designator =
    refused_unless<(find_field<Entity, Field>() < field_count<Entity>),
                   checks::entity_trait_names_a_field<Entity, Field, Member>>;

template <class Entity, fixed_string Member>
using refused_form = refusals<checks::entity_trait_has_the_right_form<Entity, Member>>;

}  // namespace detail
}  // namespace v0
}  // namespace entente
