// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/limits.hpp>
#include <entente/base/result.hpp>
#include <entente/entity/describe.hpp>
#include <entente/entity/field_mask.hpp>
#include <entente/wire/detail/depth.hpp>
#include <entente/wire/detail/field_errors.hpp>
#include <entente/wire/detail/json_buffer.hpp>
#include <entente/wire/detail/put_value.hpp>
#include <entente/wire/detail/read_object.hpp>
#include <entente/wire/detail/read_value.hpp>
#include <entente/wire/json_reader.hpp>
#include <entente/wire/unknown_members.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace entente {
inline namespace v0 {

/// Appends some fields of a record under their names on the wire, without braces and without a
/// comma in front: `"title":"x","done":true`. Throws `failure`, with entity and field named, and
/// leaves `out` as it was, for values that have no form on the wire (see write_json).
template <class Entity>
void write_fields(std::string& out, Entity const& value, field_mask which) {
  detail::append_fields(out, value, which, false);
}

/// Appends a record's fields, all of them, as one JSON object. Throws as write_fields does.
template <class Entity>
void write_object(std::string& out, Entity const& value) {
  detail::append_fields(out, value, describe<Entity>::all, true);
}

/// Reads one JSON object with any of the entity's fields, in any order, and says which there were;
/// the others stay as they are in `into`. Members that are none of its fields are collected in
/// `unknown` as they stand, or skipped where that is null. Strict otherwise: see read_json.
///
/// The error (malformed, or too_large for too much nesting) names the entity and, where one is at
/// fault, the field by its C++ name; `into` and `unknown` are then partly written.
template <class Entity>
result<field_mask> read_fields(json_reader& from, Entity& into,
                               unknown_members* unknown = nullptr) {
  detail::field_flags<describe<Entity>::size> seen;
  std::size_t blamed = 0;
  bool read = detail::read_object(from, into, seen, blamed, unknown);
  if (read && unknown != nullptr) read = detail::check_unknown(from, *unknown);
  if (!read) return detail::error_at<Entity>(from, blamed);
  return field_mask{seen.first_word()};
}

/// The same of a text that holds nothing else.
template <class Entity>
result<field_mask> read_fields(std::string_view json_object, Entity& into,
                               unknown_members* unknown = nullptr) {
  json_reader from(json_object, max_json_depth);
  auto present = read_fields(from, into, unknown);
  if (present.ok() && !from.finish()) return detail::error_at<Entity>(from, describe<Entity>::size);
  return present;
}

}  // namespace v0
}  // namespace entente
