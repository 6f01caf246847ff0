// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/error.hpp>
#include <entente/entity/describe.hpp>
#include <entente/entity/field_mask.hpp>
#include <entente/reflect/field_addresses.hpp>
#include <entente/wire/detail/depth.hpp>
#include <entente/wire/detail/fixed_size.hpp>
#include <entente/wire/detail/put_value.hpp>
#include <entente/wire/detail/value_buffer.hpp>
#include <entente/wire/field_json.hpp>
#include <entente/wire/json_reader.hpp>

#include <cstddef>
#include <string>
#include <utility>

namespace entente {
inline namespace v0 {
namespace detail {

/// The reader's error with the entity named and, unless `blamed` is past the last, the field.
template <class Entity>
error error_at(json_reader const& from, std::size_t blamed) {
  error why = from.why();
  why.entity = describe<Entity>::name;
  if (blamed < describe<Entity>::size) why.field = describe<Entity>::field_names[blamed];
  return why;
}

/// Throws for the first of the fields that cannot be written, by name. Writing them one by one
/// again spares the usual way all bookkeeping.
template <class Entity>
void name_unwritable(Entity const& value, field_mask which) {
  auto const fields = addresses_of(value);
  std::string ignored;
  for (std::size_t i = 0; i < describe<Entity>::size; ++i) {
    if (!which.test(i)) continue;
    try {
      json_fields<Entity>[i]->write(ignored, fields.at[i]);
    } catch (failure const& refused) {
      error why = refused.why();
      why.entity = describe<Entity>::name;
      why.field = describe<Entity>::field_names[i];
      throw failure(std::move(why));
    }
  }
}

/// Appends fields of a record, in braces or not.
template <class Entity>
void append_fields(std::string& out, Entity const& value, field_mask which, bool braces) {
  try {
    append_json(out, 2 + fixed_sizes_from<Entity>[0], [&](value_buffer& buffer, char* at) {
      if (braces) *at++ = '{';
      at = put_members(buffer, at, value, 1, max_value_depth,
                       [which](std::size_t i) { return which.test(i); });
      if (braces) *at++ = '}';
      return at;
    });
  } catch (failure const&) {
    name_unwritable(value, which);
    throw;
  }
}

}  // namespace detail
}  // namespace v0
}  // namespace entente
