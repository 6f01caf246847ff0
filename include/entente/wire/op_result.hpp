// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/error.hpp>
#include <entente/base/result.hpp>
#include <entente/base/timestamp.hpp>
#include <entente/base/uuid.hpp>
#include <entente/wire/change.hpp>
#include <entente/wire/detail/message_reader.hpp>
#include <entente/wire/detail/message_writer.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace entente {
inline namespace v0 {

/// What became of one operation.
enum class verdict : std::uint8_t {
  applied,     ///< its effect is stored
  superseded,  ///< every field it wrote lost to a later edit, or to a delete; nothing changed
  conflict,    ///< a person must decide; nothing changed
  rejected,    ///< refused for good
  retry,       ///< the server failed on it; the same operation may be sent again
  held,        ///< another operation of its group was refused, and so the group
  fork,        ///< this replica was copied, and its twin has used this place in the queue
  stale,       ///< the record moved on; merge onto `row` and send again
};

/// The spelling on the wire. Thread-safe.
constexpr std::string_view name_of(verdict outcome) noexcept {
  switch (outcome) {
    case verdict::applied: return "applied";
    case verdict::superseded: return "superseded";
    case verdict::conflict: return "conflict";
    case verdict::rejected: return "rejected";
    case verdict::retry: return "retry";
    case verdict::held: return "held";
    case verdict::fork: return "fork";
    case verdict::stale: return "stale";
  }
  return "retry";
}

/// The verdict spelt so; none for any other text.
constexpr std::optional<verdict> verdict_of(std::string_view name) noexcept {
  for (auto const each :
       {verdict::applied, verdict::superseded, verdict::conflict, verdict::rejected, verdict::retry,
        verdict::held, verdict::fork, verdict::stale})
    if (name_of(each) == name) return each;
  return std::nullopt;
}

/// The server's answer to one operation. On the wire:
///
///     {"opId":"…","verdict":"applied","version":4,"at":1730798400000001,"row":{…},"replaced":{…},
///      "error":{"code":"validation_failed","message":"…","field":"title"}}
///
/// with "row" and "replaced" where there is one, "error" for every verdict but applied, superseded and conflict,
/// and for those with a message. A plain value; not thread-safe.
struct op_result {
  uuid op_id{};  ///< the operation answered
  verdict outcome = verdict::retry;
  std::int64_t version = 0;     ///< the record's version now; 0 where there is no record
  stamp updated_at{};           ///< the stamp of that version
  std::optional<change> row{};  ///< the record now, where it is not simply base plus operation
  error_code code = error_code::server_failed;  ///< meaningless without an error
  std::string message{};                        ///< for people; holds no record contents
  std::string field{};                          ///< the C++ name of the field at fault, if one is
  std::optional<change> replaced{};  ///< the record as it was, where others' work was overridden by force

  /// Whether `code` says anything, and travels.
  [[nodiscard]] bool has_error() const noexcept {
    return !message.empty() || (outcome != verdict::applied && outcome != verdict::superseded &&
                                outcome != verdict::conflict);
  }

  friend bool operator==(op_result const&, op_result const&) = default;
};

/// Appends the result as JSON.
inline void write_json(std::string& out, op_result const& value) {
  detail::message_writer to(out);
  to.begin();
  to.member("opId", value.op_id);
  to.member("verdict", name_of(value.outcome));
  to.member("version", value.version);
  to.member("at", value.updated_at.micros);
  if (value.row) {
    to.name("row");
    write_json(out, *value.row);
  }
  if (value.replaced) {
    to.name("replaced");
    write_json(out, *value.replaced);
  }
  if (value.has_error()) {
    to.name("error");
    detail::message_writer reason(out);
    reason.begin();
    reason.member("code", name_of(value.code));
    reason.member("message", value.message);
    if (!value.field.empty()) reason.member("field", value.field);
    reason.end();
  }
  to.end();
}

namespace detail {

inline bool read_reason(message_reader& from, op_result& value) {
  static constexpr std::array<std::string_view, 3> names{"code", "message", "field"};
  return read_members<2>(from, names, [&](std::size_t i) {
    if (i == 0) {
      std::string_view name;
      if (!from.json.read_string_view(name)) return false;
      value.code = error_code_of(name).value_or(error_code::unsupported);
      return true;
    }
    return from.json.read(i == 1 ? value.message : value.field);
  });
}

inline bool read_message_into(message_reader& from, op_result& value) {
  static constexpr std::array<std::string_view, 7> names{
      "opId", "verdict", "version", "at", "row", "error", "replaced"};
  return read_members<4>(from, names, [&](std::size_t i) {
    switch (i) {
      case 0: return read_uuid(from.json, value.op_id);
      case 1: {
        std::string_view name;
        if (!from.json.read_string_view(name)) return false;
        auto const outcome = verdict_of(name);
        if (!outcome) return refuse(from.json, "expected the name of a verdict");
        value.outcome = *outcome;
        return true;
      }
      case 2: return read_count(from.json, value.version);
      case 3: return read_time(from.json, value.updated_at);
      case 4: return read_message_into(from, value.row.emplace());
      case 5: return read_reason(from, value);
      default: return read_message_into(from, value.replaced.emplace());
    }
  });
}

}  // namespace detail

/// Reads one result. Unknown members are ignored; an unknown error code reads as `unsupported`.
/// Errors: malformed or too_large, with the member at fault as `field`.
[[nodiscard]] inline result<op_result> read_op_result(std::string_view json) {
  return detail::read_message<op_result>(
      json, [](auto& from, auto& value) { return detail::read_message_into(from, value); });
}

}  // namespace v0
}  // namespace entente
