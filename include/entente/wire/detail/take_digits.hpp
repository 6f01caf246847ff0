// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/wire/detail/json_scan.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>

namespace entente {
inline namespace v0 {
namespace detail {

/// The number that eight digits make, the first of them in the lowest byte. Each step joins neighbours: digits to
/// pairs, pairs to fours, fours to eight.
constexpr std::uint64_t number_of_eight(std::uint64_t digits) noexcept {
  digits = (digits * 10 + (digits >> 8)) & 0x00ff00ff00ff00ffu;
  digits = (digits * 100 + (digits >> 16)) & 0x0000ffff0000ffffu;
  return (digits * 10'000 + (digits >> 32)) & 0xffffffffu;
}

/// Reads digits from `at` on, appends them to `value`, and returns where they end. Eight at a time, without a branch on
/// how many there are, which nobody can foresee. Beyond 19 digits the value is meaningless.
inline char const* take_digits(char const* at, char const* end, std::uint64_t& value) noexcept {
  static constexpr std::uint64_t powers[] = {1, 10, 100, 1'000, 10'000, 100'000, 1'000'000, 10'000'000, 100'000'000};
  while (end - at >= 8) {
    std::uint64_t const digits = load_word(at) ^ (every_byte * '0');
    // The lowest mark is exact; those above it may be false.
    std::uint64_t const others = ((digits + every_byte * 0x76) | digits) & high_bits;
    auto const count = static_cast<unsigned>(std::countr_zero(others)) / 8;
    if (count == 0) return at;
    value = value * powers[count] + number_of_eight(digits << (64 - 8 * count));
    at += count;
    if (count < 8) return at;
  }
  for (; at != end && *at >= '0' && *at <= '9'; ++at) value = value * 10 + static_cast<unsigned>(*at - '0');
  return at;
}

}  // namespace detail
}  // namespace v0
}  // namespace entente
