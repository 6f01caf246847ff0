// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/timestamp.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace entente {
inline namespace v0 {
namespace detail {

/// A date as HTTP writes it, in the preferred form: "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110,
/// 5.6.7). Nothing for any other text.
inline std::optional<timestamp> parse_http_date(std::string_view text) {
  using namespace std::chrono;
  if (text.size() != 29 || text.substr(25) != " GMT") return std::nullopt;
  static constexpr std::array<std::string_view, 12> months = {
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  auto const found = std::find(months.begin(), months.end(), text.substr(8, 3));
  auto const d = read_digits(text, 5, 2);
  auto const y = read_digits(text, 12, 4);
  auto const h = read_digits(text, 17, 2);
  auto const mi = read_digits(text, 20, 2);
  auto const s = read_digits(text, 23, 2);
  if (found == months.end() || d < 1 || y < 1970 || h < 0 || h > 23 || mi < 0 || mi > 59 || s < 0 ||
      s > 60)
    return std::nullopt;
  year_month_day const date{year{static_cast<int>(y)},
                            month{static_cast<unsigned>(found - months.begin() + 1)},
                            day{static_cast<unsigned>(d)}};
  if (!date.ok()) return std::nullopt;
  return timestamp{sys_days{date} + hours{h} + minutes{mi} + seconds{s}};
}

}  // namespace detail
}  // namespace v0
}  // namespace entente
