// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/limits.hpp>
#include <entente/base/result.hpp>
#include <entente/base/timestamp.hpp>
#include <entente/base/uuid.hpp>
#include <entente/wire/detail/message_reader.hpp>
#include <entente/wire/detail/message_writer.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace entente {
inline namespace v0 {

/// One record in its latest state, as the server hands it out. On the wire:
///
///     {"entity":"Task","clientId":"…","id":"…","version":4,"at":1730798400000001,
///      "createdAt":1730798300000000,"deleted":true,"left":true,"editedAt":1730798399000000,
///      "schema":1,"times":{…},"fields":{…}}
///
/// with "id", "createdAt", "deleted", "left", "schema", "times" and "fields" only where they say
/// something. A plain value; not thread-safe.
struct change {
  std::string entity{};      ///< the entity's name on the wire
  uuid key{};                ///< the record
  std::string id{};          ///< the server's own id; empty where it is the key's text
  std::int64_t version = 0;  ///< the server's count of accepted changes
  stamp at{};                ///< when the server accepted the last of them
  stamp created{};           ///< when it accepted the first; 0 where that is not known
  bool deleted = false;      ///< a tombstone
  bool left = false;         ///< the record is no longer visible to this caller
  edit_time edited{};        ///< the latest edit of any field
  std::string times{};       ///< JSON object of edit times by field, where not `edited`; or empty
  std::string fields{};      ///< what write_object wrote; empty for a tombstone or `left`
  int schema_version = 0;    ///< of the schema whose names and forms these are; 0: not said

  friend bool operator==(change const&, change const&) = default;
};

namespace detail {

/// Appends a change; `append_fields(to)` appends its member "fields", or nothing.
template <class F>
void write_change(std::string& out, change const& value, F&& append_fields) {
  message_writer to(out);
  to.begin();
  to.member("entity", value.entity);
  to.member("clientId", value.key);
  if (!value.id.empty()) to.member("id", value.id);
  to.member("version", value.version);
  to.member("at", value.at.micros);
  if (value.created.micros != 0) to.member("createdAt", value.created.micros);
  if (value.deleted) to.member("deleted", true);
  if (value.left) to.member("left", true);
  to.member("editedAt", value.edited.micros);
  if (value.schema_version != 0) to.member("schema", value.schema_version);
  if (!value.times.empty()) to.raw_member("times", value.times);
  append_fields(to);
  to.end();
}

}  // namespace detail

/// Appends the change as JSON. `times` and `fields` must be JSON objects or empty; unchecked.
inline void write_json(std::string& out, change const& value) {
  detail::write_change(out, value, [&](auto& to) {
    if (!value.fields.empty()) to.raw_member("fields", value.fields);
  });
}

/// The same of a live record whose fields stand elsewhere: `append_fields()` appends them to `out`, as an object.
template <class F>
void write_json(std::string& out, change const& value, F&& append_fields) {
  detail::write_change(out, value, [&](auto& to) {
    to.name("fields");
    append_fields();
  });
}

namespace detail {

inline bool read_message_into(message_reader& from, change& value) {
  static constexpr std::array<std::string_view, 12> names{
      "entity", "clientId", "version", "at",    "editedAt", "fields",
      "id",     "deleted",  "left",    "times", "schema",   "createdAt"};
  bool const read = read_members<5>(from, names, [&](std::size_t i) {
    switch (i) {
      case 0: return from.json.read(value.entity);
      case 1: return read_uuid(from.json, value.key);
      case 2: return read_count(from.json, value.version);
      case 3: return read_time(from.json, value.at);
      case 4: return read_time(from.json, value.edited);
      case 5: return read_raw_object(from.json, value.fields);
      case 6:
        if (!from.json.read(value.id)) return false;
        if (value.id.size() <= max_id_bytes) return true;
        from.json.fail(error_code::too_large, "expected an id of no more bytes than are allowed");
        return false;
      case 7: return from.json.read(value.deleted);
      case 8: return from.json.read(value.left);
      case 9: return read_raw_object(from.json, value.times);
      case 10: return read_count(from.json, value.schema_version);
      default: return read_time(from.json, value.created);
    }
  });
  if (!read) return false;
  if (!value.deleted && !value.left && value.fields.empty()) {
    from.blamed = "fields";
    return refuse(from.json, "expected this member, which is missing,");
  }
  return true;
}

}  // namespace detail

/// Reads one change; `times` and `fields` are exactly the text they came as. Unknown members are
/// ignored. Errors: malformed or too_large, with the member at fault as `field`.
[[nodiscard]] inline result<change> read_change(std::string_view json) {
  return detail::read_message<change>(
      json, [](auto& from, auto& value) { return detail::read_message_into(from, value); });
}

}  // namespace v0
}  // namespace entente
