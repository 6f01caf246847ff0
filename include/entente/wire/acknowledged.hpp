// SPDX-License-Identifier: BSL-1.0
#pragma once

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
#include <vector>

namespace entente {
inline namespace v0 {

/// The answers that a replica has durably stored, so that the server may forget their receipts:
/// {"through":41,"beyond":["…"],"epoch":"…","seen":1730798400000001}, with "epoch" and "seen" only
/// where they are known. A plain value; not thread-safe.
struct acknowledged {
  std::int64_t through = 0;    ///< every operation up to and including this sequence
  std::vector<uuid> beyond{};  ///< and, by op id, single ones after it

  uuid epoch{};                ///< of the server's database as the replica knows it; nil: none yet
  stamp seen{};                ///< the latest stamp the replica was told in that epoch

  friend bool operator==(acknowledged const&, acknowledged const&) = default;
};

/// Appends the acknowledgement as JSON.
inline void write_json(std::string& out, acknowledged const& value) {
  detail::message_writer to(out);
  to.begin();
  to.member("through", value.through);
  to.list("beyond", value.beyond, [&](uuid const& each) { to.append(each); });
  if (!value.epoch.is_nil()) to.member("epoch", value.epoch);
  if (value.seen.micros != 0) to.member("seen", value.seen.micros);
  to.end();
}

namespace detail {

inline bool read_message_into(message_reader& from, acknowledged& value) {
  static constexpr std::array<std::string_view, 4> names{"through", "beyond", "epoch", "seen"};
  return read_members<1>(from, names, [&](std::size_t i) {
    if (i == 0) return read_count(from.json, value.through);
    if (i == 2) return read_uuid(from.json, value.epoch);
    if (i == 3) return read_time(from.json, value.seen);
    return read_elements(from.json,
                         [&] { return read_uuid(from.json, value.beyond.emplace_back()); });
  });
}

}  // namespace detail

/// Reads one acknowledgement; without "beyond" there is nothing beyond. Unknown members are
/// ignored. Errors: malformed or too_large, with the member at fault as `field`.
[[nodiscard]] inline result<acknowledged> read_acknowledged(std::string_view json) {
  return detail::read_message<acknowledged>(
      json, [](auto& from, auto& value) { return detail::read_message_into(from, value); });
}

}  // namespace v0
}  // namespace entente
