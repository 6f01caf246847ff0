// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/limits.hpp>
#include <entente/entity/describe.hpp>
#include <entente/reflect/field_type.hpp>
#include <entente/wire/decode.hpp>
#include <entente/wire/encode.hpp>
#include <entente/wire/json_reader.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace entente {
inline namespace v0 {

/// The JSON of a field of one type, whatever entities have such fields: for code that is made once for all of them and
/// has the field's address. Pointers are the addresses of values of that type. For whole records `encode` and
/// `decode` are the faster way.
struct field_json {
  /// As `write_json`.
  void (*write)(std::string& out, void const* value);
  /// As `read_json`; members that a nested value lacks stay as they are.
  bool (*read)(json_reader& from, void* value);
  /// As `read_json`, into a value that is cleared first.
  bool (*read_anew)(json_reader& from, void* value);
  /// Reads a text that is one value and nothing else; the value is untouched unless that succeeds.
  bool (*adopt)(std::string_view raw, void* value);
};

namespace detail {

template <class T>
bool read_anew(json_reader& from, void* value) {
  T& field = *static_cast<T*>(value);
  if constexpr (!std::is_array_v<T>) field = T{};
  return read_json(from, field);
}

template <class T>
bool adopt(std::string_view raw, void* value) {
  struct {
    T value{};
  } fresh;
  json_reader from{raw, max_json_depth};
  if (!read_json(from, fresh.value) || !from.finish()) return false;
  json_reader again{raw, max_json_depth};
  return read_anew<T>(again, value);
}

template <class T>
inline constexpr field_json json_of_type{
    [](std::string& out, void const* value) { write_json(out, *static_cast<T const*>(value)); },
    [](json_reader& from, void* value) { return read_json(from, *static_cast<T*>(value)); },
    &read_anew<T>,
    &adopt<T>,
};

template <class Entity, class Indices>
struct json_table;
template <class Entity, std::size_t... I>
struct json_table<Entity, std::index_sequence<I...>> {
  static constexpr field_json const* fields[] = {&json_of_type<field_type<Entity, I>>..., nullptr};
};

}  // namespace detail

/// The same for each field of an entity, by index.
template <class Entity>
inline constexpr field_json const* const* json_fields =
    detail::json_table<Entity, std::make_index_sequence<describe<Entity>::size>>::fields;

}  // namespace v0
}  // namespace entente
