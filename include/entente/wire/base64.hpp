// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/result.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace entente {
inline namespace v0 {
namespace detail {

inline constexpr std::string_view base64_alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

inline constexpr std::uint8_t not_base64 = 64;

inline constexpr std::array<std::uint8_t, 256> base64_values = [] {
  std::array<std::uint8_t, 256> values{};
  values.fill(not_base64);
  for (std::uint8_t i = 0; i < 64; ++i) values[static_cast<unsigned char>(base64_alphabet[i])] = i;
  return values;
}();

}  // namespace detail

/// The bytes in base64 with padding (RFC 4648, section 4): the form of bytes on the wire.
[[nodiscard]] inline std::string base64_encode(std::span<std::byte const> content) {
  std::string text((content.size() + 2) / 3 * 4, '=');
  char* to = text.data();
  for (std::size_t i = 0; i < content.size(); i += 3) {
    std::size_t const count = content.size() - i < 3 ? content.size() - i : 3;
    std::uint32_t group = 0;
    for (std::size_t j = 0; j < 3; ++j)
      group = group << 8 | (j < count ? std::to_integer<std::uint32_t>(content[i + j]) : 0);
    for (std::size_t j = 0; j <= count; ++j)
      to[j] = detail::base64_alphabet[group >> (18 - 6 * j) & 63];
    to += 4;
  }
  return text;
}

/// The bytes that a base64 text stands for. Strict: the standard alphabet, full padding, no white
/// space, zeros in the bits that the last group leaves over, so that each sequence of bytes has
/// one spelling. Error: malformed.
[[nodiscard]] inline result<std::vector<std::byte>> base64_decode(std::string_view text) {
  auto const refuse = [](std::string expected, std::size_t at) {
    return error{.code = error_code::malformed,
                 .message = std::move(expected) + " at byte " + std::to_string(at)};
  };
  if (text.size() % 4 != 0)
    return refuse("expected base64 in groups of four characters", text.size());
  std::size_t padding = 0;
  while (padding < 2 && padding < text.size() && text[text.size() - 1 - padding] == '=') ++padding;

  std::vector<std::byte> content(text.size() / 4 * 3 - padding);
  std::size_t to = 0;
  for (std::size_t i = 0; i < text.size(); i += 4) {
    std::size_t const count = i + 4 == text.size() ? 4 - padding : 4;
    std::uint32_t group = 0;
    for (std::size_t j = 0; j < 4; ++j) {
      std::uint8_t const value =
          j < count ? detail::base64_values[static_cast<unsigned char>(text[i + j])] : 0;
      if (value == detail::not_base64) return refuse("expected a base64 character", i + j);
      group = group << 6 | value;
    }
    for (std::size_t j = 0; j + 1 < count; ++j)
      content[to++] = static_cast<std::byte>(group >> (16 - 8 * j) & 0xff);
    std::uint32_t const rest = count == 4 ? 0 : group & (0xffffffu >> (8 * (count - 1)));
    if (rest != 0) return refuse("expected zeros behind the last byte of base64", i + count - 1);
  }
  return content;
}

}  // namespace v0
}  // namespace entente
