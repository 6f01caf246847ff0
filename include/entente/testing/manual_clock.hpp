// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/timestamp.hpp>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>

namespace entente {
inline namespace v0 {

/// A time of day that moves only when a test says so. Give `function()` to the options of replicas, engines
/// and servers; the functions may outlive the clock. Thread-safe.
class manual_clock {
 public:
  explicit manual_clock(timestamp start = timestamp{std::chrono::seconds{1'700'000'000}})
      : micros_(std::make_shared<std::atomic<std::int64_t>>(start.time_since_epoch().count())) {}

  [[nodiscard]] timestamp now() const { return timestamp{std::chrono::microseconds{micros_->load()}}; }

  /// Lets time pass; a negative time is a clock that was set back.
  void pass(std::chrono::microseconds time) { *micros_ += time.count(); }

  /// The clock itself, or a device's whose clock is wrong by `skew` (positive: ahead).
  [[nodiscard]] clock_function function(std::chrono::microseconds skew = {}) const {
    return [at = micros_, skew] { return timestamp{std::chrono::microseconds{at->load()} + skew}; };
  }

 private:
  std::shared_ptr<std::atomic<std::int64_t>> micros_;
};

}  // namespace v0
}  // namespace entente
