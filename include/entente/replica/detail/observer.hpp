// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/uuid.hpp>
#include <entente/replica/conflict.hpp>

#include <algorithm>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace entente {
inline namespace v0 {
namespace detail {

/// What one commit changed, as far as somebody observes it.
struct change_news {
  std::vector<std::vector<uuid>> keys{};  ///< by the entity's place in the schema; empty: no news at all
  std::optional<std::vector<conflict_info>> conflicts{};  ///< all of them, where one has changed
};

/// Somebody to be told. Thread-safe.
class observer {
 public:
  using function = std::function<void(change_news const&)>;

  /// `topic`: the place of an entity in the schema, or behind the last for the conflicts.
  observer(std::size_t topic, function call)
      : topic_(topic), call_(std::make_shared<function>(std::move(call))) {}

  [[nodiscard]] std::size_t topic() const noexcept { return topic_; }
  [[nodiscard]] bool ended() const {
    std::lock_guard const lock{mutex_};
    return !call_;
  }

  void end() noexcept {
    std::shared_ptr<function> last;  // what it holds goes outside of the lock
    std::lock_guard const lock{mutex_};
    last.swap(call_);
  }

  /// An exception of the observer's ends here: the commit is done, and others have to be told as well.
  void tell(change_news const& news) const noexcept {
    try {
      std::unique_lock lock{mutex_};
      auto const call = call_;
      lock.unlock();
      if (call) (*call)(news);
    } catch (...) {  // ignored: the commit is done, and others have to be told as well
    }
  }

 private:
  std::size_t const topic_;
  mutable std::mutex mutex_;
  std::shared_ptr<function> call_;
};

/// The observers of a replica. Thread-safe.
class observer_list {
 public:
  std::shared_ptr<observer> add(std::size_t topic, observer::function call) {
    auto one = std::make_shared<observer>(topic, std::move(call));
    std::lock_guard const lock{mutex_};
    all_.push_back(one);
    return one;
  }

  /// Those that have not ended, the oldest first.
  [[nodiscard]] std::vector<std::shared_ptr<observer>> alive() {
    std::lock_guard const lock{mutex_};
    all_.erase(std::remove_if(all_.begin(), all_.end(), [](auto const& one) { return one->ended(); }),
               all_.end());
    return all_;
  }

 private:
  std::mutex mutex_;
  std::vector<std::shared_ptr<observer>> all_;
};

/// Tells the observers when it goes, which is to be after the writing lock has gone.
class telling {
 public:
  explicit telling(observer_list& whom) noexcept : whom_(whom) {}
  telling(telling const&) = delete;
  telling& operator=(telling const&) = delete;
  ~telling() {
    if (news.keys.empty()) return;
    try {
      // An observer may be the end of the replica: nothing of it is used from here on.
      for (auto const& each : whom_.alive()) each->tell(news);
    } catch (...) {  // ignored: out of memory
    }
  }

  change_news news{};

 private:
  observer_list& whom_;
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
