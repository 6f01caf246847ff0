// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/reflect/detail/plain_fields.hpp>
#include <entente/reflect/field_count.hpp>
#include <entente/reflect/reflected.hpp>

#include <cstddef>

namespace entente {
inline namespace v0 {

/// The I-th field of an object, in order of declaration (or of the adaptation), const if the object
/// is. Thread-safe as far as reading a member is.
template <std::size_t I, class T>
  requires reflected<T>
[[nodiscard]] constexpr auto& get_field(T& object) noexcept {
  static_assert(I < field_count<T>, "entente: this type has no field with that index");
  if constexpr (adapted<T>) return detail::adapted_get<I>(object);
  else return boost::pfr::get<I>(object);
}

}  // namespace v0
}  // namespace entente
