// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <mutex>
#include <string>

namespace entente {
inline namespace v0 {
namespace detail::serving {

/// How many requests of each caller are being answered, so that none can take all of the server's
/// threads, by writes that wait for one another, say. Thread-safe.
class caller_turns {
 public:
  /// One request's turn; `granted()` is false where the caller has enough of them.
  class turn {
   public:
    turn(caller_turns& among, std::string const& caller, std::size_t most)
        : among_(among), caller_(caller), granted_(among.begin(caller, most)) {}
    turn(turn const&) = delete;
    turn& operator=(turn const&) = delete;
    ~turn() {
      if (granted_) among_.end(caller_);
    }
    [[nodiscard]] bool granted() const noexcept { return granted_; }

   private:
    caller_turns& among_;
    std::string const& caller_;
    bool const granted_;
  };

 private:
  bool begin(std::string const& caller, std::size_t most) {
    std::lock_guard const guard(lock_);
    auto const place = busy_.try_emplace(caller, 0).first;
    if (place->second >= most) return false;
    ++place->second;
    return true;
  }
  void end(std::string const& caller) {
    std::lock_guard const guard(lock_);
    auto const place = busy_.find(caller);
    if (--place->second == 0) busy_.erase(place);
  }

  std::mutex lock_;
  std::map<std::string, std::size_t> busy_;
};

}  // namespace detail::serving
}  // namespace v0
}  // namespace entente
