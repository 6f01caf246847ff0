// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/entity/detail/field_fault.hpp>

namespace entente {
inline namespace v0 {

/// Whether T can be the type of a field, all the way down to what it is made of.
template <class T>
inline constexpr bool storable = detail::fault_found<T>::fault == detail::field_fault::none;

}  // namespace v0
}  // namespace entente
