// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace entente {
inline namespace v0 {
namespace graphql {
namespace detail {

inline constexpr std::uint32_t replacement_character = 0xFFFD;

constexpr bool is_surrogate(std::uint32_t c) noexcept { return c >= 0xD800 && c <= 0xDFFF; }
constexpr bool is_scalar_value(std::uint32_t c) noexcept {
  return c <= 0x10FFFF && !is_surrogate(c);
}

struct decoded_character {
  std::uint32_t code_point = 0;
  std::size_t length = 0;  ///< in bytes; 0 where the bytes are not UTF-8
};

/// The character that starts at `offset`, refusing overlong forms and surrogates.
/// Precondition: offset < text.size().
constexpr decoded_character decode_utf8(std::string_view text, std::size_t offset) noexcept {
  auto const byte = [&](std::size_t i) -> std::uint32_t {
    return offset + i < text.size() ? static_cast<unsigned char>(text[offset + i]) : 0u;
  };
  auto const continues = [&](std::size_t i) { return (byte(i) & 0xC0u) == 0x80u; };
  std::uint32_t const lead = byte(0);
  if (lead < 0x80u) return {lead, 1};
  if (lead >= 0xC2u && lead <= 0xDFu && continues(1))
    return {((lead & 0x1Fu) << 6) | (byte(1) & 0x3Fu), 2};
  if ((lead & 0xF0u) == 0xE0u && continues(1) && continues(2)) {
    std::uint32_t const c = ((lead & 0x0Fu) << 12) | ((byte(1) & 0x3Fu) << 6) | (byte(2) & 0x3Fu);
    if (c >= 0x800u && !is_surrogate(c)) return {c, 3};
  }
  if (lead >= 0xF0u && lead <= 0xF4u && continues(1) && continues(2) && continues(3)) {
    std::uint32_t const c = ((lead & 0x07u) << 18) | ((byte(1) & 0x3Fu) << 12) |
                            ((byte(2) & 0x3Fu) << 6) | (byte(3) & 0x3Fu);
    if (c >= 0x10000u && c <= 0x10FFFFu) return {c, 4};
  }
  return {};
}

/// Writes a scalar value as UTF-8 and returns how many bytes it took (1 to 4).
constexpr std::size_t encode_utf8(std::uint32_t c, char* to) noexcept {
  auto const tail = [c](unsigned shift) {
    return static_cast<char>(static_cast<unsigned char>(0x80u | ((c >> shift) & 0x3Fu)));
  };
  auto const lead = [](std::uint32_t value) {
    return static_cast<char>(static_cast<unsigned char>(value));
  };
  if (c < 0x80u) {
    to[0] = lead(c);
    return 1;
  }
  if (c < 0x800u) {
    to[0] = lead(0xC0u | (c >> 6));
    to[1] = tail(0);
    return 2;
  }
  if (c < 0x10000u) {
    to[0] = lead(0xE0u | (c >> 12));
    to[1] = tail(6);
    to[2] = tail(0);
    return 3;
  }
  to[0] = lead(0xF0u | (c >> 18));
  to[1] = tail(12);
  to[2] = tail(6);
  to[3] = tail(0);
  return 4;
}

/// Upper-case hexadecimal digits, at least `width` of them.
inline std::string hexadecimal(std::uint32_t value, std::size_t width) {
  std::string digits;
  for (; value != 0 || digits.size() < width; value >>= 4)
    digits.insert(digits.begin(), "0123456789ABCDEF"[value & 0xFu]);
  return digits;
}

/// Longest piece of a request that an error message repeats, in bytes.
inline constexpr std::size_t longest_quotation = 200;

/// At most `longest` bytes of UTF-8 text, cut between characters, with "..." where some are missing.
inline std::string clipped(std::string_view text, std::size_t longest) {
  if (text.size() <= longest) return std::string{text};
  while (longest > 0 && (static_cast<unsigned char>(text[longest]) & 0xC0u) == 0x80u) --longest;
  return std::string{text.substr(0, longest)} + "...";
}

/// The value of a hexadecimal digit, or -1.
constexpr int hexadecimal_digit(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace detail
}  // namespace graphql
}  // namespace v0
}  // namespace entente
