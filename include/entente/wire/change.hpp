// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/limits.hpp>
#include <entente/base/result.hpp>
#include <entente/base/timestamp.hpp>
#include <entente/base/uuid.hpp>
#include <entente/wire/detail/message_reader.hpp>
#include <entente/wire/detail/utf8.hpp>
#include <entente/wire/json_writer.hpp>
#include <entente/wire/record_buffer.hpp>

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

/// What a change says of a record beside its fields, for who writes these from elsewhere. Views of what must live on.
struct change_head {
  std::string_view entity{};
  uuid key{};
  std::string_view id{};
  std::int64_t version = 0;
  stamp at{};
  stamp created{};
  bool deleted = false;
  bool left = false;
  edit_time edited{};
  int schema_version = 0;
  std::string_view times{};
};

/// Writes a change up to where its fields stand: a comma, `"fields":`, the object where there is one, and the closing
/// brace are the caller's. `times` must be a JSON object or empty; unchecked. Throws `failure` (validation_failed) for
/// names that are not UTF-8.
inline void write_head(record_buffer& to, change_head const& head) {
  to.literal("{\"entity\":");
  to.text(head.entity);
  to.literal(",\"clientId\":");
  to.value(head.key);
  if (!head.id.empty()) {
    to.literal(",\"id\":");
    to.text(head.id);
  }
  to.literal(",\"version\":");
  to.value(head.version);
  to.literal(",\"at\":");
  to.value(head.at.micros);
  if (head.created.micros != 0) {
    to.literal(",\"createdAt\":");
    to.value(head.created.micros);
  }
  if (head.deleted) to.literal(",\"deleted\":true");
  if (head.left) to.literal(",\"left\":true");
  to.literal(",\"editedAt\":");
  to.value(head.edited.micros);
  if (head.schema_version != 0) {
    to.literal(",\"schema\":");
    to.value(head.schema_version);
  }
  if (!head.times.empty()) {
    to.literal(",\"times\":");
    to.raw(head.times);
  }
}

/// Appends the change as JSON. `times` and `fields` must be JSON objects or empty; unchecked. In names, what is not
/// UTF-8 becomes U+FFFD.
inline void write_json(std::string& out, change const& value) {
  std::string entity;
  std::string id;
  auto const in_utf8 = [](std::string const& text, std::string& repaired) -> std::string_view {
    if (valid_utf8(text)) return text;
    return repaired = detail::repaired_utf8(text);
  };
  record_buffer to;
  write_head(to, {in_utf8(value.entity, entity), value.key, in_utf8(value.id, id), value.version, value.at, value.created,
                  value.deleted, value.left, value.edited, value.schema_version, value.times});
  if (!value.fields.empty()) {
    to.literal(",\"fields\":");
    to.raw(value.fields);
  }
  to.literal("}");
  to.append_to(out);
}

namespace detail {

inline bool read_message_into(message_reader& from, change& value) {
  static constexpr std::array<std::string_view, 12> names{
      "entity", "clientId", "version", "at",        "editedAt", "schema",
      "times",  "fields",   "id",      "createdAt", "deleted",  "left"};
  bool const read = read_members<5>(from, names, [&](std::size_t i) {
    switch (i) {
      case 0: return from.json.read(value.entity);
      case 1: return read_uuid(from.json, value.key);
      case 2: return read_count(from.json, value.version);
      case 3: return read_time(from.json, value.at);
      case 4: return read_time(from.json, value.edited);
      case 5: return read_count(from.json, value.schema_version);
      case 6: return read_raw_object(from.json, value.times);
      case 7: return read_raw_object(from.json, value.fields);
      case 8:
        if (!from.json.read(value.id)) return false;
        if (value.id.size() <= max_id_bytes) return true;
        from.json.fail(error_code::too_large, "expected an id of no more bytes than are allowed");
        return false;
      case 9: return read_time(from.json, value.created);
      case 10: return from.json.read(value.deleted);
      default: return from.json.read(value.left);
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
