// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace entente {
inline namespace v0 {
namespace detail {

/// One writer at a time, and a bounded wait for the others. Not std::timed_mutex, whose timed lock
/// ThreadSanitizer (GCC 12) does not see.
class writer_turn {
 public:
  /// False if the turn did not come in time.
  [[nodiscard]] bool take_within(std::chrono::milliseconds patience) {
    std::unique_lock lock{mutex_};
    if (!free_.wait_for(lock, patience, [&] { return !taken_; })) return false;
    taken_ = true;
    return true;
  }
  void give_back() {
    {
      std::lock_guard const lock{mutex_};
      taken_ = false;
    }
    free_.notify_one();
  }

 private:
  std::mutex mutex_;
  std::condition_variable free_;
  bool taken_ = false;
};

/// Gives a turn back that was taken.
class turn_holder {
 public:
  explicit turn_holder(writer_turn& taken) : taken_(taken) {}
  turn_holder(turn_holder const&) = delete;
  turn_holder& operator=(turn_holder const&) = delete;
  ~turn_holder() { taken_.give_back(); }

 private:
  writer_turn& taken_;
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
