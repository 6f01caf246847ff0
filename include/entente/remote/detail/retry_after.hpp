// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/timestamp.hpp>
#include <entente/remote/detail/http_date.hpp>

#include <algorithm>
#include <chrono>
#include <optional>
#include <string_view>

namespace entente {
inline namespace v0 {
namespace detail {

/// A day: no server may keep a queue waiting longer than that.
inline constexpr std::chrono::milliseconds longest_retry_after = std::chrono::hours{24};

/// The value of a Retry-After field (RFC 9110, 10.2.3), seconds or a date, as a wait from `now` on,
/// which should be the server's time of day. Nothing when it is neither; at most a day.
inline std::optional<std::chrono::milliseconds> parse_retry_after(std::string_view text,
                                                                  timestamp now) {
  using namespace std::chrono;
  if (!text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos) {
    auto const digits = text.substr((std::min)(text.find_first_not_of('0'), text.size()));
    if (digits.size() > 9) return longest_retry_after;
    return (std::min)(milliseconds{seconds{read_digits(digits, 0, digits.size())}},
                      longest_retry_after);
  }
  auto const then = parse_http_date(text);
  if (!then) return std::nullopt;
  return std::clamp(duration_cast<milliseconds>(*then - now), milliseconds{0}, longest_retry_after);
}

}  // namespace detail
}  // namespace v0
}  // namespace entente
