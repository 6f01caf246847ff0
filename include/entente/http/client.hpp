// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/error.hpp>
#include <entente/base/result.hpp>
#include <entente/http/client_options.hpp>
#include <entente/http/detail/base_url.hpp>
#include <entente/http/detail/channel.hpp>
#include <entente/http/detail/exchange.hpp>
#include <entente/http/detail/httplib.hpp>
#include <entente/http/message.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace entente {
inline namespace v0 {

/// Sends requests to one server. Thread-safe: sends that overlap use a connection each, and
/// connections are used again while they are fresh. Redirects are answers, not followed. Nothing
/// of a request but the server's host and port ever stands in an error message.
class http_client {
 public:
  /// Receives one piece of a streamed body; false ends the request.
  using receiver = std::function<bool(std::string_view)>;

  /// `base_url` is http://host:port/path or https://...; a request's path is appended to it.
  /// Throws `failure`: invalid_argument for a malformed URL, unsupported for https where
  /// cpp-httplib was built without OpenSSL or does not fit its header.
  explicit http_client(std::string_view base_url, http_client_options options = {})
      : url_(detail::http::parse_base_url(base_url).value()), options_(std::move(options)) {
    detail::http::require_fitting_httplib();
#ifndef CPPHTTPLIB_OPENSSL_SUPPORT
    if (url_.secure) {
      throw failure(error{error_code::unsupported, "cpp-httplib was built without OpenSSL", "", "",
                          "use one that was built with it for https"});
    }
#endif
  }
  http_client(http_client const&) = delete;
  http_client& operator=(http_client const&) = delete;
  ~http_client() {
    stop();
    std::unique_lock lock(lock_);
    quiet_.wait(lock, [this] { return busy_.empty(); });
    ending_ = true;
    watch_.notify_all();
    lock.unlock();
    if (watcher_.joinable()) watcher_.join();
  }

  /// Sends a request and waits for the whole answer, of whatever status. The errors are
  /// network_failed (no connection, a broken one, an answer cut short), timed_out, cancelled (see
  /// `stop`), too_large, protocol_violation, and invalid_argument for a request that cannot be
  /// sent. After all but the last the server may or may not have done what was asked.
  [[nodiscard]] result<http_response> send(http_request const& request) {
    return send(request, receiver());
  }

  /// The same, handing the body of a successful answer (2xx) to `receive` as it arrives, on this
  /// thread: for event streams. The response returned has no body then. Neither the deadline nor the
  /// size limit applies to such a body, but the read timeout does.
  [[nodiscard]] result<http_response> send(http_request const& request, receiver const& receive) {
    lease held(*this, detail::http::exchange::allowance(options_, request.body.size()));
    if (!held.channel) return error{error_code::cancelled, "the client is stopped"};
    auto response =
        detail::http::exchange(url_, options_, receive, stopped_, *held.channel).run(request);
    held.sound = response.ok();
    return response;
  }

  /// Makes sends in flight return `cancelled`, as well as later ones until `resume()`. Returns when
  /// none is in flight, or after a second if one is stuck in looking up a name.
  void stop() {
    std::unique_lock lock(lock_);
    stopped_ = true;
    unused_.clear();
    // A connection that is just about to be made cannot be interrupted yet, hence the rounds.
    for (int round = 0; round < 100 && !busy_.empty(); ++round) {
      for (auto* each : busy_) each->interrupt();
      quiet_.wait_for(lock, std::chrono::milliseconds(10), [this] { return busy_.empty(); });
    }
  }

  /// Allows sends again after `stop()`.
  void resume() {
    std::lock_guard const guard(lock_);
    stopped_ = false;
  }

  /// Host and port of the server, for messages.
  [[nodiscard]] std::string const& peer() const noexcept { return url_.peer; }

 private:
  /// A channel for the time of one request. It is used again only if it proved sound.
  struct lease {
    lease(http_client& client, std::chrono::milliseconds allowed)
        : owner(client), channel(client.take_channel(allowed)) {}
    lease(lease const&) = delete;
    lease& operator=(lease const&) = delete;
    ~lease() {
      if (channel) owner.give_back(std::move(channel), sound);
    }

    http_client& owner;
    std::unique_ptr<detail::http::channel> channel;
    bool sound = false;
  };

  std::unique_ptr<detail::http::channel> take_channel(std::chrono::milliseconds allowed) {
    std::lock_guard const guard(lock_);
    if (stopped_) return nullptr;
    auto const stale = detail::http::steady_clock::now() - options_.idle_connection_life;
    std::erase_if(unused_, [&](auto const& each) { return each->last_used < stale; });
    std::unique_ptr<detail::http::channel> chosen;
    if (unused_.empty()) {
      chosen = std::make_unique<detail::http::channel>(url_, options_);
    } else {
      chosen = std::move(unused_.back());
      unused_.pop_back();
    }
    auto const deadline = detail::http::steady_clock::now() + allowed;
    chosen->postpone(deadline);
    busy_.push_back(chosen.get());
    if (!watcher_.joinable()) watcher_ = std::thread([this] { watch(); });
    if (deadline < next_look_) watch_.notify_all();
    return chosen;
  }

  void give_back(std::unique_ptr<detail::http::channel> channel, bool sound) {
    std::lock_guard const guard(lock_);
    std::erase(busy_, channel.get());
    if (sound && !stopped_ && !channel->expired() && options_.keep_alive) {
      channel->last_used = detail::http::steady_clock::now();
      unused_.push_back(std::move(channel));
    }
    quiet_.notify_all();
  }

  /// Gives up what takes too long. cpp-httplib looks at no clock while bytes keep coming, least of
  /// all between those of a header, so somebody else has to.
  void watch() {
    using clock = detail::http::steady_clock;
    constexpr auto try_again = std::chrono::milliseconds(10);
    std::unique_lock lock(lock_);
    while (!ending_) {
      auto const now = clock::now();
      next_look_ = clock::time_point::max();
      for (auto* each : busy_) {
        auto due = each->deadline();
        if (due <= now) {
          each->expire();
          due = now + try_again;
        }
        next_look_ = (std::min)(next_look_, due);
      }
      if (next_look_ == clock::time_point::max()) {
        watch_.wait(lock);
      } else {
        watch_.wait_until(lock, next_look_);
      }
    }
  }

  detail::http::base_url const url_;
  http_client_options const options_;
  std::mutex lock_;
  std::condition_variable quiet_;
  std::condition_variable watch_;
  std::atomic<bool> stopped_{false};
  bool ending_ = false;
  detail::http::steady_clock::time_point next_look_ = detail::http::steady_clock::time_point::max();
  std::thread watcher_;
  std::vector<detail::http::channel*> busy_;
  std::vector<std::unique_ptr<detail::http::channel>> unused_;
};

}  // namespace v0
}  // namespace entente
