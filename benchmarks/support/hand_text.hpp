// SPDX-License-Identifier: BSL-1.0
// Texts and times as a careful programmer would write them by hand for one program; the peers use them too
// where their library has nothing of its own.
#pragma once

#include <entente/base/timestamp.hpp>
#include <entente/wire/detail/json_scan.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace bench::hand {

inline char* put_two(char* to, unsigned value) {
  static constexpr char pairs[] =
      "0001020304050607080910111213141516171819202122232425262728293031323334353637383940414243444546474849"
      "5051525354555657585960616263646566676869707172737475767778798081828384858687888990919293949596979899";
  std::memcpy(to, pairs + std::size_t{2} * value, 2);
  return to + 2;
}

/// 27 bytes: 2025-11-05T09:12:34.123456Z.
inline char* put_time(char* to, entente::timestamp when) {
  using namespace std::chrono;
  auto const day = floor<days>(when);
  auto const rest = static_cast<std::uint64_t>((when - day).count());
  year_month_day const date{day};
  auto const second = static_cast<unsigned>(rest / 1'000'000);
  auto const fraction = static_cast<unsigned>(rest % 1'000'000);
  auto const year = static_cast<unsigned>(static_cast<int>(date.year()));
  to = put_two(put_two(to, year / 100), year % 100);
  *to++ = '-';
  to = put_two(to, static_cast<unsigned>(date.month()));
  *to++ = '-';
  to = put_two(to, static_cast<unsigned>(date.day()));
  *to++ = 'T';
  to = put_two(to, second / 3600);
  *to++ = ':';
  to = put_two(to, second / 60 % 60);
  *to++ = ':';
  to = put_two(to, second % 60);
  *to++ = '.';
  to = put_two(put_two(put_two(to, fraction / 10'000), fraction / 100 % 100), fraction % 100);
  *to++ = 'Z';
  return to;
}

/// Eight characters by a pattern: digits become numbers, whatever else must be as in the pattern becomes zero.
inline std::uint64_t digits_of(char const* from, std::uint64_t text, std::uint64_t allowed, bool& good) {
  std::uint64_t word = 0;
  std::memcpy(&word, from, 8);
  word ^= text;
  good &= (((word + allowed) | word) & 0xf0f0f0f0f0f0f0f0u) == 0;
  return word * 10 + (word >> 8);  // byte i is what the digits at i and i + 1 make
}

/// The reverse, eight characters at a time (little-endian machines); false for anything else.
inline bool parse_time(std::string_view text, entente::timestamp& to) {
  using namespace std::chrono;
  if (text.size() != 27) return false;
  bool good = true;
  auto const month_part = digits_of(text.data(), 0x2d30302d30303030u, 0x0f06060f06060606u, good);       // 0000-00-
  auto const hour_part = digits_of(text.data() + 8, 0x30303a3030543030u, 0x06060f06060f0606u, good);    // 00T00:00
  auto const second_part = digits_of(text.data() + 12, 0x2e30303a30303a30u, 0x0f06060f06060f06u, good);  // 0:00:00.
  auto const micro_part = digits_of(text.data() + 19, 0x5a3030303030302eu, 0x0f0606060606060fu, good);  // .000000Z
  auto const pair = [](std::uint64_t of, unsigned i) { return static_cast<unsigned>(of >> (8 * i)) & 0xff; };
  year_month_day const date{year{static_cast<int>(pair(month_part, 0) * 100 + pair(month_part, 2))},
                            month{pair(month_part, 5)}, day{pair(hour_part, 0)}};
  unsigned const hour = pair(hour_part, 3), minute = pair(hour_part, 6), second = pair(second_part, 5);
  unsigned const micros = pair(micro_part, 1) * 10'000 + pair(micro_part, 3) * 100 + pair(micro_part, 5);
  if (!good || !date.ok() || hour > 23 || minute > 59 || second > 59) return false;
  to = entente::timestamp{sys_days{date}} + hours{hour} + minutes{minute} + seconds{second} + microseconds{micros};
  return true;
}

/// Whether bytes beyond ASCII are UTF-8 without surrogates and overlong forms.
inline bool is_utf8(char const* at, char const* end) {
  while (at != end) {
    auto const lead = static_cast<unsigned char>(*at);
    if (lead < 0x80) {
      ++at;
      continue;
    }
    auto const next = [&](int i, unsigned low, unsigned high) {
      auto const c = static_cast<unsigned char>(at[i]);
      return c >= low && c <= high;
    };
    auto const left = end - at;
    if (lead >= 0xc2 && lead <= 0xdf && left >= 2 && next(1, 0x80, 0xbf))
      at += 2;
    else if (lead >= 0xe0 && lead <= 0xef && left >= 3 && next(2, 0x80, 0xbf) &&
             next(1, lead == 0xe0 ? 0xa0 : 0x80, lead == 0xed ? 0x9f : 0xbf))
      at += 3;
    else if (lead >= 0xf0 && lead <= 0xf4 && left >= 4 && next(2, 0x80, 0xbf) && next(3, 0x80, 0xbf) &&
             next(1, lead == 0xf0 ? 0x90 : 0x80, lead == 0xf4 ? 0x8f : 0xbf))
      at += 4;
    else
      return false;
  }
  return true;
}

inline char* put_escape(char* to, char c) {
  *to++ = '\\';
  switch (c) {
    case '"':
    case '\\': *to++ = c; return to;
    case '\b': *to++ = 'b'; return to;
    case '\f': *to++ = 'f'; return to;
    case '\n': *to++ = 'n'; return to;
    case '\r': *to++ = 'r'; return to;
    case '\t': *to++ = 't'; return to;
    default: break;
  }
  std::memcpy(to, "u00", 3);
  to[3] = static_cast<char>('0' + (c >> 4));
  to[4] = "0123456789abcdef"[c & 15];
  return to + 5;
}

/// A JSON string in quotes, by entente's scan, the fastest we know; null for what is not UTF-8. There must be
/// room for six bytes of each of the text, and 18 more.
inline char* put_string(char* to, std::string_view text) {
  *to = '"';
  char const* const end = text.data() + text.size();
  auto done = entente::detail::copy_until_stop(text.data(), end, to + 1);
  bool beyond = done.non_ascii;
  while (done.from != end) {
    done = entente::detail::copy_until_stop(done.from + 1, end, put_escape(done.to, *done.from));
    beyond = beyond || done.non_ascii;
  }
  if (beyond && !is_utf8(text.data(), end)) return nullptr;
  *done.to = '"';
  return done.to + 1;
}

}  // namespace bench::hand
