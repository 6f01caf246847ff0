// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/digest.hpp>
#include <entente/base/result.hpp>
#include <entente/base/timestamp.hpp>
#include <entente/base/uuid.hpp>
#include <entente/wire/change.hpp>
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

/// What the server holds of one entity that the caller may see: {"entity","value","count"}.
struct entity_digest {
  std::string entity{};    ///< the entity's name on the wire
  digest value{};          ///< over its live records
  std::int64_t count = 0;  ///< how many there are

  friend bool operator==(entity_digest const&, entity_digest const&) = default;
};

/// One page of the tenant's change stream. On the wire:
///
///     {"changes":[…],"cursor":"…","hasMore":false,"epoch":"…","serverTime":1730798400000001,
///      "digests":[…],"restart":true}
///
/// with "digests" only where there are some, and "restart" only where it is true. A plain value; not thread-safe.
struct change_page {
  std::vector<change> changes{};         ///< in stamp order
  std::string cursor{};                  ///< where the next page starts; opaque
  bool has_more = false;                 ///< false at the horizon: nothing newer was there
  uuid epoch{};                          ///< the server database's own; another one means: resync
  std::vector<entity_digest> digests{};  ///< at the horizon only
  /// This page is the first of a stream read from its beginning, whatever was asked: what the stream does not mention
  /// by its horizon is gone.
  bool restart = false;
  /// Where that is another epoch than the cursor's: the last stamp that both have in common.
  stamp epoch_start{};
  stamp server_time{};                   ///< the server's time of day, in microseconds
  std::string
      scope{};  ///< which stream the cursor belongs to; empty: the native one. Not on the wire
  bool provisional = false;  ///< an equal version does not prove an equal record. Not on the wire

  friend bool operator==(change_page const&, change_page const&) = default;
};

/// Appends the page as JSON.
inline void write_json(std::string& out, change_page const& value) {
  detail::message_writer to(out);
  to.begin();
  to.list("changes", value.changes, [&](change const& each) { write_json(out, each); });
  to.member("cursor", value.cursor);
  to.member("hasMore", value.has_more);
  to.member("epoch", value.epoch);
  if (value.epoch_start.micros != 0) to.member("epochStart", value.epoch_start.micros);
  to.member("serverTime", value.server_time.micros);
  if (value.restart) to.member("restart", true);
  if (!value.digests.empty())
    to.list("digests", value.digests, [&](entity_digest const& each) {
      detail::message_writer one(out);
      one.begin();
      one.member("entity", each.entity);
      one.member("value", each.value.text());
      one.member("count", each.count);
      one.end();
    });
  to.end();
}

namespace detail {

inline bool read_message_into(message_reader& from, entity_digest& value) {
  static constexpr std::array<std::string_view, 3> names{"entity", "value", "count"};
  return read_members<3>(from, names, [&](std::size_t i) {
    if (i == 0) return from.json.read(value.entity);
    if (i == 2) return read_count(from.json, value.count);
    std::string_view text;
    if (!from.json.read_string_view(text)) return false;
    auto const read = digest::parse(text);
    if (!read) return refuse(from.json, "expected 32 hexadecimal digits");
    value.value = *read;
    return true;
  });
}

inline bool read_message_into(message_reader& from, change_page& value) {
  static constexpr std::array<std::string_view, 8> names{
      "changes", "cursor", "hasMore", "epoch", "serverTime", "restart", "epochStart", "digests"};
  return read_members<5>(from, names, [&](std::size_t i) {
    switch (i) {
      case 0:
        return read_elements(from.json,
                             [&] { return read_message_into(from, value.changes.emplace_back()); });
      case 1: return from.json.read(value.cursor);
      case 2: return from.json.read(value.has_more);
      case 3: return read_uuid(from.json, value.epoch);
      case 4: return read_time(from.json, value.server_time);
      case 5: return from.json.read(value.restart);
      case 6: return read_time(from.json, value.epoch_start);
      default:
        return read_elements(from.json,
                             [&] { return read_message_into(from, value.digests.emplace_back()); });
    }
  });
}

}  // namespace detail

/// Reads one page from where a reader stands. False leaves the page in parts, and the reader with an error.
[[nodiscard]] inline bool read_json(json_reader& from, change_page& page) {
  detail::message_reader reader{std::move(from)};
  bool const good = detail::read_message_into(reader, page);
  from = std::move(reader.json);
  return good;
}

/// Reads one page. Unknown members are ignored. Errors: malformed or too_large, with the member at
/// fault as `field`.
[[nodiscard]] inline result<change_page> read_change_page(std::string_view json) {
  return detail::read_message<change_page>(
      json, [](auto& from, auto& value) { return detail::read_message_into(from, value); });
}

}  // namespace v0
}  // namespace entente
