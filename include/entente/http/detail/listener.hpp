// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/http/detail/httplib.hpp>
#include <entente/http/detail/socket.hpp>

#include <functional>
#include <string>
#include <utility>

namespace entente {
inline namespace v0 {
namespace detail::http {

/// cpp-httplib's server up to the accepted socket: it resolves, binds, listens and accepts. What it
/// does with a connection afterwards has neither an overall deadline nor a bound on header lines,
/// chunked or inflated bodies, so connections are handed on instead.
class listener : public httplib::Server {
 public:
  using receiver = std::function<void(socket_t)>;

  listener() {
    new_task_queue = [] { return new inline_queue; };
    set_socket_options([](socket_t sock) {
      // The library's own choice, SO_REUSEPORT, lets two servers share a port without knowing it.
      int const on = 1;
#ifdef _WIN32
      int const option = SO_EXCLUSIVEADDRUSE;
#else
      int const option = SO_REUSEADDR;
#endif
      ::setsockopt(sock, SOL_SOCKET, option, reinterpret_cast<char const*>(&on), sizeof on);
    });
  }

  /// Closes a port that was opened but never accepted from.
  ~listener() override {
    socket_t const sock = svr_sock_.exchange(INVALID_SOCKET);
    if (sock != INVALID_SOCKET) close_socket(sock);
  }

  /// Binds and listens; the port, or -1.
  int open(std::string const& host, int port) {
    int const bound = port == 0 ? bind_to_any_port(host) : (bind_to_port(host, port) ? port : -1);
    // The library listens with a backlog of 5, which makes bursts of connections wait a second for
    // their next attempt. Listening again just changes the backlog.
    if (bound > 0) ::listen(svr_sock_, backlog);
    return bound;
  }

  /// Hands every connection to `on_connection`, on this thread, until `stop()` or until accepting
  /// fails. The port is closed afterwards.
  void accept_all(receiver on_connection) {
    on_connection_ = std::move(on_connection);
    listen_after_bind();
    svr_sock_ = INVALID_SOCKET;
  }

 private:
  struct inline_queue : httplib::TaskQueue {
    // Older versions declare the result as void, newer ones as bool.
    using answer = decltype(std::declval<httplib::TaskQueue&>().enqueue({}));
    answer enqueue(std::function<void()> task) override {
      task();
      return answer(true);
    }
    void shutdown() override {}
  };

  bool process_and_close_socket(socket_t sock) override {
    on_connection_(sock);
    return true;
  }

  static constexpr int backlog = 511;

  receiver on_connection_;
};

}  // namespace detail::http
}  // namespace v0
}  // namespace entente
