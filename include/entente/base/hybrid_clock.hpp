// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/timestamp.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace entente {
inline namespace v0 {

/// How far ahead of the local clock a foreign edit time may lie before it is cut (blueprint
/// ruling 8).
inline constexpr std::chrono::microseconds max_clock_skew = std::chrono::minutes{2};

/// A hybrid logical clock: each reading is later than all before, never behind the wall clock, and
/// later than every edit time seen, as far as that lies at most `max_clock_skew` beyond now: one
/// device with a wild clock cannot drag the others along. When the wall clock itself is set back,
/// readings go on from the last one, a microsecond at a time, until it has caught up; a server
/// takes what they claim through `clamp`. Not thread-safe; its owner guards it. `last()` is what
/// must be kept across restarts.
class hybrid_clock {
 public:
  hybrid_clock() = default;
  explicit hybrid_clock(edit_time last) : last_(last) {}

  /// The time of an edit made at wall-clock time `now`.
  edit_time tick(timestamp now) {
    std::int64_t const wall = now.time_since_epoch().count();
    last_.micros = (std::max)(wall, last_.micros + 1);
    return last_;
  }

  /// Takes note of somebody else's edit time.
  void observe(edit_time seen, timestamp now) {
    last_.micros = (std::max)(last_.micros, (std::min)(seen.micros, limit(now)));
  }

  [[nodiscard]] edit_time last() const noexcept { return last_; }

  /// `claimed`, cut to what a clock may claim at `now`.
  static edit_time clamp(edit_time claimed, timestamp now) {
    return {(std::min)(claimed.micros, limit(now))};
  }

 private:
  static std::int64_t limit(timestamp now) {
    return (now + max_clock_skew).time_since_epoch().count();
  }

  edit_time last_;
};

}  // namespace v0
}  // namespace entente
