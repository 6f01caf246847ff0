// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <condition_variable>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

namespace entente {
inline namespace v0 {
namespace detail {

/// Runs a task never twice at once. Calls during a run share exactly one more run, which begins
/// after it, made by one of them, and all get what that run returned or threw. A call from within
/// the task would wait for itself for ever. Thread-safe.
template <class Report>
class single_flight {
 public:
  /// Runs a task of another kind, which nobody shares, once nothing else is in flight.
  template <class Task>
  auto alone(Task&& task) {
    {
      std::unique_lock lock{mutex_};
      landed_.wait(lock, [&] { return !in_flight_; });
      in_flight_ = true;
    }
    struct landing {
      single_flight& of;
      ~landing() {
        std::lock_guard const lock{of.mutex_};
        of.in_flight_ = false;
        of.landed_.notify_all();
      }
    } const guard{*this};
    return task();
  }

  template <class Task>
  Report run(Task&& task) {
    std::unique_lock lock{mutex_};
    if (!next_) next_ = std::make_shared<flight>();
    auto const mine = next_;
    landed_.wait(lock, [&] { return mine->over || !in_flight_; });
    if (!mine->over) {
      // Whoever comes from here on was not there when this run began, and needs another.
      next_.reset();
      in_flight_ = true;
      lock.unlock();
      try {
        mine->report.emplace(task());
      } catch (...) {
        mine->thrown = std::current_exception();
      }
      lock.lock();
      in_flight_ = false;
      mine->over = true;
      landed_.notify_all();
    }
    lock.unlock();
    if (mine->thrown) std::rethrow_exception(mine->thrown);
    return *mine->report;
  }

 private:
  struct flight {
    bool over = false;
    std::optional<Report> report{};
    std::exception_ptr thrown{};
  };

  std::mutex mutex_;
  std::condition_variable landed_;
  bool in_flight_ = false;
  std::shared_ptr<flight> next_;
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
