// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/authority/detail/unknown_object.hpp>
#include <entente/authority/stored_row.hpp>
#include <entente/base/timestamp.hpp>
#include <entente/entity/describe.hpp>
#include <entente/wire/change.hpp>
#include <entente/wire/json_writer.hpp>
#include <entente/wire/record_codec.hpp>
#include <entente/wire/unknown_members.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace entente {
inline namespace v0 {
namespace detail {

/// The members of a row that this program has no field for. One that it has a field for by now is
/// only kept because it does not fit that field.
template <class Entity>
unknown_members extra_members(stored_row<Entity> const& row) {
  unknown_members members;
  for (auto& each : members_of(row.unknown))
    if (describe<Entity>::index_of_wire_name(each.name) == describe<Entity>::size) members.push_back(std::move(each));
  return members;
}

/// Appends the fields of a row as a JSON object, with the members this program has no field for.
template <class Entity>
void append_fields_object(std::string& out, stored_row<Entity> const& row) {
  out += '{';
  write_fields(out, row.value, describe<Entity>::all);
  if (!row.unknown.empty()) append_unknown(out, extra_members(row));
  out += '}';
}

/// The edit times of a row's fields that are not the latest one, as a JSON object; or empty.
template <class Entity>
std::string times_text(stored_row<Entity> const& row, edit_time latest) {
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
  for (auto const field : describe<Entity>::wire_names) add(field);
  if (!row.unknown.empty())
    for (auto const& member : extra_members(row)) add(member.name);
  if (!out.empty()) out += '}';
  return out;
}

template <class Entity>
change change_without_fields(stored_row<Entity> const& row) {
  change out;
  out.entity = describe<Entity>::name;
  out.key = row.key;
  out.id = row.id;
  out.version = row.version;
  out.at = row.at;
  out.created = row.created;
  out.deleted = row.deleted;
  out.edited = row.meta.latest();
  if (!row.deleted) out.times = times_text(row, out.edited);
  return out;
}

/// A row as the change stream and results carry it.
template <class Entity>
change change_of(stored_row<Entity> const& row) {
  change out = change_without_fields(row);
  if (!row.deleted) append_fields_object(out.fields, row);
  return out;
}

/// Appends what write_json makes of `change_of`, with the fields written where they are to stand.
template <class Entity>
void write_change(std::string& out, stored_row<Entity> const& row, int schema_version) {
  change told = change_without_fields(row);
  told.schema_version = schema_version;
  if (row.deleted)
    write_json(out, told);
  else
    write_json(out, told, [&] { append_fields_object(out, row); });
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
