// SPDX-License-Identifier: BSL-1.0
#pragma once

#if !defined(_WIN32) && !defined(__APPLE__)
#include <csignal>
#include <ctime>
#endif

namespace entente {
inline namespace v0 {
namespace detail::http {

#if !defined(_WIN32) && !defined(__APPLE__)

/// Keeps SIGPIPE from this thread for as long as it lives: older versions of cpp-httplib's client
/// write to broken connections with the signal armed, and its default is to end the process. The
/// program's own signal settings stay as they are.
class quiet_pipes {
 public:
  quiet_pipes() {
    sigemptyset(&pipe_);
    sigaddset(&pipe_, SIGPIPE);
    sigset_t waiting;
    sigemptyset(&waiting);
    sigpending(&waiting);
    was_pending_ = sigismember(&waiting, SIGPIPE) == 1;
    pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
  }
  quiet_pipes(quiet_pipes const&) = delete;
  quiet_pipes& operator=(quiet_pipes const&) = delete;
  ~quiet_pipes() {
    timespec const at_once{};
    // The signal we caused, if any, is taken back before it could be delivered.
    if (!was_pending_) sigtimedwait(&pipe_, nullptr, &at_once);
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }

 private:
  sigset_t pipe_{};
  sigset_t before_{};
  bool was_pending_ = false;
};

#else

/// Windows has no SIGPIPE, and on Apple's systems a socket option does this.
class quiet_pipes {
 public:
  quiet_pipes() noexcept {}
};

#endif

}  // namespace detail::http
}  // namespace v0
}  // namespace entente
