// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/timestamp.hpp>
#include <entente/base/uuid.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace entente {
inline namespace v0 {

/// An order-independent summary of a set of records: the 128-bit sum (two lanes of 64 bits) of a
/// hash of (key, version, stamp) of each live one. Equal sets give equal digests however they came
/// about; adding and removing cost O(1). It finds divergence, it does not resist forgery.
struct digest {
  std::uint64_t low = 0;
  std::uint64_t high = 0;

  friend bool operator==(digest const&, digest const&) = default;

  void add(uuid const& key, std::int64_t version, stamp at) noexcept {
    auto const part = of(key, version, at);
    low += part.low;
    high += part.high;
  }

  void remove(uuid const& key, std::int64_t version, stamp at) noexcept {
    auto const part = of(key, version, at);
    low -= part.low;
    high -= part.high;
  }

  /// 32 hexadecimal digits, the form of `versionHash`.
  [[nodiscard]] std::string text() const {
    constexpr char digits[] = "0123456789abcdef";
    std::string out(32, '0');
    for (std::size_t i = 0; i < 16; ++i) {
      out[i] = digits[high >> (60 - 4 * i) & 15];
      out[16 + i] = digits[low >> (60 - 4 * i) & 15];
    }
    return out;
  }

  static std::optional<digest> parse(std::string_view text) noexcept {
    if (text.size() != 32) return std::nullopt;
    std::uint64_t lanes[2] = {0, 0};
    for (std::size_t i = 0; i < 32; ++i) {
      char const c = text[i];
      std::uint64_t nibble = 0;
      if (c >= '0' && c <= '9') nibble = static_cast<std::uint64_t>(c - '0');
      else if (c >= 'a' && c <= 'f') nibble = static_cast<std::uint64_t>(c - 'a') + 10;
      else return std::nullopt;
      lanes[i / 16] = lanes[i / 16] << 4 | nibble;
    }
    return digest{lanes[1], lanes[0]};
  }

 private:
  static constexpr std::uint64_t mix(std::uint64_t x) noexcept {
    // The finaliser of SplitMix64 (Steele, Lea, Flood, 2014): every input bit reaches every output
    // bit.
    x ^= x >> 30;
    x *= 0xbf58'476d'1ce4'e5b9u;
    x ^= x >> 27;
    x *= 0x94d0'49bb'1331'11ebu;
    return x ^ x >> 31;
  }

  static digest of(uuid const& key, std::int64_t version, stamp at) noexcept {
    std::uint64_t words[4] = {0, 0, static_cast<std::uint64_t>(version),
                              static_cast<std::uint64_t>(at.micros)};
    for (std::size_t i = 0; i < 16; ++i)  // by value, so that every byte order agrees
      words[i / 8] = words[i / 8] << 8 | key.octets[i];
    std::uint64_t a = 0x9e37'79b9'7f4a'7c15u;
    std::uint64_t b = 0xc2b2'ae3d'27d4'eb4fu;
    for (auto const word : words) {
      a = mix(a ^ word);
      b = mix(b + word * 0x9fb2'1c65'1e98'df25u);
    }
    return {mix(a + b), mix(b ^ a >> 1)};
  }
};

}  // namespace v0
}  // namespace entente
