// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/testing/seeded_random.hpp>
#include <entente/testing/value_range.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>

namespace entente {
inline namespace v0 {
namespace detail {

template <class I>
I random_integer(seeded_random const& random, value_range range = value_range::all) {
  using limits = std::numeric_limits<I>;
  if constexpr (std::is_same_v<I, bool>) {
    return random.below(2) == 1;
  } else {
    if (range == value_range::plain || random.chance(50)) {
      auto const small = static_cast<int>(random.below(12));
      return static_cast<I>(std::is_signed_v<I> ? small - 4 : small);
    }
    switch (random.below(5)) {
      case 0: return (limits::max)();
      case 1: return (limits::min)();
      case 2: return static_cast<I>(random.below(100'000));
      default: return static_cast<I>(random());
    }
  }
}

template <class F>
F random_floating(seeded_random const& random, value_range range) {
  using limits = std::numeric_limits<F>;
  if (range == value_range::plain || random.chance(50))
    return static_cast<F>(static_cast<int>(random.below(16)) - 4) / 2;
  switch (random.below(9)) {
    case 0: return limits::quiet_NaN();
    case 1: return limits::infinity();
    case 2: return -limits::infinity();
    case 3: return F(-0.0);
    case 4: return limits::denorm_min();
    case 5: return limits::lowest();
    case 6: return (limits::max)();
    case 7: return static_cast<F>(static_cast<double>(random.below(2'000'000'000)) / 1000 - 1e6);
    default:
      return std::ldexp(static_cast<F>(random() >> 12), static_cast<int>(random.below(200)) - 120);
  }
}

/// UTF-8. Odd are what JSON, SQL and readers of UTF-8 treat apart.
inline std::string random_text(seeded_random const& random, value_range range) {
  using namespace std::string_view_literals;
  static constexpr std::array plain{"a"sv, "b"sv, "c"sv, "ab"sv, "gate"sv, "shed"sv, ""sv};
  static constexpr std::array odd{
      "a"sv,      "Z"sv,      " "sv,       "\""sv,
      "\\"sv,     "'"sv,      "\n"sv,      "\t"sv,
      "\x01"sv,   "\x7f"sv,   "/"sv,       "%_"sv,
      "\0"sv,     "é"sv,      "e\u0301"sv, "€"sv,
      "\u2028"sv, "\uffff"sv, "\ufeff"sv,  "😀"sv,
      "null"sv,   "NaN"sv,    "0"sv,       "longer than the words that a processor looks at"sv};
  if (range == value_range::plain || random.chance(50))
    return std::string{plain[random.below(plain.size())]};
  std::string made;
  for (auto left = random.below(12); left > 0; --left) made += odd[random.below(odd.size())];
  return made;
}

template <std::size_t N>
void fill_text_array(char (&text)[N], seeded_random const& random) {
  auto const size = random.below(N);
  for (std::size_t i = 0; i < N; ++i)
    text[i] = i < size ? static_cast<char>('!' + random.below(90)) : '\0';
}

/// A time of the years 0000 to 9999, beyond which there is no form on the wire, that T can hold.
template <class T>
T random_time(seeded_random const& random, value_range range) {
  using period = typename T::period;
  using rep = typename T::rep;
  constexpr auto at = [](long double seconds) {
    long double const count = seconds * period::den / period::num;
    constexpr auto most = static_cast<long double>((std::numeric_limits<rep>::max)()) * 0.99L;
    constexpr auto least = static_cast<long double>((std::numeric_limits<rep>::min)()) * 0.99L;
    return static_cast<rep>((std::clamp)(count, least, most));
  };
  auto const time = [](rep count) { return T{typename T::duration{count}}; };
  if (range == value_range::plain || random.chance(50))
    return time(static_cast<rep>(at(1'700'000'000) + static_cast<rep>(random.below(8))));
  auto const share = static_cast<long double>(random() >> 11) / 9'007'199'254'740'992.0L;
  // A year from either end, where long periods have no whole number of units left.
  constexpr long double first = -62'135'596'800.0L;
  constexpr long double last = 253'370'764'800.0L;
  switch (random.below(6)) {
    case 0: return time(at(first));
    case 1: return time(at(last));
    case 2: return time(rep{});
    default: return time(at(first + share * (last - first)));
  }
}

}  // namespace detail
}  // namespace v0
}  // namespace entente
