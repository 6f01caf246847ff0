// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace entente {
inline namespace v0 {
namespace detail {

/// Which of the open brackets are objects: a stack of bits, the innermost 64 of them at hand.
class json_nesting {
 public:
  void push(bool object) {
    if (depth_ != 0 && depth_ % 64 == 0) outer_.push_back(inner_);
    inner_ = inner_ << 1 | static_cast<std::uint64_t>(object);
    ++depth_;
  }
  /// Precondition: depth() != 0.
  void pop() noexcept {
    --depth_;
    inner_ >>= 1;
    if (depth_ != 0 && depth_ % 64 == 0) {
      inner_ = outer_.back();
      outer_.pop_back();
    }
  }
  [[nodiscard]] bool in_object() const noexcept { return (inner_ & 1) != 0; }
  [[nodiscard]] std::size_t depth() const noexcept { return depth_; }

 private:
  std::vector<std::uint64_t> outer_;
  std::uint64_t inner_ = 0;
  std::size_t depth_ = 0;
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
