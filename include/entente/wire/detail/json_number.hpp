// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/wire/detail/put_digits.hpp>

#include <cfloat>
#include <charconv>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <system_error>
#include <type_traits>
#include <version>

#if !defined(__cpp_lib_to_chars)
#include <locale>
#include <sstream>
#endif

namespace entente {
inline namespace v0 {
namespace detail {

/// Every integer type that stands for a number; bool and the character types do not.
template <class T>
concept json_integer =
    std::integral<T> && !std::same_as<T, bool> && !std::same_as<T, char> &&
    !std::same_as<T, wchar_t> && !std::same_as<T, char8_t> && !std::same_as<T, char16_t> &&
    !std::same_as<T, char32_t>;

template <class T>
concept json_float = std::same_as<T, float> || std::same_as<T, double>;

constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

/// A number as RFC 8259 (section 6) spells it: (-1)^negative * mantissa * 10^exponent, except that
/// the mantissa holds only the first 19 significant digits and `exact` tells whether that is all.
struct json_number {
  char const* begin = nullptr;
  char const* end = nullptr;  ///< behind the number, or where it stops being one
  std::uint64_t mantissa = 0;
  std::int64_t exponent = 0;
  std::int64_t power = 0;  ///< the part behind the e, as written
  bool negative = false;
  bool exact = true;
  bool valid = false;
};

/// Reads the longest number at `at`. Never fails on magnitude: exponents saturate far beyond what
/// any type can hold.
inline json_number scan_number(char const* at, char const* end) noexcept {
  json_number number;
  number.begin = at;
  int significant = 0;
  // A dropped digit still moves the decimal point; `scale` says by how much.
  auto const digits = [&](std::int64_t kept_scale, std::int64_t dropped_scale) {
    char const* const start = at;
    for (; at != end && is_digit(*at); ++at) {
      auto const digit = static_cast<unsigned>(*at - '0');
      if (significant < 19) {
        number.mantissa = number.mantissa * 10 + digit;
        significant += number.mantissa != 0;
        number.exponent += kept_scale;
      } else {
        number.exact = number.exact && digit == 0;
        number.exponent += dropped_scale;
      }
    }
    return at != start;
  };
  auto const stop = [&](bool valid) {
    number.valid = valid;
    number.end = at;
    return number;
  };

  if (at != end && *at == '-') {
    number.negative = true;
    ++at;
  }
  if (at != end && *at == '0') {
    ++at;
  } else if (!digits(0, 1)) {
    return stop(false);
  }
  if (at != end && *at == '.') {
    ++at;
    if (!digits(-1, 0)) return stop(false);
  }
  if (at != end && (*at == 'e' || *at == 'E')) {
    ++at;
    bool const minus = at != end && *at == '-';
    if (at != end && (*at == '-' || *at == '+')) ++at;
    if (at == end || !is_digit(*at)) return stop(false);
    constexpr std::int64_t saturated = std::int64_t{1} << 60;
    std::int64_t power = 0;
    for (; at != end && is_digit(*at); ++at)
      power = power < saturated / 16 ? power * 10 + (*at - '0') : saturated;
    number.power = minus ? -power : power;
    number.exponent += number.power;
  }
  return stop(true);
}

enum class number_fit { fits, out_of_range, not_integral };

/// A valid number as an unsigned magnitude, if it is exactly integral: 1.0 and 1e2 are, 0.5 is not.
/// Works on the digits themselves, so no number of zeros on either side of the point confuses it.
inline number_fit magnitude_of(json_number const& number, std::uint64_t& magnitude) noexcept {
  char const* const first = number.negative ? number.begin + 1 : number.begin;
  char const* at = first;
  while (at != number.end && is_digit(*at)) ++at;
  // Moving the point by the written power of ten leaves this many digits in front of it.
  std::int64_t const in_front = (at - first) + number.power;

  std::uint64_t value = 0;
  bool overflow = false;
  auto const append = [&](unsigned digit) {
    overflow = overflow || value > ((std::numeric_limits<std::uint64_t>::max)() - digit) / 10;
    value = value * 10 + digit;
  };
  std::int64_t seen = 0;
  for (at = first; at != number.end && *at != 'e' && *at != 'E'; ++at) {
    if (*at == '.') continue;
    auto const digit = static_cast<unsigned>(*at - '0');
    if (seen++ < in_front) {
      append(digit);
    } else if (digit != 0) {
      return number_fit::not_integral;
    }
  }
  for (; seen < in_front && value != 0 && !overflow; ++seen) append(0);
  if (overflow) return number_fit::out_of_range;
  magnitude = value;
  return number_fit::fits;
}

/// Sign and magnitude as a T, or false if it does not fit. Minus zero is zero.
template <json_integer T>
constexpr bool narrow_integer(bool negative, std::uint64_t magnitude, T& value) noexcept {
  auto const highest = static_cast<std::uint64_t>((std::numeric_limits<T>::max)());
  if (!negative) {
    if (magnitude > highest) return false;
    value = static_cast<T>(magnitude);
    return true;
  }
  if constexpr (std::unsigned_integral<T>) {
    if (magnitude != 0) return false;
    value = 0;
  } else {
    if (magnitude > highest + 1) return false;
    // Negating in the unsigned type has no overflow to fear, and the conversion is modular.
    value = static_cast<T>(static_cast<std::int64_t>(0 - magnitude));
  }
  return true;
}

/// std::from_chars for floating point, also where the standard library has none yet.
template <json_float F>
std::errc parse_float(char const* begin, char const* end, F& value) {
#if defined(__cpp_lib_to_chars)
  return std::from_chars(begin, end, value).ec;
#else
  std::istringstream stream(std::string(begin, end));
  stream.imbue(std::locale::classic());
  stream >> value;
  return stream.fail() ? std::errc::result_out_of_range : std::errc{};
#endif
}

/// A valid number as the nearest F, or false if its magnitude is above the largest F. What is too
/// close to zero becomes zero with its sign.
template <json_float F>
bool float_of(json_number const& number, F& value) {
#if defined(FLT_EVAL_METHOD) && FLT_EVAL_METHOD == 0
  // One correctly rounded operation on two exact operands is correctly rounded (Clinger 1990).
  static constexpr F powers[] = {F(1e0),  F(1e1),  F(1e2),  F(1e3),  F(1e4),  F(1e5),  F(1e6),  F(1e7),
                                 F(1e8),  F(1e9),  F(1e10), F(1e11), F(1e12), F(1e13), F(1e14), F(1e15),
                                 F(1e16), F(1e17), F(1e18), F(1e19), F(1e20), F(1e21), F(1e22)};
  constexpr std::int64_t last_exact_power = std::same_as<F, double> ? 22 : 10;
  constexpr std::uint64_t last_exact_integer = std::uint64_t{1} << std::numeric_limits<F>::digits;
  if (number.exact && number.mantissa <= last_exact_integer &&
      number.exponent >= -last_exact_power && number.exponent <= last_exact_power) {
    auto const exact = static_cast<F>(number.mantissa);
    F const magnitude = number.exponent < 0 ? exact / powers[-number.exponent]
                                            : exact * powers[number.exponent];
    value = number.negative ? -magnitude : magnitude;
    return true;
  }
#endif
  F parsed = 0;
  std::errc const code = parse_float(number.begin, number.end, parsed);
  if (code == std::errc{} && std::isfinite(parsed)) {
    value = parsed;
    return true;
  }
  // The library says "out of range" for both ends; far below one, it can only be the lower end.
  bool const tiny = number.mantissa == 0 || number.exponent < -30;
  if (!tiny) return false;
  value = number.negative ? -F(0) : F(0);
  return true;
}

/// Room that the shortest spelling of every integer or floating-point number fits in.
inline constexpr std::size_t longest_number = 32;

template <class T>
  requires json_integer<T> || json_float<T>
char* put_number(char* to, T value) noexcept {
  if constexpr (json_integer<T>) {
    auto magnitude = static_cast<std::uint64_t>(value);
    if constexpr (std::is_signed_v<T>)
      if (value < 0) {
        *to++ = '-';
        magnitude = 0 - magnitude;
      }
    return put_integer(to, magnitude);
  } else {
    return std::to_chars(to, to + longest_number, value).ptr;
  }
}

}  // namespace detail
}  // namespace v0
}  // namespace entente
