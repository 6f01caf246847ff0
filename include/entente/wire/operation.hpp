// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/result.hpp>
#include <entente/base/sha256.hpp>
#include <entente/base/timestamp.hpp>
#include <entente/base/uuid.hpp>
#include <entente/entity/operation_kind.hpp>
#include <entente/wire/detail/message_reader.hpp>
#include <entente/wire/detail/message_writer.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace entente {
inline namespace v0 {

/// One intent on one record, as it is queued and as it travels to the server. On the wire:
///
///     {"opId":"…","seq":7,"entity":"Task","kind":"update","clientId":"…","base":3,
///      "editedAt":1730798400000000,"schema":1,"force":true,"patch":{…}}
///
/// with "force" only where it is true, and "recovered", a UUID, only where it says something. A plain value; not thread-safe.
struct operation {
  uuid op_id{};               ///< identifies the intent for ever; a repeat carries the same
  std::int64_t sequence = 0;  ///< its place in the replica's queue
  std::string entity{};       ///< the entity's name on the wire
  operation_kind kind = operation_kind::update;
  uuid key{};                     ///< the record
  std::int64_t base_version = 0;  ///< the server's version it was made on; 0 for none
  edit_time edited{};             ///< when; the patch says so of fields edited at other times
  int schema_version = 1;         ///< of the schema whose names the patch uses
  bool force = false;             ///< a person decided that this overrides the server
  /// Not nil: no intent, but what the server told in this epoch under the stamp `edited` and has lost since: the
  /// whole record, or that it was deleted.
  uuid recovered{};
  std::string body = "{}";        ///< what write_patch wrote; "{}" for delete and restore
  /// The whole record after the operation, as write_object has it, for remotes that send records;
  /// only where it was asked for. Neither on the wire nor part of the fingerprint.
  std::string image{};

  friend bool operator==(operation const&, operation const&) = default;
};

namespace detail {

inline void write_operation(std::string& out, operation const& value, std::int64_t sequence) {
  message_writer to(out);
  to.begin();
  to.member("opId", value.op_id);
  to.member("seq", sequence);
  to.member("entity", value.entity);
  to.member("kind", name_of(value.kind));
  to.member("clientId", value.key);
  to.member("base", value.base_version);
  to.member("editedAt", value.edited.micros);
  to.member("schema", value.schema_version);
  if (value.force) to.member("force", true);
  if (!value.recovered.is_nil()) to.member("recovered", value.recovered);
  to.raw_member("patch", value.body);
  to.end();
}

inline bool read_message_into(message_reader& from, operation& value) {
  static constexpr std::array<std::string_view, 11> names{
      "opId", "seq", "entity", "kind", "clientId", "base", "editedAt", "schema", "patch", "force",
      "recovered"};
  return read_members<9>(from, names, [&](std::size_t i) {
    switch (i) {
      case 0: return read_uuid(from.json, value.op_id);
      case 1: return read_count(from.json, value.sequence);
      case 2: return from.json.read(value.entity);
      case 3: {
        std::string_view name;
        if (!from.json.read_string_view(name)) return false;
        auto const kind = operation_kind_of(name);
        if (!kind) return refuse(from.json, "expected insert, update, delete or restore");
        value.kind = *kind;
        return true;
      }
      case 4: return read_uuid(from.json, value.key);
      case 5: return read_count(from.json, value.base_version);
      case 6: return read_time(from.json, value.edited);
      case 7: return read_count(from.json, value.schema_version);
      case 8: return read_raw_object(from.json, value.body);
      case 9: return from.json.read(value.force);
      default: return read_uuid(from.json, value.recovered);
    }
  });
}

}  // namespace detail

/// Appends the operation as JSON. `body` must be a JSON object; it is not checked.
inline void write_json(std::string& out, operation const& value) {
  detail::write_operation(out, value, value.sequence);
}

/// Reads one operation; `body` is exactly the text of its patch. Unknown members are ignored.
/// Errors: malformed or too_large, with the member at fault as `field`.
[[nodiscard]] inline result<operation> read_operation(std::string_view json) {
  return detail::read_message<operation>(
      json, [](auto& from, auto& value) { return detail::read_message_into(from, value); });
}

/// Reads a list of operations, in one pass. False where any of it is not as it should be, or there are more than `most`:
/// read_operation of each of them says what is wrong.
[[nodiscard]] inline bool read_operations(std::string_view json, std::size_t most, std::vector<operation>& into) {
  detail::message_reader from{json_reader(json, detail::max_message_depth + 1)};
  bool const good = detail::read_elements(from.json, [&] {
    return into.size() < most && detail::read_message_into(from, into.emplace_back());
  });
  return good && from.json.finish();
}

/// A fingerprint of everything the server acts on: all but the sequence, which a cloned replica may
/// hand out again. It binds a receipt to the request it answers. SHA-256 of the wire form, cut to a
/// version 8 UUID; two operations with one fingerprint cannot be made on purpose.
[[nodiscard]] inline uuid body_hash(operation const& value) {
  std::string text;
  detail::write_operation(text, value, 0);
  return sha256::uuid_of(text);
}

}  // namespace v0
}  // namespace entente
