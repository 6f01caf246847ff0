// SPDX-License-Identifier: BSL-1.0
// Two ends of a loopback connection, and one message with its answer at a time: what HTTP is measured against.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace bench::c {

/// A server on a thread of its own that answers each message with what `answer(message)` makes of it.
class raw_socket {
 public:
  explicit raw_socket(std::function<std::string_view(std::string_view)> answer) {
    int const listener = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof at;
    must(::bind(listener, reinterpret_cast<sockaddr*>(&at), size) == 0 && ::listen(listener, 1) == 0 &&
         ::getsockname(listener, reinterpret_cast<sockaddr*>(&at), &size) == 0);
    server_ = std::thread([listener, answer = std::move(answer)] { serve(listener, answer); });
    client_ = ::socket(AF_INET, SOCK_STREAM, 0);
    must(::connect(client_, reinterpret_cast<sockaddr*>(&at), size) == 0);
    no_delay(client_);
  }
  raw_socket(raw_socket const&) = delete;
  raw_socket& operator=(raw_socket const&) = delete;
  ~raw_socket() {
    ::close(client_);
    server_.join();
  }

  /// Valid until the next call.
  std::string_view call(std::string_view message) {
    send(client_, message);
    must(receive(client_, answer_));
    return answer_;
  }

 private:
  static void must(bool good) {
    if (!good) throw std::runtime_error("the loopback connection failed");
  }
  static void no_delay(int sock) {
    int const on = 1;
    must(::setsockopt(sock, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) == 0);
  }

  static void serve(int listener, std::function<std::string_view(std::string_view)> const& answer) {
    int const sock = ::accept(listener, nullptr, nullptr);
    ::close(listener);
    no_delay(sock);
    for (std::string message; receive(sock, message);) send(sock, answer(message));
    ::close(sock);
  }

  static void send(int sock, std::string_view message) {
    std::uint64_t const size = message.size();
    char head[sizeof size];
    std::memcpy(head, &size, sizeof size);
    must(::send(sock, head, sizeof head, MSG_MORE | MSG_NOSIGNAL) == static_cast<ssize_t>(sizeof head));
    while (!message.empty()) {
      auto const sent = ::send(sock, message.data(), message.size(), MSG_NOSIGNAL);
      must(sent > 0);
      message.remove_prefix(static_cast<std::size_t>(sent));
    }
  }

  static bool receive(int sock, std::string& into) {
    std::uint64_t size = 0;
    if (!take(sock, reinterpret_cast<char*>(&size), sizeof size)) return false;
    into.resize(size);
    return take(sock, into.data(), size);
  }
  static bool take(int sock, char* into, std::size_t size) {
    while (size > 0) {
      auto const got = ::recv(sock, into, size, 0);
      if (got <= 0) return false;
      into += got;
      size -= static_cast<std::size_t>(got);
    }
    return true;
  }

  std::thread server_;
  int client_ = -1;
  std::string answer_;
};

}  // namespace bench::c
