// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/wire/detail/apart.hpp>
#include <entente/wire/detail/json_scan.hpp>
#include <entente/wire/detail/put_digits.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <ratio>
#include <string_view>
#include <utility>

namespace entente {
inline namespace v0 {
namespace detail {

/// Fractional digits that tell any two values of a period apart: 0 for seconds and longer, 3 for
/// milliseconds, 9 for what is no decimal fraction of a second.
template <class Period>
constexpr int digits_of_period() noexcept {
  std::intmax_t power = 1;
  for (int digits = 0; digits < 9; ++digits, power *= 10)
    if (power % Period::den == 0) return digits;
  return 9;
}

inline constexpr std::int64_t nanos_per_second = 1'000'000'000;
inline constexpr std::int64_t seconds_per_day = 86'400;
inline constexpr std::int64_t first_second = -62'167'219'200;  // 0000-01-01T00:00:00Z
inline constexpr std::int64_t last_second = 253'402'300'799;   // 9999-12-31T23:59:59Z

/// A moment as RFC 3339 sees it. Nanoseconds count forwards, before 1970 as well.
struct moment {
  std::int64_t second = 0;
  std::int64_t nano = 0;
};

constexpr std::int64_t floor_divide(std::int64_t a, std::int64_t b) noexcept {
  return a / b - (a % b < 0 ? 1 : 0);
}

/// Splits a time; false if it lies outside the years 0000 to 9999, which RFC 3339 ends at.
template <class Duration>
constexpr bool split_time(std::chrono::sys_time<Duration> when, moment& to) noexcept {
  using period = typename Duration::period;
  static_assert(period::den <= nanos_per_second && period::num <= 366 * seconds_per_day,
                "entente: a time point is written to the nanosecond at most; use "
                "std::chrono::sys_time of a longer period, or a field_codec");
  auto const count = when.time_since_epoch().count();
  // The whole units of num seconds that RFC 3339 spans, so that no product below overflows.
  constexpr std::int64_t first = floor_divide(first_second, period::num) + 1;
  constexpr std::int64_t last = last_second / period::num;
  if (!std::in_range<std::int64_t>(count)) return false;
  auto const ticks = static_cast<std::int64_t>(count);
  std::int64_t const units = floor_divide(ticks, period::den);
  if (units < first - 1 || units > last) return false;
  std::int64_t const rest = (ticks - units * period::den) * period::num;
  to.second = units * period::num + rest / period::den;
  to.nano = rest % period::den * nanos_per_second / period::den;
  return to.second >= first_second && to.second <= last_second;
}

/// The reverse; false if Duration cannot hold the moment. What is finer than Duration is cut.
template <class Duration>
constexpr bool join_time(moment from, std::chrono::sys_time<Duration>& to) noexcept {
  using period = typename Duration::period;
  using rep = typename Duration::rep;
  constexpr bool decimal = nanos_per_second % period::den == 0;
  constexpr std::int64_t most = (std::numeric_limits<std::int64_t>::max)() / period::den - 1;
  if (from.second > most || from.second < -most) return false;
  std::int64_t const parts = from.nano * period::den;
  // split_time cut a period that is no decimal fraction below its true value: round it back up.
  std::int64_t const fraction = (parts + (decimal ? 0 : nanos_per_second / 2)) / nanos_per_second;
  std::int64_t const ticks = floor_divide(from.second * period::den + fraction, period::num);
  if (!std::in_range<rep>(ticks)) return false;
  to = std::chrono::sys_time<Duration>{Duration{static_cast<rep>(ticks)}};
  return true;
}

/// Room for the longest text that put_moment writes.
inline constexpr std::size_t longest_time = 30;

/// Writes RFC 3339 in UTC with so many fractional digits, such as 2025-11-05T09:12:34.123Z: days since 1970, the
/// second of the day, and what the digits make.
template <int Digits>
char* put_date_time(char* to, std::int64_t day, std::uint32_t second, std::uint32_t fraction) noexcept {
  using namespace std::chrono;
  year_month_day const date{sys_days{days{day}}};
  to = put_digits<4>(to, static_cast<std::uint32_t>(static_cast<int>(date.year())));
  *to++ = '-';
  to = put_digits<2>(to, static_cast<unsigned>(date.month()));
  *to++ = '-';
  to = put_digits<2>(to, static_cast<unsigned>(date.day()));
  *to++ = 'T';
  to = put_digits<2>(to, second / 3600);
  *to++ = ':';
  to = put_digits<2>(to, second / 60 % 60);
  *to++ = ':';
  to = put_digits<2>(to, second % 60);
  if constexpr (Digits > 0) {
    *to++ = '.';
    to = put_digits<Digits>(to, fraction);
  }
  *to++ = 'Z';
  return to;
}

/// The same of a moment. Precondition: split_time said true.
template <int Digits>
char* put_moment(char* to, moment when) noexcept {
  std::int64_t const day = floor_divide(when.second, seconds_per_day);
  constexpr std::uint32_t cut = [] {
    std::uint32_t power = 1;
    for (int i = Digits; i < 9; ++i) power *= 10;
    return power;
  }();
  return put_date_time<Digits>(to, day, static_cast<std::uint32_t>(when.second - day * seconds_per_day),
                               static_cast<std::uint32_t>(when.nano) / cut);
}

/// The same of a time; null where it lies outside the years 0000 to 9999.
template <class Duration>
char* put_time_point(char* to, std::chrono::sys_time<Duration> when) noexcept {
  using period = typename Duration::period;
  constexpr int digits = digits_of_period<period>();
  if constexpr (period::num == 1 && period::den <= 1'000'000 && nanos_per_second % period::den == 0) {
    // Counted from the year 0000 it is positive, which saves most of the work.
    constexpr std::int64_t first = first_second * period::den;
    constexpr auto span = static_cast<std::uint64_t>(last_second + 1 - first_second) * period::den;
    constexpr std::uint64_t per_day = std::uint64_t{seconds_per_day} * period::den;
    auto const count = when.time_since_epoch().count();
    if (!std::in_range<std::int64_t>(count)) return nullptr;
    auto const since = static_cast<std::uint64_t>(count) - static_cast<std::uint64_t>(first);
    if (since >= span) return nullptr;
    std::uint64_t const rest = since % per_day;
    return put_date_time<digits>(to, static_cast<std::int64_t>(since / per_day) + first_second / seconds_per_day,
                                 static_cast<std::uint32_t>(rest / period::den),
                                 static_cast<std::uint32_t>(rest % period::den));
  } else {
    moment split;
    return split_time(when, split) ? put_moment<digits>(to, split) : nullptr;
  }
}

/// Eight characters of a date-time: '0' stands for a digit, anything else for itself.
struct digit_pattern {
  std::uint64_t text = 0;
  std::uint64_t allowed = 0;  ///< what a byte's value may grow by without reaching its upper half

  explicit consteval digit_pattern(char const (&pattern)[9]) {
    for (unsigned i = 0; i < 8; ++i) {
      text |= std::uint64_t{static_cast<unsigned char>(pattern[i])} << (8 * i);
      allowed |= std::uint64_t{pattern[i] == '0' ? 0x06u : 0x0fu} << (8 * i);
    }
  }
};

/// The numbers in eight characters: `at(i)` is what the digits at i and i + 1 make.
class digit_pairs {
 public:
  digit_pairs(char const* from, digit_pattern by) noexcept {
    // A digit becomes its value, every other character zero if it is the right one.
    std::uint64_t const values = load_word(from) ^ by.text;
    good_ = (((values + by.allowed) | values) & (every_byte * 0xf0)) == 0;
    pairs_ = values * 10 + (values >> 8);
  }
  [[nodiscard]] bool good() const noexcept { return good_; }
  [[nodiscard]] std::uint32_t at(unsigned i) const noexcept {
    return static_cast<std::uint32_t>(pairs_ >> (8 * i)) & 0xff;
  }

 private:
  bool good_;
  std::uint64_t pairs_;
};

/// Reads the forms that put_moment writes for seconds, milliseconds and microseconds. False for any other, and for
/// what parse_moment has to judge.
inline bool parse_plain_moment(std::string_view text, moment& to) noexcept {
  using namespace std::chrono;
  if (text.size() != 27 && text.size() != 24 && text.size() != 20) return false;
  char const* const from = text.data();
  bool const whole = text.size() == 20;
  digit_pairs const month_part{from, digit_pattern{"0000-00-"}};
  digit_pairs const hour_part{from + 8, digit_pattern{"00T00:00"}};
  digit_pairs const second_part{from + 12, whole ? digit_pattern{"0:00:00Z"} : digit_pattern{"0:00:00."}};
  if (!month_part.good() || !hour_part.good() || !second_part.good()) return false;
  std::uint32_t micros = 0;
  if (text.size() == 27) {
    digit_pairs const fraction{from + 19, digit_pattern{".000000Z"}};
    if (!fraction.good()) return false;
    micros = fraction.at(1) * 10'000 + fraction.at(3) * 100 + fraction.at(5);
  } else if (!whole) {
    digit_pairs const fraction{from + 16, digit_pattern{":00.000Z"}};
    if (!fraction.good()) return false;
    micros = fraction.at(4) * 10'000 + fraction.at(6) * 100;
  }
  std::uint32_t const hour = hour_part.at(3);
  std::uint32_t const minute = hour_part.at(6);
  std::uint32_t const second = second_part.at(5);
  if (hour > 23 || minute > 59 || second > 59) return false;
  year_month_day const date{year{static_cast<int>(month_part.at(0) * 100 + month_part.at(2))},
                            month{month_part.at(5)}, day{hour_part.at(0)}};
  if (!date.ok()) return false;
  to.second = static_cast<std::int64_t>(sys_days{date}.time_since_epoch().count()) * seconds_per_day +
              hour * 3600 + minute * 60 + second;
  to.nano = std::int64_t{micros} * 1000;
  return true;
}

ENTENTE_DETAIL_APART inline bool parse_any_moment(std::string_view text, moment& to) noexcept {
  using namespace std::chrono;
  std::size_t at = 0;
  bool good = true;
  auto const number = [&](int digits) {
    std::int64_t value = 0;
    for (int i = 0; i < digits; ++i) {
      char const c = at < text.size() ? text[at++] : '\0';
      good = good && c >= '0' && c <= '9';
      value = value * 10 + (c - '0');
    }
    return value;
  };
  auto const expect = [&](char plain, char other) {
    good = good && at < text.size() && (text[at] == plain || text[at] == other);
    ++at;
  };
  auto const year_number = number(4);
  expect('-', '-');
  auto const month_number = number(2);
  expect('-', '-');
  auto const day_number = number(2);
  expect('T', 't');
  auto const hour = number(2);
  expect(':', ':');
  auto const minute = number(2);
  expect(':', ':');
  auto const second = number(2);
  // 60 is a leap second, which the time scale of sys_time gives to the next minute.
  if (!good || hour > 23 || minute > 59 || second > 60) return false;
  year_month_day const date{year{static_cast<int>(year_number)},
                            month{static_cast<unsigned>(month_number)},
                            day{static_cast<unsigned>(day_number)}};
  if (!date.ok()) return false;
  std::int64_t nano = 0;
  if (at < text.size() && text[at] == '.') {
    std::size_t const first = ++at;
    std::int64_t scale = nanos_per_second / 10;
    for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, scale /= 10)
      nano += (text[at] - '0') * scale;
    if (at == first) return false;
  }
  std::int64_t offset = 0;
  if (at < text.size() && (text[at] == '+' || text[at] == '-')) {
    bool const west = text[at++] == '-';
    auto const offset_hours = number(2);
    expect(':', ':');
    auto const offset_minutes = number(2);
    if (!good || offset_hours > 23 || offset_minutes > 59) return false;
    offset = (offset_hours * 60 + offset_minutes) * (west ? -60 : 60);
  } else {
    expect('Z', 'z');
  }
  if (!good || at != text.size()) return false;
  to.second =
      static_cast<std::int64_t>(sys_days{date}.time_since_epoch().count()) * seconds_per_day +
      hour * 3600 + minute * 60 + second - offset;
  to.nano = nano;
  return true;
}

/// Reads RFC 3339 with any offset and any number of fractional digits, of which those beyond the
/// ninth are cut. False for anything else.
inline bool parse_moment(std::string_view text, moment& to) noexcept {
  return parse_plain_moment(text, to) || parse_any_moment(text, to);
}

}  // namespace detail
}  // namespace v0
}  // namespace entente
