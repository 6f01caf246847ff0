// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/result.hpp>
#include <entente/base/uuid.hpp>
#include <entente/wire/acknowledged.hpp>
#include <entente/wire/detail/message_reader.hpp>
#include <entente/wire/detail/message_writer.hpp>
#include <entente/wire/operation.hpp>

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace entente {
inline namespace v0 {

/// One batch of operations on its way to the server. On the wire:
///
///     {"replica":"…","released":{"through":41,"beyond":[]},"groups":[[{…},{…}],[{…}]]}
///
/// A plain value; not thread-safe.
struct push_request {
  uuid replica{};                                ///< the replica's incarnation
  acknowledged released{};                       ///< receipts that the server may forget
  std::vector<std::vector<operation>> groups{};  ///< in queue order; each is applied whole or not

  friend bool operator==(push_request const&, push_request const&) = default;
};

/// Appends the request as JSON.
inline void write_json(std::string& out, push_request const& value) {
  detail::message_writer to(out);
  to.begin();
  to.member("replica", value.replica);
  to.name("released");
  write_json(out, value.released);
  to.list("groups", value.groups, [&](std::vector<operation> const& group) {
    out += '[';
    for (operation const& each : group) {
      if (&each != group.data()) out += ',';
      write_json(out, each);
    }
    out += ']';
  });
  to.end();
}

namespace detail {

inline bool read_message_into(message_reader& from, push_request& value) {
  static constexpr std::array<std::string_view, 3> names{"replica", "groups", "released"};
  return read_members<2>(from, names, [&](std::size_t i) {
    if (i == 0) return read_uuid(from.json, value.replica);
    if (i == 2) return read_message_into(from, value.released);
    return read_elements(from.json, [&] {
      auto& group = value.groups.emplace_back();
      return read_elements(from.json,
                           [&] { return read_message_into(from, group.emplace_back()); });
    });
  });
}

}  // namespace detail

/// Reads one request; without "released" nothing is released. Unknown members are ignored. Errors:
/// malformed or too_large, with the member at fault as `field`.
[[nodiscard]] inline result<push_request> read_push_request(std::string_view json) {
  return detail::read_message<push_request>(
      json, [](auto& from, auto& value) { return detail::read_message_into(from, value); });
}

}  // namespace v0
}  // namespace entente
