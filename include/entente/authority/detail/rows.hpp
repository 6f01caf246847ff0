// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/authority/detail/unknown_object.hpp>
#include <entente/authority/stored_row.hpp>
#include <entente/base/timestamp.hpp>
#include <entente/entity/describe.hpp>
#include <entente/sqlite/put_columns.hpp>
#include <entente/sqlite/statement.hpp>
#include <entente/wire/change.hpp>
#include <entente/wire/json_writer.hpp>
#include <entente/wire/record_buffer.hpp>
#include <entente/wire/record_codec.hpp>
#include <entente/wire/unknown_members.hpp>

#include <algorithm>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace entente {
inline namespace v0 {
namespace detail {

/// What code that is made once for all entities has to know of one.
struct entity_names {
  std::string_view name;
  std::span<std::string_view const> wire_names;
};
template <class Entity>
inline constexpr entity_names names_of_entity{describe<Entity>::name, describe<Entity>::wire_names};

/// The members of a row that this program has no field for. One that it has a field for by now is
/// only kept because it does not fit that field.
inline unknown_members extra_members(stored_head const& row, entity_names const& about) {
  auto members = members_of(row.unknown);
  std::erase_if(members, [&](unknown_member const& each) {
    return std::find(about.wire_names.begin(), about.wire_names.end(), each.name) != about.wire_names.end();
  });
  return members;
}

/// Appends the fields of a row as a JSON object, with the members this program has no field for.
template <class Entity>
void append_fields_object(std::string& out, stored_row<Entity> const& row) {
  out += '{';
  write_fields(out, row.value, describe<Entity>::all);
  if (!row.unknown.empty()) append_unknown(out, extra_members(row, names_of_entity<Entity>));
  out += '}';
}

/// The edit times of a row's fields that are not the latest one, as a JSON object; or empty.
inline std::string times_text(stored_head const& row, entity_names const& about, edit_time latest) {
  std::string out;
  if (row.meta.uniform()) return out;
  auto const add = [&](std::string_view field) {
    edit_time const when = row.meta.of(field).when;
    if (when == latest) return;
    out += out.empty() ? '{' : ',';
    append_quoted(out, field);
    out += ':';
    out += std::to_string(when.micros);
  };
  for (auto const field : about.wire_names) add(field);
  if (!row.unknown.empty())
    for (auto const& member : extra_members(row, about)) add(member.name);
  if (!out.empty()) out += '}';
  return out;
}

/// A row as the change stream and results carry it.
template <class Entity>
change change_of(stored_row<Entity> const& row) {
  change out;
  out.entity = describe<Entity>::name;
  out.key = row.key;
  out.id = row.id;
  out.version = row.version;
  out.at = row.at;
  out.created = row.created;
  out.deleted = row.deleted;
  out.edited = row.meta.latest();
  if (row.deleted) return out;
  out.times = times_text(row, names_of_entity<Entity>, out.edited);
  append_fields_object(out.fields, row);
  return out;
}

/// Appends what write_json makes of `change_of`, of the row that a statement stands on, straight from its columns.
/// `row` has been read from them.
inline void write_change(std::string& out, record_buffer& buffer, stored_head const& row, statement const& from,
                         int first_field, column_table const& columns, entity_names const& about,
                         int schema_version) {
  auto const edited = row.meta.latest();
  auto const times = row.deleted ? std::string{} : times_text(row, about, edited);
  buffer.clear();
  write_head(buffer, {about.name, row.key, row.id, row.version, row.at, row.created, row.deleted, false, edited,
                      schema_version, times});
  if (!row.deleted) {
    buffer.literal(",\"fields\":{");
    put_columns(buffer, from, first_field, columns);
    if (!row.unknown.empty())
      for (auto const& each : extra_members(row, about)) {
        std::string name{','};
        append_quoted(name, each.name);
        buffer.raw(name += ':');
        buffer.raw(each.raw);
      }
    buffer.literal("}");
  }
  buffer.literal("}");
  buffer.append_to(out);
}

/// A row that the caller does not see any more: that it is not there for them, and nothing else.
template <class Entity>
change left_of(stored_row<Entity> const& row) {
  change out;
  out.entity = describe<Entity>::name;
  out.key = row.key;
  out.version = row.version;
  out.at = row.at;
  out.left = true;
  return out;
}

}  // namespace detail
}  // namespace v0
}  // namespace entente
