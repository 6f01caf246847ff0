// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/http/client_options.hpp>
#include <entente/http/detail/base_url.hpp>
#include <entente/http/detail/httplib.hpp>
#include <entente/http/detail/socket.hpp>

#include <atomic>
#include <mutex>
#include <string>

namespace entente {
inline namespace v0 {
namespace detail::http {

/// One cpp-httplib client, thus one connection, for one request at a time. Only `interrupt` may be
/// called from another thread.
class channel {
 public:
  channel(base_url const& url, http_client_options const& options) : client_(url.origin) {
    client_.set_connection_timeout(options.connect_timeout);
    client_.set_read_timeout(options.read_timeout);
    client_.set_write_timeout(options.write_timeout);
    client_.set_tcp_nodelay(options.tcp_nodelay);
    client_.set_keep_alive(options.keep_alive);
    client_.set_follow_location(false);  // would carry credentials to wherever the answer says
    client_.set_decompress(false);       // we inflate ourselves, counting
    keep_target_as_it_is(client_);
    client_.set_socket_options([this](socket_t sock) { opened(sock); });
#ifdef CPPHTTPLIB_OPENSSL_SUPPORT
    if (!options.certificate_authorities.empty()) {
      client_.set_ca_cert_path(options.certificate_authorities);
    }
#endif
  }
  channel(channel const&) = delete;
  channel& operator=(channel const&) = delete;
  ~channel() { forget_twin(); }

  [[nodiscard]] httplib::Client& client() noexcept { return client_; }

  /// Breaks the connection off, even while it is being made. Thread-safe.
  void interrupt() {
#ifdef _WIN32
    client_.stop();
#else
    std::lock_guard const guard(lock_);
    if (twin_ != INVALID_SOCKET) shut_down(twin_);
#endif
  }

  /// Whether the exchange under way was given up for taking too long: what has arrived since then,
  /// or an end that has, says nothing. Thread-safe.
  [[nodiscard]] bool expired() const noexcept { return expired_; }

  /// When the exchange under way is to be given up. Thread-safe.
  [[nodiscard]] steady_clock::time_point deadline() const noexcept { return deadline_; }
  void postpone(steady_clock::time_point deadline) noexcept { deadline_ = deadline; }

  /// Gives the exchange under way up. Thread-safe; to be repeated, because a connection that is just
  /// about to be made cannot be interrupted yet.
  void expire() {
    expired_ = true;
    interrupt();
  }

  steady_clock::time_point last_used{};

 private:
  /// Newer versions of cpp-httplib call `set_url_encode` by another name.
  template <class Client>
  static void keep_target_as_it_is(Client& client) {
    if constexpr (requires { client.set_path_encode(false); }) {
      client.set_path_encode(false);
    } else {
      client.set_url_encode(false);
    }
  }

  /// cpp-httplib's own `stop` waits for a connection to be made, and the socket's number may be
  /// another file's as soon as the library closed it. A second descriptor of the same socket is
  /// ours for as long as we like. (Windows has no such thing: there, connecting must time out.)
  void opened([[maybe_unused]] socket_t sock) {
#ifndef _WIN32
    forget_twin();
    std::lock_guard const guard(lock_);
    twin_ = ::fcntl(sock, F_DUPFD_CLOEXEC, 0);
#endif
#ifdef SO_NOSIGPIPE
    int const on = 1;
    ::setsockopt(sock, SOL_SOCKET, SO_NOSIGPIPE, &on, sizeof on);
#endif
  }

  void forget_twin() {
    std::lock_guard const guard(lock_);
    if (twin_ != INVALID_SOCKET) close_socket(twin_);
    twin_ = INVALID_SOCKET;
  }

  std::atomic<bool> expired_{false};
  std::atomic<steady_clock::time_point> deadline_{steady_clock::time_point::max()};
  std::mutex lock_;
  socket_t twin_ = INVALID_SOCKET;
  httplib::Client client_;
};

}  // namespace detail::http
}  // namespace v0
}  // namespace entente
