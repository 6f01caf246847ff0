// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/digest.hpp>
#include <entente/base/result.hpp>
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

/// The sum over the live records of a range of keys, both ends included.
struct range_digest {
  uuid first{};
  uuid last{};
  digest value{};
  std::int64_t count = 0;

  friend bool operator==(range_digest const&, range_digest const&) = default;
};

/// What a server has within a range of keys: all of its live records, or digests of parts that together are
/// the range. On the wire:
///
///     {"moved":false,"whole":true,"changes":[{…}],"parts":[{"first":"…","last":"…","value":"…","count":12}]}
///
/// A plain value.
struct range_answer {
  bool moved = false;  ///< there is something behind the asker's cursor: pull first, then ask again
  bool whole = false;  ///< `changes` is everything that the range holds
  std::vector<change> changes{};
  std::vector<range_digest> parts{};

  friend bool operator==(range_answer const&, range_answer const&) = default;
};

/// Appends the digest of a range as JSON.
inline void write_json(std::string& out, range_digest const& value) {
  detail::message_writer to(out);
  to.begin();
  to.member("first", value.first);
  to.member("last", value.last);
  to.member("value", value.value.text());
  to.member("count", value.count);
  to.end();
}

/// Appends the answer as JSON.
inline void write_json(std::string& out, range_answer const& value) {
  detail::message_writer to(out);
  to.begin();
  to.member("moved", value.moved);
  to.member("whole", value.whole);
  to.list("changes", value.changes, [&](change const& each) { write_json(out, each); });
  to.list("parts", value.parts, [&](range_digest const& each) { write_json(out, each); });
  to.end();
}

namespace detail {

inline bool read_message_into(message_reader& from, range_digest& value) {
  static constexpr std::array<std::string_view, 4> names{"first", "last", "value", "count"};
  return read_members<4>(from, names, [&](std::size_t i) {
    switch (i) {
      case 0: return read_uuid(from.json, value.first);
      case 1: return read_uuid(from.json, value.last);
      case 2: {
        std::string_view text;
        if (!from.json.read_string_view(text)) return false;
        auto const read = digest::parse(text);
        if (!read) return refuse(from.json, "expected 32 hexadecimal digits");
        value.value = *read;
        return true;
      }
      default: return read_count(from.json, value.count);
    }
  });
}

inline bool read_message_into(message_reader& from, range_answer& value) {
  static constexpr std::array<std::string_view, 4> names{"moved", "whole", "changes", "parts"};
  return read_members<4>(from, names, [&](std::size_t i) {
    switch (i) {
      case 0: return from.json.read(value.moved);
      case 1: return from.json.read(value.whole);
      case 2:
        return read_elements(from.json,
                             [&] { return read_message_into(from, value.changes.emplace_back()); });
      default:
        return read_elements(from.json,
                             [&] { return read_message_into(from, value.parts.emplace_back()); });
    }
  });
}

}  // namespace detail

/// Reads one answer. Unknown members are ignored. Errors: malformed or too_large, with the member at fault as
/// `field`.
[[nodiscard]] inline result<range_answer> read_range_answer(std::string_view json) {
  return detail::read_message<range_answer>(
      json, [](auto& from, auto& value) { return detail::read_message_into(from, value); });
}

}  // namespace v0
}  // namespace entente
