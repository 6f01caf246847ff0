// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/detail/sha256_compress.hpp>
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
  void compress() noexcept {
#ifdef ENTENTE_SHA256_X86
    static bool const by_instructions = detail::has_sha256_instructions();
    if (by_instructions) return detail::sha256_compress_x86(state_.data(), block_.data(), detail::sha256_constants);
#endif
    detail::sha256_compress(state_.data(), block_.data());
  }

  std::array<std::uint32_t, 8> state_{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                      0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  std::array<std::uint8_t, 64> block_{};
  std::size_t filled_ = 0;
  std::uint64_t length_ = 0;
};

}  // namespace v0
}  // namespace entente
