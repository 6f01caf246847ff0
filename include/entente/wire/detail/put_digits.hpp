// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace entente {
inline namespace v0 {
namespace detail {

inline constexpr std::array<char, 200> two_digits = [] {
  std::array<char, 200> pairs{};
  for (std::size_t i = 0; i < 100; ++i) {
    pairs[2 * i] = static_cast<char>('0' + i / 10);
    pairs[2 * i + 1] = static_cast<char>('0' + i % 10);
  }
  return pairs;
}();

/// Writes a number of no more than `Count` digits with zeros in front.
template <int Count>
char* put_digits(char* to, std::uint32_t value) noexcept {
  if constexpr (Count == 1) {
    *to = static_cast<char>('0' + value);
  } else if constexpr (Count == 2) {
    std::memcpy(to, two_digits.data() + std::size_t{2} * value, 2);
  } else {
    put_digits<Count - 2>(to, value / 100);
    put_digits<2>(to + Count - 2, value % 100);
  }
  return to + Count;
}

/// Writes a number below a million, without zeros in front: most numbers are, and std::to_chars first counts
/// the digits of any.
inline char* put_small(char* to, std::uint32_t value) noexcept {
  if (value < 10) return put_digits<1>(to, value);
  if (value < 100) return put_digits<2>(to, value);
  if (value < 1'000) return put_digits<2>(put_digits<1>(to, value / 100), value % 100);
  if (value < 10'000) return put_digits<4>(to, value);
  if (value < 100'000) return put_digits<4>(put_digits<1>(to, value / 10'000), value % 10'000);
  return put_digits<6>(to, value);
}

/// Writes any number: at most 20 digits.
inline char* put_integer(char* to, std::uint64_t value) noexcept {
  if (value < 1'000'000) return put_small(to, static_cast<std::uint32_t>(value));
  to = put_integer(to, value / 1'000'000);
  return put_digits<6>(to, static_cast<std::uint32_t>(value % 1'000'000));
}

}  // namespace detail
}  // namespace v0
}  // namespace entente
