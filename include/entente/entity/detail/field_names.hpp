// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/customize.hpp>
#include <entente/entity/detail/designators.hpp>
#include <entente/reflect/field_count.hpp>
#include <entente/reflect/field_name.hpp>

#include <array>
#include <cstddef>
#include <string_view>
#include <type_traits>
#include <utility>

namespace entente {
inline namespace v0 {
namespace detail {

constexpr char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

/// Writes `name` in camel case to `out` and returns the length: underscores go, the letter behind
/// each becomes upper case; those at either end (member decoration) just go.
constexpr std::size_t camel_case(std::string_view name, char* out) {
  std::size_t length = 0;
  bool raise = false;
  for (char const c : name) {
    if (c == '_') {
      raise = length > 0;
    } else {
      out[length++] = raise ? upper(c) : c;
      raise = false;
    }
  }
  return length;
}

template <std::size_t Capacity>
struct name_buffer {
  char text[Capacity == 0 ? 1 : Capacity]{};
  std::size_t length = 0;
  [[nodiscard]] constexpr std::string_view view() const { return {text, length}; }
};

template <class Entity, std::size_t I>
inline constexpr auto camel_name = [] {
  constexpr std::string_view source = field_name<Entity, I>;
  name_buffer<source.size()> buffer;
  buffer.length = camel_case(source, buffer.text);
  return buffer;
}();

template <field_literal Name>
inline constexpr field_literal name_as_storage = Name;

template <class Entity>
using all_names = std::array<std::string_view, field_count<Entity>>;

// What names no field, or is no `name_as`, is left out here: the schema refuses it by name.
template <class Entity>
constexpr void apply_name(all_names<Entity>&, ...) {}
template <class Entity, designator Field, field_literal Name>
constexpr void apply_name(all_names<Entity>& all, name_as<Field, Name>) {
  constexpr std::size_t index = find_field<Entity, Field>();
  if constexpr (index < field_count<Entity>) all[index] = name_as_storage<Name>.view();
}

template <class Entity>
constexpr void apply_names(all_names<Entity>&, ...) {}
template <class Entity, class... Names>
constexpr void apply_names(all_names<Entity>& all, std::type_identity<names<Names...>>) {
  (apply_name<Entity>(all, Names{}), ...);
}

template <class Entity>
constexpr auto column_names() {
  auto all = field_names<Entity>;
  if constexpr (requires { typename entity_traits<Entity>::column_names; })
    apply_names<Entity>(all, std::type_identity<typename entity_traits<Entity>::column_names>{});
  return all;
}

template <class Entity>
constexpr wire_case case_on_wire() {
  if constexpr (requires { entity_traits<Entity>::case_on_wire; })
    return entity_traits<Entity>::case_on_wire;
  else
    return wire_case::camel;
}

template <class Entity>
constexpr auto wire_names() {
  auto all = field_names<Entity>;
  if constexpr (case_on_wire<Entity>() == wire_case::camel)
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      ((all[I] = camel_name<Entity, I>.view()), ...);
    }(std::make_index_sequence<field_count<Entity>>{});
  if constexpr (requires { typename entity_traits<Entity>::wire_names; })
    apply_names<Entity>(all, std::type_identity<typename entity_traits<Entity>::wire_names>{});
  return all;
}

}  // namespace detail
}  // namespace v0
}  // namespace entente
