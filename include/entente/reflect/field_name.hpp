// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/fixed_string.hpp>
#include <entente/reflect/detail/plain_fields.hpp>
#include <entente/reflect/field_count.hpp>
#include <entente/reflect/reflected.hpp>

#include <array>
#include <cstddef>
#include <string_view>
#include <type_traits>
#include <utility>

namespace entente {
inline namespace v0 {
namespace detail {

template <class T, std::size_t I>
constexpr std::string_view spelled_field() noexcept {
  if constexpr (adapted<T>) return adapted_key<T, I>::c_str();
  else return plain_field_name<T, I>();
}

template <class T>
inline constexpr auto spelled_fields = []<std::size_t... I>(std::index_sequence<I...>) {
  return std::array<std::string_view, sizeof...(I)>{spelled_field<T, I>()...};
}(std::make_index_sequence<field_count<T>>{});

template <class T>
constexpr std::size_t names_length() noexcept {
  std::size_t length = 0;
  for (std::string_view name : spelled_fields<T>) length += name.size();
  return length;
}

/// All names of T one after the other: the program keeps these few bytes and not the compiler's
/// long signatures they were cut from.
template <class T>
inline constexpr auto names_text = [] {
  fixed_string<names_length<T>()> text;
  std::size_t at = 0;
  for (std::string_view name : spelled_fields<T>) {
    for (char c : name) text.text[at++] = c;
  }
  return text;
}();

template <class T>
constexpr auto views_of_names() noexcept {
  auto names = spelled_fields<T>;
  std::size_t at = 0;
  for (std::string_view& name : names) {
    name = std::string_view(names_text<T>.text + at, name.size());
    at += name.size();
  }
  return names;
}

}  // namespace detail

/// The names of T's fields in order: `std::array<std::string_view, field_count<T>>`. They
/// live as long as the program and are not null-terminated.
template <reflected T>
inline constexpr auto field_names = detail::views_of_names<std::remove_cv_t<T>>();

/// The name of the I-th field, as declared (plain aggregates) or as adapted.
template <class T, std::size_t I>
inline constexpr std::string_view field_name = std::get<I>(field_names<std::remove_cv_t<T>>);

}  // namespace v0
}  // namespace entente
