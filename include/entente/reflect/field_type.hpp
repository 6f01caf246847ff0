// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/reflect/get_field.hpp>

#include <cstddef>
#include <type_traits>
#include <utility>

namespace entente {
inline namespace v0 {

/// The declared type of the I-th field, without const. A C array, which only an adapted type can
/// have, stays an array.
template <class T, std::size_t I>
using field_type = std::remove_cvref_t<decltype(get_field<I>(std::declval<T&>()))>;

}  // namespace v0
}  // namespace entente
