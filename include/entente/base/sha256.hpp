// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/detail/sha256_x86.hpp>
#include <entente/base/uuid.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace entente {
inline namespace v0 {

/// SHA-256 (FIPS 180-4) of a message that arrives in pieces. It names files after tenants, binds
/// receipts to the bytes they answer and derives keys from foreign ids: places where an adversary
/// must not be able to make two things look the same. Not thread-safe.
class sha256 {
 public:
  using value = std::array<std::uint8_t, 32>;

  sha256& add(std::string_view text) noexcept {
    length_ += text.size();
    while (!text.empty()) {
      std::size_t const room = 64 - filled_;
      std::size_t const part = text.size() < room ? text.size() : room;
      std::memcpy(block_.data() + filled_, text.data(), part);
      filled_ += part;
      text.remove_prefix(part);
      if (filled_ == 64) {
        compress();
        filled_ = 0;
      }
    }
    return *this;
  }

  /// The hash. The object is spent afterwards.
  value finish() noexcept {
    std::uint64_t const bits = length_ * 8;
    block_[filled_++] = 0x80;
    if (filled_ > 56) {
      std::memset(block_.data() + filled_, 0, 64 - filled_);
      compress();
      filled_ = 0;
    }
    std::memset(block_.data() + filled_, 0, 56 - filled_);
    for (std::size_t i = 0; i < 8; ++i)
      block_[56 + i] = static_cast<std::uint8_t>(bits >> (56 - 8 * i));
    compress();
    value out;
    for (std::size_t i = 0; i < 32; ++i)
      out[i] = static_cast<std::uint8_t>(state_[i / 4] >> (24 - 8 * (i % 4)));
    return out;
  }

  static value of(std::string_view text) noexcept { return sha256{}.add(text).finish(); }

  /// The first 16 bytes as a uuid of version 8 (RFC 9562: "custom"), for keys derived from names.
  static uuid uuid_of(std::string_view text) noexcept {
    value const full = of(text);
    uuid out;
    std::memcpy(out.octets.data(), full.data(), 16);
    out.octets[6] = static_cast<std::uint8_t>((out.octets[6] & 0x0f) | 0x80);
    out.octets[8] = static_cast<std::uint8_t>((out.octets[8] & 0x3f) | 0x80);
    return out;
  }

 private:
  static constexpr std::uint32_t rotate(std::uint32_t x, int n) noexcept {
    return x >> n | x << (32 - n);
  }

  void compress() noexcept {
    static constexpr std::uint32_t k[64] = {
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4,
        0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe,
        0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f,
        0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7,
        0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc,
        0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
        0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116,
        0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
        0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7,
        0xc67178f2};
#ifdef ENTENTE_SHA256_X86
    static bool const by_instructions = detail::has_sha256_instructions();
    if (by_instructions) return detail::sha256_compress_x86(state_.data(), block_.data(), k);
#endif
    compress_anywhere(k);
  }

  void compress_anywhere(std::uint32_t const* k) noexcept {
    std::uint32_t w[64];
    for (std::size_t i = 0; i < 16; ++i)
      w[i] = static_cast<std::uint32_t>(block_[4 * i]) << 24 |
             static_cast<std::uint32_t>(block_[4 * i + 1]) << 16 |
             static_cast<std::uint32_t>(block_[4 * i + 2]) << 8 | block_[4 * i + 3];
    for (std::size_t i = 16; i < 64; ++i) {
      std::uint32_t const s0 = rotate(w[i - 15], 7) ^ rotate(w[i - 15], 18) ^ w[i - 15] >> 3;
      std::uint32_t const s1 = rotate(w[i - 2], 17) ^ rotate(w[i - 2], 19) ^ w[i - 2] >> 10;
      w[i] = w[i - 16] + s0 + w[i - 7] + s1;
    }
    auto [a, b, c, d, e, f, g, h] = state_;
    for (std::size_t i = 0; i < 64; ++i) {
      std::uint32_t const t1 =
          h + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + ((e & f) ^ (~e & g)) + k[i] + w[i];
      std::uint32_t const t2 =
          (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
      h = g;
      g = f;
      f = e;
      e = d + t1;
      d = c;
      c = b;
      b = a;
      a = t1 + t2;
    }
    std::uint32_t const worked[8] = {a, b, c, d, e, f, g, h};
    for (std::size_t i = 0; i < 8; ++i) state_[i] += worked[i];
  }

  std::array<std::uint32_t, 8> state_{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                      0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  std::array<std::uint8_t, 64> block_{};
  std::size_t filled_ = 0;
  std::uint64_t length_ = 0;
};

}  // namespace v0
}  // namespace entente
