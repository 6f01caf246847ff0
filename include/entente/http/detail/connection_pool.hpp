// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/http/detail/response_writer.hpp>
#include <entente/http/detail/socket.hpp>
#include <entente/http/error_response.hpp>
#include <entente/http/message.hpp>
#include <entente/http/server_options.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <list>
#include <mutex>
#include <optional>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>

namespace entente {
inline namespace v0 {
namespace detail::http {

/// What a connection is doing, and thus whether it may be closed in favour of another. `busy` is in
/// the hands of the handler, or of a stream.
enum class connection_phase { idle, reading_head, reading_body, busy, sending };

inline http_response busy_response(std::string_view why) {
  auto response = http_error_response(503, why, "UNAVAILABLE");
  response.headers.set("Retry-After", "1");
  return response;
}

/// Threads for connections: made when a connection finds none free, ended when long unused, never
/// more than the cap. Beyond the cap connections wait, idle ones are closed in their favour, and
/// whoever waits too long is refused with 503. One more thread, the usher, sees to that waiting.
/// Thread-safe.
class connection_pool {
 public:
  /// One connection being served. Its fields belong to the pool's lock.
  struct connection {
    explicit connection(socket_t from) : sock(from) {}

    socket_t const sock;
    connection_phase phase = connection_phase::idle;
    steady_clock::time_point since = steady_clock::now();
    bool cut_off = false;
    std::atomic<std::size_t> moved{0};  ///< bytes, in this phase; the one field without the lock
  };
  using server = std::function<void(connection_pool&, connection&)>;

  /// `busy` is what is answered to those who find no room.
  connection_pool(http_server_options const& options, server serve, http_response busy)
      : options_(options),
        serve_(std::move(serve)),
        busy_(std::move(busy)),
        usher_([this] { usher(); }) {}
  connection_pool(connection_pool const&) = delete;
  connection_pool& operator=(connection_pool const&) = delete;
  ~connection_pool() { stop(); }

  /// Takes over an accepted socket. Never blocks for long: it runs on the accepting thread.
  void submit(socket_t sock) {
    std::unique_lock lock(lock_);
    if (stopping_ || (free_ <= waiting_.size() && !add_thread() &&
                      waiting_.size() >= options_.max_waiting)) {
      lock.unlock();
      refuse(sock);
      return;
    }
    waiting_.push_back({sock, steady_clock::now() + options_.max_wait});
    work_.notify_one();
    usher_wakes_.notify_one();
  }

  /// Says what the connection does next. False if it should end instead, because it was cut off or
  /// because the server stops.
  bool enter(connection& self, connection_phase phase) {
    std::lock_guard const guard(lock_);
    self.phase = phase;
    self.since = steady_clock::now();
    self.moved = 0;
    return !self.cut_off && (!stopping_ || is_answering(phase));
  }

  /// Whether a connection should end after this response: others wait, or the server stops.
  bool wants_thread_back() {
    std::lock_guard const guard(lock_);
    return stopping_ || waiting_.size() > free_;
  }

  /// Closes the connection that has been slowest with a body for too long, if there is one: others
  /// need the memory.
  void hurry() {
    std::lock_guard const guard(lock_);
    auto const victim = longest_useless(moves_body);
    if (victim != connections_.end()) cut_off(*victim);
  }

  /// Reserves one of the places for streams; false if all are taken.
  bool begin_stream() {
    std::lock_guard const guard(lock_);
    if (streams_ >= options_.max_streams) return false;
    ++streams_;
    return true;
  }
  void end_stream() {
    std::lock_guard const guard(lock_);
    --streams_;
  }

  bool stopping() {
    std::lock_guard const guard(lock_);
    return stopping_;
  }

  /// Ends idle connections at once and the others after their current response; returns when all
  /// have ended.
  void stop() {
    {
      std::lock_guard const guard(lock_);
      stopping_ = true;
      for (auto& each : connections_) {
        if (!is_answering(each.phase)) shut_down(each.sock);
      }
    }
    work_.notify_all();
    usher_wakes_.notify_all();
    if (usher_.joinable()) usher_.join();
    std::unique_lock lock(lock_);
    work_.wait(lock, [this] { return threads_.empty(); });
    join_finished(lock);
  }

 private:
  static bool is_answering(connection_phase phase) noexcept {
    return phase == connection_phase::busy || phase == connection_phase::sending;
  }

  static bool moves_body(connection_phase phase) noexcept {
    return phase == connection_phase::reading_body || phase == connection_phase::sending;
  }

  struct candidate {
    socket_t sock;
    steady_clock::time_point deadline;
  };

  /// Precondition: locked. False if the cap is reached or the system has no thread to give.
  bool add_thread() {
    if (threads_.size() >= options_.max_connections) return false;
    auto const place = threads_.emplace(threads_.end());
    try {
      *place = std::thread([this, place] { work(place); });
    } catch (std::system_error const&) {
      threads_.erase(place);
      return false;
    }
    ++free_;
    return true;
  }

  void work(std::list<std::thread>::iterator self) {
    std::unique_lock lock(lock_);
    for (;;) {
      bool const called = work_.wait_for(lock, options_.idle_thread_life,
                                         [this] { return stopping_ || !waiting_.empty(); });
      if (!called || waiting_.empty()) break;
      auto const place = connections_.emplace(connections_.end(), waiting_.front().sock);
      waiting_.pop_front();
      --free_;
      lock.unlock();
      try {
        serve_(*this, *place);
      } catch (...) {
        // Ignored: out of memory, for one, costs this connection, not the server.
      }
      lock.lock();
      ++free_;
      close_socket(place->sock);
      connections_.erase(place);
    }
    --free_;
    finished_.splice(finished_.end(), threads_, self);
    work_.notify_all();
    usher_wakes_.notify_one();
  }

  void usher() {
    std::unique_lock lock(lock_);
    while (!stopping_) {
      join_finished(lock);
      if (stopping_) break;
      if (waiting_.empty()) {
        if (finished_.empty()) usher_wakes_.wait(lock);
        continue;
      }
      if (waiting_.front().deadline <= steady_clock::now()) {
        refuse_first(lock);
        continue;
      }
      make_room();
      usher_wakes_.wait_for(lock, look_again);
    }
    while (!waiting_.empty()) refuse_first(lock);
  }

  void refuse_first(std::unique_lock<std::mutex>& lock) {
    socket_t const sock = waiting_.front().sock;
    waiting_.pop_front();
    lock.unlock();
    refuse(sock);
    lock.lock();
  }

  /// Precondition: locked. Cuts off as many connections as wait in vain.
  void make_room() {
    auto const leaving = static_cast<std::size_t>(
        std::count_if(connections_.begin(), connections_.end(),
                      [](connection const& each) { return each.cut_off; }));
    for (auto coming = leaving + free_; coming < waiting_.size(); ++coming) {
      auto const victim = longest_useless();
      if (victim == connections_.end()) return;
      cut_off(*victim);
    }
  }

  /// Precondition: locked.
  static void cut_off(connection& victim) {
    victim.cut_off = true;
    shut_down(victim.sock);
  }

  /// How long a connection may be in its phase while others wait; nothing where it may stay.
  [[nodiscard]] std::optional<std::chrono::milliseconds> patience(connection const& with) const {
    switch (with.phase) {
      // Who has just been given a thread gets a moment to send the request it came with.
      case connection_phase::idle: return look_again;
      case connection_phase::reading_head: return options_.hurried_header_time;
      case connection_phase::reading_body:
      case connection_phase::sending: {
        auto const pace = (std::max)(options_.hurried_bytes_per_second, std::size_t{1});
        return (std::min)(options_.hurried_body_time,
                          options_.hurried_header_time + std::chrono::seconds(with.moved / pace));
      }
      case connection_phase::busy: break;
    }
    return std::nullopt;
  }

  /// Among those that outstay the patience with their phase, the one that does so longest.
  /// Precondition: locked.
  std::list<connection>::iterator longest_useless(bool (*in)(connection_phase) = nullptr) {
    auto const now = steady_clock::now();
    auto found = connections_.end();
    steady_clock::duration longest{};
    for (auto each = connections_.begin(); each != connections_.end(); ++each) {
      auto const allowed = patience(*each);
      if (each->cut_off || !allowed || (in != nullptr && !in(each->phase))) continue;
      auto const beyond = now - each->since - *allowed;
      if (beyond > longest) {
        longest = beyond;
        found = each;
      }
    }
    return found;
  }

  void join_finished(std::unique_lock<std::mutex>& lock) {
    std::list<std::thread> ended;
    ended.swap(finished_);
    lock.unlock();
    for (auto& thread : ended) thread.join();
    lock.lock();
  }

  /// Answers 503 without waiting for anything: what does not fit into the socket's fresh buffer, or
  /// has not arrived yet, is dropped.
  void refuse(socket_t sock) const {
    make_nonblocking(sock);
    send_now(sock, response_head(busy_, framing::length, false) + busy_.body);
    finish_sending(sock);
    receive_buffer(sock).receive(steady_clock::now());
    close_socket(sock);
  }

  static constexpr std::chrono::milliseconds look_again{20};

  http_server_options const& options_;
  server serve_;
  http_response const busy_;
  std::mutex lock_;
  std::condition_variable work_;
  std::condition_variable usher_wakes_;
  bool stopping_ = false;
  std::size_t streams_ = 0;
  std::size_t free_ = 0;  ///< threads that are not serving a connection
  std::deque<candidate> waiting_;
  std::list<connection> connections_;
  std::list<std::thread> threads_;
  std::list<std::thread> finished_;
  std::thread usher_;
};

}  // namespace detail::http
}  // namespace v0
}  // namespace entente
