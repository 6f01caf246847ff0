// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/reflect/field_count.hpp>
#include <entente/reflect/get_field.hpp>
#include <entente/reflect/reflected.hpp>

#include <cstddef>
#include <memory>
#include <utility>

namespace entente {
inline namespace v0 {

/// Where the fields of one object are, by index; valid as long as the object. For code that is made once for all
/// types and told by a table what to do at each address. `Pointer` is `void*` or `void const*`.
template <class Pointer, std::size_t Count>
struct field_addresses {
  Pointer at[Count == 0 ? 1 : Count];

  operator Pointer const*() const noexcept { return at; }
};

/// The addresses of an object's fields, in order of declaration (or of the adaptation).
template <class T>
  requires reflected<T>
[[nodiscard]] field_addresses<void*, field_count<T>> addresses_of(T& object) noexcept {
  return [&]<std::size_t... I>(std::index_sequence<I...>) {
    return field_addresses<void*, field_count<T>>{{std::addressof(get_field<I>(object))...}};
  }(std::make_index_sequence<field_count<T>>{});
}

template <class T>
  requires reflected<T>
[[nodiscard]] field_addresses<void const*, field_count<T>> addresses_of(T const& object) noexcept {
  return [&]<std::size_t... I>(std::index_sequence<I...>) {
    return field_addresses<void const*, field_count<T>>{{std::addressof(get_field<I>(object))...}};
  }(std::make_index_sequence<field_count<T>>{});
}

}  // namespace v0
}  // namespace entente
