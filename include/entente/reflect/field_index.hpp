// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/reflect/detail/plain_fields.hpp>
#include <entente/reflect/detail/spelling.hpp>
#include <entente/reflect/field_count.hpp>
#include <entente/reflect/field_name.hpp>
#include <entente/reflect/get_field.hpp>
#include <entente/reflect/reflected.hpp>

#include <cstddef>
#include <memory>
#include <string_view>
#include <type_traits>
#include <utility>

namespace entente {
inline namespace v0 {

/// The answer where no field is meant.
inline constexpr std::size_t no_field = static_cast<std::size_t>(-1);

/// The index of the field of T called `name`; `no_field` if there is none.
template <reflected T>
[[nodiscard]] constexpr std::size_t field_index_by_name(std::string_view name) noexcept {
  auto const& names = field_names<T>;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] == name) return i;
  }
  return no_field;
}

namespace detail {

#ifdef __clang__
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wundefined-var-template"
#pragma clang diagnostic ignored "-Wundefined-internal"
#endif

template <class A, class B>
constexpr bool same_member(A const& a, B const& b) noexcept {
  if constexpr (std::is_same_v<A, B>) return std::addressof(a) == std::addressof(b);
  else return false;
}

template <class T, auto Member>
constexpr std::size_t index_by_address() {
  return []<std::size_t... I>(std::index_sequence<I...>) {
    std::size_t found = no_field;
    static_cast<void>(((same_member(fake_object<T>().*Member, get_field<I>(fake_object<T>()))
                            ? (found = I, true)
                            : false) ||
                       ...));
    return found;
  }(std::make_index_sequence<field_count<T>>{});
}

#ifdef __clang__
#pragma clang diagnostic pop
#endif

template <class T, auto Member, std::size_t = index_by_address<T, Member>()>
constexpr bool address_is_constant(int) noexcept {
  return true;
}
template <class T, auto Member>
constexpr bool address_is_constant(...) noexcept {
  return false;
}

template <class T, auto Member>
constexpr std::size_t find_field_index() noexcept {
  if constexpr (address_is_constant<T, Member>(0)) {
    // A constant, so that no code is generated that would look for the fake object.
    constexpr std::size_t index = index_by_address<T, Member>();
    return index;
  } else {
    std::string_view text = value_frame.cut(signature_of_value<Member>());
    return field_index_by_name<T>(trailing_identifier(text));
  }
}

template <class Member>
struct class_of_member;
template <class Value, class Class>
struct class_of_member<Value Class::*> {
  using type = Class;
};

}  // namespace detail

/// The index of a field of T, given by member pointer; `no_field` if the member is not among T's
/// fields. T is named because `&derived::x` is a member of the base where x was declared there.
/// Members are compared by address, so an adaptation may rename them; where an adapted type's
/// accessors are not constexpr, they are compared by name instead.
template <class T, auto Member>
  requires reflected<T> && std::is_member_object_pointer_v<decltype(Member)>
[[nodiscard]] constexpr std::size_t field_index() noexcept {
  return detail::find_field_index<std::remove_cv_t<T>, Member>();
}

/// The index of a field, given by a pointer to a member of the very class that declares it.
template <auto Member>
  requires std::is_member_object_pointer_v<decltype(Member)>
inline constexpr std::size_t field_index_of =
    field_index<typename detail::class_of_member<decltype(Member)>::type, Member>();

}  // namespace v0
}  // namespace entente
