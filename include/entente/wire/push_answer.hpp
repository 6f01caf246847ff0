// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/result.hpp>
#include <entente/base/timestamp.hpp>
#include <entente/base/uuid.hpp>
#include <entente/wire/detail/message_reader.hpp>
#include <entente/wire/detail/message_writer.hpp>
#include <entente/wire/op_result.hpp>

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace entente {
inline namespace v0 {

/// The server's answer to a push_request: {"results":[…],"epoch":"…","serverTime":…}.
/// Results are matched by op id, never by position. A plain value; not thread-safe.
struct push_answer {
  std::vector<op_result> results{};
  uuid epoch{};         ///< the server database's own; another one means: resync
  /// Where that is another epoch than the replica's: the last stamp that both have in common.
  stamp epoch_start{};
  stamp server_time{};  ///< the server's time of day, in microseconds

  friend bool operator==(push_answer const&, push_answer const&) = default;
};

/// Appends the answer as JSON.
inline void write_json(std::string& out, push_answer const& value) {
  detail::message_writer to(out);
  to.begin();
  to.list("results", value.results, [&](op_result const& each) { write_json(out, each); });
  to.member("epoch", value.epoch);
  if (value.epoch_start.micros != 0) to.member("epochStart", value.epoch_start.micros);
  to.member("serverTime", value.server_time.micros);
  to.end();
}

namespace detail {

inline bool read_message_into(message_reader& from, push_answer& value) {
  static constexpr std::array<std::string_view, 4> names{"results", "epoch", "serverTime",
                                                         "epochStart"};
  return read_members<3>(from, names, [&](std::size_t i) {
    if (i == 1) return read_uuid(from.json, value.epoch);
    if (i == 2) return read_time(from.json, value.server_time);
    if (i == 3) return read_time(from.json, value.epoch_start);
    return read_elements(from.json,
                         [&] { return read_message_into(from, value.results.emplace_back()); });
  });
}

}  // namespace detail

/// Reads one answer. Unknown members are ignored. Errors: malformed or too_large, with the member
/// at fault as `field`.
[[nodiscard]] inline result<push_answer> read_push_answer(std::string_view json) {
  return detail::read_message<push_answer>(
      json, [](auto& from, auto& value) { return detail::read_message_into(from, value); });
}

}  // namespace v0
}  // namespace entente
