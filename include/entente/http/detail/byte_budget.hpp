// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <atomic>
#include <cstddef>

namespace entente {
inline namespace v0 {
namespace detail::http {

/// Bytes that all connections of a server may hold together. Thread-safe.
class byte_budget {
 public:
  explicit byte_budget(std::size_t bytes) : left_(bytes) {}

  /// False, and nothing taken, if fewer are left.
  bool take(std::size_t bytes) noexcept {
    auto left = left_.load();
    do {
      if (left < bytes) return false;
    } while (!left_.compare_exchange_weak(left, left - bytes));
    return true;
  }
  void give_back(std::size_t bytes) noexcept { left_ += bytes; }

 private:
  std::atomic<std::size_t> left_;
};

/// What one request holds of a budget, from its body's first byte to its answer's last. The first
/// few bytes are free: small requests are to be served while large ones have used everything up.
/// Not thread-safe.
class byte_share {
 public:
  explicit byte_share(byte_budget& budget) noexcept : budget_(budget) {}
  byte_share(byte_share const&) = delete;
  byte_share& operator=(byte_share const&) = delete;
  ~byte_share() { budget_.give_back(taken_); }

  /// Makes the share large enough for so many bytes; false if there are not enough.
  bool cover(std::size_t bytes) noexcept {
    if (bytes <= free_of_charge || bytes <= taken_) return true;
    if (!budget_.take(bytes - taken_)) return false;
    taken_ = bytes;
    return true;
  }

 private:
  static constexpr std::size_t free_of_charge = std::size_t{64} << 10U;

  byte_budget& budget_;
  std::size_t taken_ = 0;
};

}  // namespace detail::http
}  // namespace v0
}  // namespace entente
