// SPDX-License-Identifier: BSL-1.0
// Plain sockets for tests that must send or receive what no proper library would.
#pragma once

#include "support/catch.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

namespace loopback {

/// No test waits longer than this; a test that does has failed.
inline constexpr int patience_ms = 30'000;

inline sockaddr_in address(int port) {
  sockaddr_in there{};
  there.sin_family = AF_INET;
  there.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  there.sin_port = htons(static_cast<std::uint16_t>(port));
  return there;
}

/// Asks until it is so: for what another thread is about to do. Fails when patience ends.
template <class Predicate>
void eventually(Predicate&& is_so) {
  auto const end = std::chrono::steady_clock::now() + std::chrono::milliseconds(patience_ms);
  while (!is_so()) REQUIRE(std::chrono::steady_clock::now() < end);
}

class connection {
 public:
  explicit connection(int port) : sock_(::socket(AF_INET, SOCK_STREAM, 0)) {
    auto const there = address(port);
    connected_ = ::connect(sock_, reinterpret_cast<sockaddr const*>(&there), sizeof there) == 0;
  }
  struct adopted {
    int sock;
  };
  explicit connection(adopted accepted) : sock_(accepted.sock), connected_(accepted.sock >= 0) {}
  connection(connection&& other) noexcept
      : sock_(std::exchange(other.sock_, -1)), connected_(other.connected_),
        pending_(std::move(other.pending_)) {}
  connection& operator=(connection&&) = delete;
  ~connection() {
    if (sock_ >= 0) ::close(sock_);
  }

  bool connected() const { return connected_; }

  /// Whether all of it went out; a peer that closed makes it false.
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      auto const count = ::send(sock_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (count <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
  }

  /// From here on `send` sends what goes out at once.
  void never_block() { ::fcntl(sock_, F_SETFL, ::fcntl(sock_, F_GETFL) | O_NONBLOCK); }

  void finish_sending() { ::shutdown(sock_, SHUT_WR); }

  /// Waits for more bytes; false at the end of the stream or of patience.
  bool receive() {
    pollfd watched{sock_, POLLIN, 0};
    if (::poll(&watched, 1, patience_ms) <= 0) return false;
    std::array<char, 65536> bytes;
    auto const count = ::recv(sock_, bytes.data(), bytes.size(), 0);
    if (count <= 0) return false;
    pending_.append(bytes.data(), static_cast<std::size_t>(count));
    return true;
  }

  /// Everything up to and including `mark`; what there is if the stream ends before.
  std::string until(std::string_view mark) {
    std::size_t found = 0;
    while ((found = pending_.find(mark)) == std::string::npos) {
      if (!receive()) return std::exchange(pending_, {});
    }
    return take(found + mark.size());
  }

  std::string exactly(std::size_t count) {
    while (pending_.size() < count && receive()) {
    }
    return take(std::min(count, pending_.size()));
  }

  /// Everything until the peer closes.
  std::string rest() {
    while (receive()) {
    }
    return std::exchange(pending_, {});
  }

  struct answer {
    int status = 0;
    std::string head;
    std::string body;
  };

  /// One response with a Content-Length (or without a body).
  answer response() {
    answer got;
    got.head = until("\r\n\r\n");
    if (got.head.size() < 12) return got;
    got.status = std::stoi(got.head.substr(9, 3));
    auto const length = got.head.find("Content-Length: ");
    if (length != std::string::npos) got.body = exactly(std::stoul(got.head.substr(length + 16)));
    return got;
  }

 private:
  std::string take(std::size_t count) {
    auto taken = pending_.substr(0, count);
    pending_.erase(0, count);
    return taken;
  }

  int sock_;
  bool connected_ = false;
  std::string pending_;
};

/// A server whose every byte is scripted: `serve` gets each connection, one after the other.
class scripted_server {
 public:
  explicit scripted_server(std::function<void(connection&)> serve)
      : sock_(::socket(AF_INET, SOCK_STREAM, 0)) {
    auto here = address(0);
    socklen_t length = sizeof here;
    REQUIRE(::bind(sock_, reinterpret_cast<sockaddr const*>(&here), sizeof here) == 0);
    REQUIRE(::listen(sock_, 16) == 0);
    REQUIRE(::getsockname(sock_, reinterpret_cast<sockaddr*>(&here), &length) == 0);
    port_ = ntohs(here.sin_port);
    thread_ = std::thread([this, serve = std::move(serve)] {
      for (;;) {
        connection accepted{connection::adopted{::accept(sock_, nullptr, nullptr)}};
        if (!accepted.connected()) return;
        serve(accepted);
      }
    });
  }
  scripted_server(scripted_server const&) = delete;
  scripted_server& operator=(scripted_server const&) = delete;
  ~scripted_server() {
    ::shutdown(sock_, SHUT_RDWR);
    thread_.join();
    ::close(sock_);
  }

  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }

 private:
  int sock_;
  int port_ = 0;
  std::thread thread_;
};

}  // namespace loopback
