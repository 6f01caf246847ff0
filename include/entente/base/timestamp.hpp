// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/result.hpp>

#include <algorithm>
#include <chrono>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace entente {
inline namespace v0 {

/// A point in UTC, in microseconds since 1970-01-01.
using timestamp = std::chrono::sys_time<std::chrono::microseconds>;

/// Where the time of day comes from. Tests inject a manual clock.
using clock_function = std::function<timestamp()>;

/// The operating system's clock. Thread-safe.
inline timestamp system_now() {
  return std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now());
}

/// The server's place for an accepted change in its tenant's one order: microseconds since the
/// epoch, unique and strictly increasing per tenant. It tells when the server accepted, never when
/// a person edited. 0 stands for "before everything".
struct stamp {
  std::int64_t micros = 0;
  friend auto operator<=>(stamp const&, stamp const&) = default;
};

/// When a person edited: a hybrid logical clock reading in microseconds (Kulkarni et al., 2014,
/// with the logical part folded into the low digits). Compared only with other edit times.
struct edit_time {
  std::int64_t micros = 0;
  friend auto operator<=>(edit_time const&, edit_time const&) = default;
};

namespace detail {

inline void append_padded(std::string& out, std::int64_t value, int width) {
  char digits[20];
  int count = 0;
  do {
    digits[count++] = static_cast<char>('0' + value % 10);
    value /= 10;
  } while (value != 0);
  for (int i = count; i < width; ++i) out += '0';
  while (count > 0) out += digits[--count];
}

/// Reads exactly `width` digits at `at`; -1 when they are not there.
constexpr std::int64_t read_digits(std::string_view text, std::size_t at, std::size_t width) {
  if (at + width > text.size()) return -1;
  std::int64_t value = 0;
  for (std::size_t i = at; i < at + width; ++i) {
    if (text[i] < '0' || text[i] > '9') return -1;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

}  // namespace detail

/// RFC 3339 in UTC with `digits` fractional digits (0 to 9): "2025-11-05T09:12:34.123456Z".
/// Years outside 0000-9999 have no such form; they are clamped to its ends.
template <class Duration>
std::string to_rfc3339(std::chrono::sys_time<Duration> when, int digits = 6) {
  using namespace std::chrono;
  auto const first = sys_days{year{0} / January / 1};
  auto const last = sys_days{year{9999} / December / 31};
  // Rounded towards 1970: the day before the earliest time may be none that Duration can hold.
  auto day = time_point_cast<days>(when);
  nanoseconds rest{0};
  if (day < first) {
    day = first;
  } else if (day > last) {
    day = last;
    rest = nanoseconds{days{1}} - nanoseconds{1};
  } else {
    rest = floor<nanoseconds>(when - day);
    if (rest < nanoseconds{0} && day > first) {
      day -= days{1};
      rest += days{1};
    }
    rest = (std::max)(rest, nanoseconds{0});
  }
  year_month_day const date{day};
  auto const second_of_day = duration_cast<seconds>(rest).count();
  std::string out;
  out.reserve(32);
  detail::append_padded(out, static_cast<int>(date.year()), 4);
  out += '-';
  detail::append_padded(out, static_cast<unsigned>(date.month()), 2);
  out += '-';
  detail::append_padded(out, static_cast<unsigned>(date.day()), 2);
  out += 'T';
  detail::append_padded(out, second_of_day / 3600, 2);
  out += ':';
  detail::append_padded(out, second_of_day / 60 % 60, 2);
  out += ':';
  detail::append_padded(out, second_of_day % 60, 2);
  if (digits > 0) {
    auto fraction = rest.count() % 1'000'000'000;
    for (int i = digits; i < 9; ++i) fraction /= 10;
    out += '.';
    detail::append_padded(out, fraction, digits);
  }
  out += 'Z';
  return out;
}

/// Reads RFC 3339: any offset, any number of fractional digits (those beyond a microsecond are
/// cut), lower-case `t` and `z`. A leap second, 60, is the first of the next minute, as in POSIX
/// time. Returns `malformed` for anything else. Its years are 0000 to 9999; an offset can lead just
/// beyond them.
inline result<timestamp> parse_rfc3339(std::string_view text) {
  using namespace std::chrono;
  auto const refused = error{error_code::malformed, "not an RFC 3339 date-time", {}, {},
                             "write it like 2025-11-05T09:12:34.123Z"};
  auto const at = [&](std::size_t i) { return i < text.size() ? text[i] : '\0'; };
  auto const y = detail::read_digits(text, 0, 4);
  auto const mo = detail::read_digits(text, 5, 2);
  auto const d = detail::read_digits(text, 8, 2);
  auto const h = detail::read_digits(text, 11, 2);
  auto const mi = detail::read_digits(text, 14, 2);
  auto const s = detail::read_digits(text, 17, 2);
  bool const shape = at(4) == '-' && at(7) == '-' && (at(10) == 'T' || at(10) == 't') &&
                     at(13) == ':' && at(16) == ':';
  if (!shape || y < 0 || mo < 1 || d < 1 || h < 0 || h > 23 || mi < 0 || mi > 59 || s < 0 || s > 60)
    return refused;
  year_month_day const date{year{static_cast<int>(y)}, month{static_cast<unsigned>(mo)},
                            day{static_cast<unsigned>(d)}};
  if (!date.ok()) return refused;
  std::size_t i = 19;
  std::int64_t fraction = 0;
  if (at(i) == '.') {
    std::size_t const start = ++i;
    std::int64_t scale = 100'000;
    for (; at(i) >= '0' && at(i) <= '9'; ++i, scale /= 10) fraction += (at(i) - '0') * scale;
    if (i == start) return refused;
  }
  minutes offset{0};
  if (at(i) == 'Z' || at(i) == 'z') {
    ++i;
  } else if (at(i) == '+' || at(i) == '-') {
    auto const oh = detail::read_digits(text, i + 1, 2);
    auto const om = detail::read_digits(text, i + 4, 2);
    if (oh < 0 || oh > 23 || om < 0 || om > 59 || at(i + 3) != ':') return refused;
    offset = minutes{(oh * 60 + om) * (at(i) == '-' ? -1 : 1)};
    i += 6;
  } else {
    return refused;
  }
  if (i != text.size()) return refused;
  return timestamp{sys_days{date}.time_since_epoch() + hours{h} + minutes{mi} + seconds{s} +
                   microseconds{fraction} - offset};
}

/// A stamp as the wire writes it in `updatedAt` and `lastSyncAt`: RFC 3339, UTC, six digits.
inline std::string to_rfc3339(stamp at) {
  return to_rfc3339(timestamp{std::chrono::microseconds{at.micros}});
}

}  // namespace v0
}  // namespace entente
