// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/random.hpp>
#include <entente/base/timestamp.hpp>

#include <array>
#include <chrono>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace entente {
inline namespace v0 {

namespace detail {

/// What each character stands for as a hexadecimal digit in lower case, or 255.
inline constexpr std::array<std::uint8_t, 256> nibble_values = [] {
  std::array<std::uint8_t, 256> values{};
  values.fill(255);
  for (unsigned i = 0; i < 16; ++i) values[static_cast<unsigned char>("0123456789abcdef"[i])] = static_cast<std::uint8_t>(i);
  return values;
}();

}  // namespace detail

/// A 16-byte identifier (RFC 9562). The nil value stands for "none".
struct uuid {
  std::array<std::uint8_t, 16> octets{};

  friend auto operator<=>(uuid const&, uuid const&) = default;

  [[nodiscard]] constexpr bool is_nil() const noexcept { return *this == uuid{}; }

  /// Canonical text: 36 characters, lower case.
  [[nodiscard]] std::string text() const {
    std::string out(36, '-');
    write_text(out.data());
    return out;
  }

  /// Writes the 36 characters of the canonical text to `to`, without a terminator.
  constexpr void write_text(char* to) const noexcept {
    constexpr char digits[] = "0123456789abcdef";
    for (std::size_t i = 0; i < 16; ++i) {
      if (i == 4 || i == 6 || i == 8 || i == 10) *to++ = '-';
      *to++ = digits[octets[i] >> 4];
      *to++ = digits[octets[i] & 15];
    }
  }

  /// Reads canonical text. Anything else, upper case included, is not a key but somebody's alias
  /// and gives nothing.
  static constexpr std::optional<uuid> parse(std::string_view text) noexcept {
    if (text.size() != 36 || text[8] != '-' || text[13] != '-' || text[18] != '-' || text[23] != '-')
      return std::nullopt;
    // Whether a digit or a letter comes next nobody can foresee: no branch is taken on it.
    uuid value;
    unsigned all = 0;
    for (std::size_t i = 0; i < 16; ++i) {
      std::size_t const at = 2 * i + (i >= 4) + (i >= 6) + (i >= 8) + (i >= 10);
      unsigned const high = detail::nibble_values[static_cast<unsigned char>(text[at])];
      unsigned const low = detail::nibble_values[static_cast<unsigned char>(text[at + 1])];
      all |= high | low;
      value.octets[i] = static_cast<std::uint8_t>((high << 4 | low) & 0xff);
    }
    if (all > 15) return std::nullopt;
    return value;
  }
};

/// A time-ordered id, version 7 of RFC 9562: milliseconds, then the fraction of the millisecond in
/// 12 bits (method 3), then 62 random bits.
inline uuid make_uuid_v7(timestamp now, random_function const& random) {
  auto const micros = static_cast<std::uint64_t>(
      now.time_since_epoch().count() < 0 ? 0 : now.time_since_epoch().count());
  std::uint64_t const millis = micros / 1000;
  std::uint64_t const fraction = (micros % 1000) * 4096 / 1000;
  std::uint64_t const high = (millis << 16) | 0x7000u | fraction;
  std::uint64_t const low = (random() & 0x3fff'ffff'ffff'ffffu) | 0x8000'0000'0000'0000u;
  uuid value;
  for (std::size_t i = 0; i < 8; ++i) {
    value.octets[i] = static_cast<std::uint8_t>(high >> (56 - 8 * i));
    value.octets[8 + i] = static_cast<std::uint8_t>(low >> (56 - 8 * i));
  }
  return value;
}

}  // namespace v0
}  // namespace entente

/// Ids are random enough in their last eight bytes to be their own hash.
template <>
struct std::hash<entente::uuid> {
  std::size_t operator()(entente::uuid const& value) const noexcept {
    std::uint64_t low = 0;
    std::uint64_t high = 0;
    std::memcpy(&low, value.octets.data() + 8, 8);
    std::memcpy(&high, value.octets.data(), 8);
    return static_cast<std::size_t>(low ^ (high * 0x9e37'79b9'7f4a'7c15u));
  }
};
