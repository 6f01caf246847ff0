// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/wire/push_answer.hpp>
#include <entente/wire/push_request.hpp>

#include <cstdint>
#include <mutex>
#include <set>
#include <unordered_set>

namespace entente {
inline namespace v0 {
namespace detail {

/// Which operations left the queue because they lost, for those who wait for an outcome: the queue does not
/// tell. Nothing is noted while nobody waits. Thread-safe.
class lost_operations {
 public:
  /// Notes for as long as it lives.
  class waiting {
   public:
    explicit waiting(lost_operations& in) : in_(in) {
      std::lock_guard const lock{in_.mutex_};
      ++in_.waiting_;
    }
    waiting(waiting const&) = delete;
    waiting& operator=(waiting const&) = delete;
    ~waiting() {
      std::lock_guard const lock{in_.mutex_};
      if (--in_.waiting_ == 0) in_.sequences_.clear();
    }

   private:
    lost_operations& in_;
  };

  void note(push_request const& request, push_answer const& answer) {
    std::lock_guard const lock{mutex_};
    if (waiting_ == 0) return;
    std::unordered_set<uuid> lost;
    for (auto const& each : answer.results)
      if (each.outcome == verdict::superseded) lost.insert(each.op_id);
    for (auto const& group : request.groups)
      for (auto const& op : group)
        if (lost.contains(op.op_id)) sequences_.insert(op.sequence);
  }

  [[nodiscard]] bool contain(std::int64_t sequence) {
    std::lock_guard const lock{mutex_};
    return sequences_.contains(sequence);
  }

 private:
  std::mutex mutex_;
  int waiting_ = 0;
  std::set<std::int64_t> sequences_;
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
