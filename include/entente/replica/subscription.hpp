// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/replica/detail/observer.hpp>

#include <memory>
#include <utility>

namespace entente {
inline namespace v0 {

/// Keeps an observer of a replica told for as long as it lives. May outlive the replica. `end` is safe from any
/// thread, also from within the observer's own call; a call that another thread has begun may still be
/// running when it returns, and no other begins.
class [[nodiscard]] subscription {
 public:
  /// One that observes nothing.
  subscription() = default;
  explicit subscription(std::shared_ptr<detail::observer> of) noexcept : of_(std::move(of)) {}
  subscription(subscription&&) noexcept = default;
  subscription& operator=(subscription&& other) noexcept {
    subscription ended{std::exchange(of_, std::move(other.of_))};
    return *this;
  }
  ~subscription() { end(); }

  /// Tells the observer nothing any more and lets go of it. Again: does nothing.
  void end() noexcept {
    if (of_) of_->end();
  }

 private:
  std::shared_ptr<detail::observer> of_;
};

}  // namespace v0
}  // namespace entente
