// SPDX-License-Identifier: BSL-1.0
// What cpp-httplib's own streams lack: reads and writes with a deadline over many of them. The
// socket types and headers of each platform come with httplib.h.
#pragma once

#include <entente/http/detail/httplib.hpp>

#ifndef _WIN32
#include <poll.h>
#endif

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

namespace entente {
inline namespace v0 {
namespace detail::http {

using steady_clock = std::chrono::steady_clock;

enum class io_outcome { done, timed_out, closed };

inline void close_socket(socket_t sock) noexcept {
#ifdef _WIN32
  ::closesocket(sock);
#else
  ::close(sock);
#endif
}

/// Wakes whoever waits on the socket, in whatever thread, and ends the connection.
inline void shut_down(socket_t sock) noexcept {
#ifdef _WIN32
  ::shutdown(sock, SD_BOTH);
#else
  ::shutdown(sock, SHUT_RDWR);
#endif
}

/// Tells the peer that nothing more will be sent; what it sends can still be read.
inline void finish_sending(socket_t sock) noexcept {
#ifdef _WIN32
  ::shutdown(sock, SD_SEND);
#else
  ::shutdown(sock, SHUT_WR);
#endif
}

inline void make_nonblocking(socket_t sock) noexcept {
#ifdef _WIN32
  u_long on = 1;
  ::ioctlsocket(sock, static_cast<long>(FIONBIO), &on);
#else
  ::fcntl(sock, F_SETFL, ::fcntl(sock, F_GETFL) | O_NONBLOCK);
#endif
}

/// Without this, the second of two small writes waits for the peer's delayed acknowledgement.
inline void disable_nagle(socket_t sock) noexcept {
  int const on = 1;
  ::setsockopt(sock, IPPROTO_TCP, TCP_NODELAY, reinterpret_cast<char const*>(&on), sizeof on);
}

inline bool would_block() noexcept {
#ifdef _WIN32
  return ::WSAGetLastError() == WSAEWOULDBLOCK;
#else
  return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
#endif
}

inline io_outcome wait_for_socket(socket_t sock, short events, steady_clock::time_point deadline) {
  for (;;) {
    auto const left = std::chrono::ceil<std::chrono::milliseconds>(deadline - steady_clock::now());
    if (left.count() <= 0) return io_outcome::timed_out;
    auto const wait = static_cast<int>((std::min<std::chrono::milliseconds::rep>)(
        left.count(), std::chrono::milliseconds(std::chrono::hours(1)).count()));
#ifdef _WIN32
    WSAPOLLFD watched{sock, events, 0};
    int const ready = ::WSAPoll(&watched, 1, wait);
#else
    pollfd watched{sock, events, 0};
    int const ready = ::poll(&watched, 1, wait);
    if (ready < 0 && errno == EINTR) continue;
#endif
    if (ready < 0) return io_outcome::closed;
    if (ready > 0) return io_outcome::done;
  }
}

/// Receives at least one byte into [into, into + room). Precondition: the socket does not block.
inline io_outcome receive_some(socket_t sock, char* into, std::size_t room, std::size_t& got,
                               steady_clock::time_point deadline) {
  for (;;) {
#ifdef _WIN32
    auto const count = ::recv(sock, into, static_cast<int>(room), 0);
#else
    auto const count = ::recv(sock, into, room, 0);
#endif
    if (count > 0) {
      got = static_cast<std::size_t>(count);
      return io_outcome::done;
    }
    if (count == 0 || !would_block()) return io_outcome::closed;
    auto const waited = wait_for_socket(sock, POLLIN, deadline);
    if (waited != io_outcome::done) return waited;
  }
}

/// Sends what fits at once and says how much that was; -1 if the connection is gone.
inline std::ptrdiff_t send_now(socket_t sock, std::string_view bytes) noexcept {
#if defined(_WIN32)
  auto const count = ::send(sock, bytes.data(), static_cast<int>(bytes.size()), 0);
#elif defined(MSG_NOSIGNAL)
  auto const count = ::send(sock, bytes.data(), bytes.size(), MSG_NOSIGNAL);
#else
  auto const count = ::send(sock, bytes.data(), bytes.size(), 0);
#endif
  if (count >= 0) return static_cast<std::ptrdiff_t>(count);
  return would_block() ? 0 : -1;
}

/// Sends everything; a peer that takes nothing for `stall` or not all of it until the deadline is
/// given up. `moved`, if any, counts along. Precondition: the socket does not block.
inline io_outcome send_all(socket_t sock, std::string_view bytes, steady_clock::duration stall,
                           steady_clock::time_point deadline,
                           std::atomic<std::size_t>* moved = nullptr) {
  constexpr std::size_t portion = std::size_t{1} << 20U;
  while (!bytes.empty()) {
    auto const count = send_now(sock, bytes.substr(0, portion));
    if (count < 0) return io_outcome::closed;
    if (count == 0) {
      auto const limit = (std::min)(deadline, steady_clock::now() + stall);
      auto const waited = wait_for_socket(sock, POLLOUT, limit);
      if (waited != io_outcome::done) return waited;
    }
    bytes.remove_prefix(static_cast<std::size_t>(count));
    if (moved != nullptr) *moved += static_cast<std::size_t>(count);
  }
  return io_outcome::done;
}

/// The peer's numeric address, empty if it is gone.
inline std::string remote_address_of(socket_t sock) {
  sockaddr_storage address{};
  socklen_t length = sizeof address;
  std::array<char, 64> text{};
  if (::getpeername(sock, reinterpret_cast<sockaddr*>(&address), &length) != 0 ||
      ::getnameinfo(reinterpret_cast<sockaddr*>(&address), length, text.data(),
                    static_cast<socklen_t>(text.size()), nullptr, 0, NI_NUMERICHOST) != 0) {
    return {};
  }
  return text.data();
}

/// A received byte stream with what has arrived but is not yet consumed.
class receive_buffer {
 public:
  /// `moved`, if any, counts what arrives.
  explicit receive_buffer(socket_t sock, std::atomic<std::size_t>* moved = nullptr)
      : sock_(sock), moved_(moved) {}

  [[nodiscard]] std::string_view pending() const noexcept {
    return std::string_view(bytes_).substr(start_);
  }

  void consume(std::size_t count) noexcept {
    start_ += count;
    if (start_ == bytes_.size()) {
      bytes_.clear();
      start_ = 0;
    }
  }

  /// Waits for more and appends it to `pending()`.
  io_outcome receive(steady_clock::time_point deadline) {
    std::array<char, 16384> fresh;
    std::size_t got = 0;
    auto const outcome = receive_some(sock_, fresh.data(), fresh.size(), got, deadline);
    if (outcome != io_outcome::done) return outcome;
    bytes_.erase(0, start_);
    start_ = 0;
    bytes_.append(fresh.data(), got);
    if (moved_ != nullptr) *moved_ += got;
    return outcome;
  }

 private:
  socket_t sock_;
  std::atomic<std::size_t>* moved_;
  std::string bytes_;
  std::size_t start_ = 0;
};

}  // namespace detail::http
}  // namespace v0
}  // namespace entente
