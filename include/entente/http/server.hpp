// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/error.hpp>
#include <entente/http/detail/byte_budget.hpp>
#include <entente/http/detail/connection.hpp>
#include <entente/http/detail/connection_pool.hpp>
#include <entente/http/detail/httplib.hpp>
#include <entente/http/detail/listener.hpp>
#include <entente/http/message.hpp>
#include <entente/http/server_hooks.hpp>
#include <entente/http/server_options.hpp>

#include <chrono>
#include <condition_variable>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

namespace entente {
inline namespace v0 {

/// An HTTP/1.1 server with one handler for all paths and the methods GET, HEAD, POST, PUT, PATCH,
/// DELETE and OPTIONS; routing is the handler's business. The server sees to framing, limits,
/// deadlines, gzip in both directions, keep-alive and `Expect: 100-continue`, and answers whatever
/// breaks its rules with `http_error_response`: 400, 405, 408, 413, 414, 415, 417, 431, 501, 503
/// and 505. Plain HTTP: TLS is for a reverse proxy in front.
///
/// Each connection has a thread while it lives, so the handler is called from many threads at once
/// and may block. An exception out of it answers 500. cpp-httplib ignores SIGPIPE in a process that
/// has made a server.
///
/// Thread-safe. `stop()` and the destructor wait for running handlers, so neither may be called
/// from one.
class http_server {
 public:
  using handler = std::function<http_response(http_request const&)>;

  /// Throws `failure` if cpp-httplib's header and compiled library disagree.
  http_server(http_server_options options, handler handle, http_server_hooks hooks = {})
      : options_(std::move(options)),
        handle_(std::move(handle)),
        hooks_(std::move(hooks)),
        budget_(options_.max_held_bytes),
        port_(options_.port) {
    detail::http::require_fitting_httplib();
  }
  http_server(http_server const&) = delete;
  http_server& operator=(http_server const&) = delete;
  ~http_server() {
    stop();
    if (background_.joinable()) background_.join();
  }

  /// Opens the port, once, and returns it. Connections made from now on are served as soon as the
  /// server runs. Throws `failure` (network_failed) if the address cannot be had.
  int bind() {
    std::lock_guard const guard(lock_);
    if (!listener_) open();
    return port_;
  }

  /// Serves until `stop()`, on this thread and those it makes. Binds first if need be. To be called
  /// once. Throws `failure` (network_failed) if the port cannot be had, or not be had again after
  /// the system had withdrawn it.
  void run() {
    {
      std::lock_guard const guard(lock_);
      running_ = true;
    }
    try {
      serve();
    } catch (...) {
      end();
      throw;
    }
    end();
  }

  /// Binds and serves on a thread of the server's own; returns the port, which already takes
  /// connections. To be called once. Throws as `bind()` does.
  int start() {
    int const port = bind();
    std::lock_guard const guard(lock_);
    background_ = std::thread([this] {
      try {
        run();
      } catch (std::exception const&) {
        // Ignored: there is nobody to tell but those who ask running().
      }
    });
    running_ = true;
    return port;
  }

  /// Closes the port, ends idle connections, lets running handlers finish, and returns when all is
  /// quiet. Final: a stopped server does not run again. Streams see it as a failing write.
  void stop() {
    std::unique_lock lock(lock_);
    stopping_ = true;
    bool told = false;
    while (running_) {
      // cpp-httplib forgets a stop that comes before it accepts, and may not be told twice.
      if (!told && listener_ && listener_->is_running()) {
        listener_->stop();
        told = true;
      }
      changed_.wait_for(lock, std::chrono::milliseconds(1));
    }
    listener_.reset();
  }

  /// Whether the server accepts and serves connections.
  [[nodiscard]] bool running() const {
    std::lock_guard const guard(lock_);
    return running_ && !stopping_;
  }

  /// The port bound, or the one wanted as long as none is.
  [[nodiscard]] int port() const {
    std::lock_guard const guard(lock_);
    return port_;
  }

 private:
  void serve() {
    auto busy = detail::http::busy_response("The server is busy");
    if (hooks_.finish) hooks_.finish({}, busy);
    detail::http::connection_pool pool(
        options_,
        [this](auto& its_pool, auto& connection) {
          detail::http::served_connection(its_pool, connection, options_, handle_, hooks_, budget_)
              .run();
        },
        std::move(busy));
    std::unique_lock lock(lock_);
    while (!stopping_) {
      if (!listener_) open();
      auto& current = *listener_;
      lock.unlock();
      current.accept_all([&](socket_t sock) { pool.submit(sock); });
      lock.lock();
      listener_.reset();
      // The system withdrew the port, perhaps for want of memory: give it a moment, open it again.
      if (!stopping_) changed_.wait_for(lock, std::chrono::milliseconds(10));
    }
  }

  void end() {
    std::lock_guard const guard(lock_);
    running_ = false;
    stopping_ = true;
    listener_.reset();
    changed_.notify_all();
  }

  /// Precondition: locked.
  void open() {
    auto fresh = std::make_unique<detail::http::listener>();
    int const bound = fresh->open(options_.host, port_);
    if (bound <= 0) {
      throw failure(error{error_code::network_failed,
                          "cannot listen on " + options_.host + ":" + std::to_string(port_), "",
                          "", "choose another port or stop the program that has it"});
    }
    port_ = bound;
    listener_ = std::move(fresh);
  }

  http_server_options const options_;
  handler const handle_;
  http_server_hooks const hooks_;
  detail::http::byte_budget budget_;
  mutable std::mutex lock_;
  std::condition_variable changed_;
  int port_;
  bool running_ = false;
  bool stopping_ = false;
  std::unique_ptr<detail::http::listener> listener_;
  std::thread background_;
};

}  // namespace v0
}  // namespace entente
