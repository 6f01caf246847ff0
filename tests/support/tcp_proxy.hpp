// SPDX-License-Identifier: BSL-1.0
// Stands between a client and a server, byte for byte, and cuts connections where it is told to. Unix only.
#pragma once

#if defined(__unix__) || defined(__APPLE__)
#define TESTS_HAVE_TCP_PROXY 1

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace support {

/// What happens to an exchange of a request and its answer.
enum class passage {
  through,
  no_request,   ///< cut before the server has heard of it
  no_answer,    ///< cut once the server has answered, and nothing of that is passed on
  half_answer,  ///< cut in the middle of the answer
};

class tcp_proxy {
 public:
  /// Forwards to a port of this machine. `decide` is asked once per exchange, from any thread.
  tcp_proxy(int port, std::function<passage()> decide) : port_(port), decide_(std::move(decide)) {
    listening_ = ::socket(AF_INET, SOCK_STREAM, 0);
    auto address = local(0);
    socklen_t length = sizeof address;
    if (::bind(listening_, reinterpret_cast<sockaddr*>(&address), length) != 0 ||
        ::listen(listening_, 64) != 0 ||
        ::getsockname(listening_, reinterpret_cast<sockaddr*>(&address), &length) != 0)
      throw std::runtime_error("no port for the proxy");
    own_port_ = ntohs(address.sin_port);
    accepting_ = std::thread{[this] { accept_all(); }};
  }
  tcp_proxy(tcp_proxy const&) = delete;
  tcp_proxy& operator=(tcp_proxy const&) = delete;
  ~tcp_proxy() {
    ending_ = true;
    accepting_.join();
    for (auto& each : relays_) each.join();
    ::close(listening_);
  }

  [[nodiscard]] int port() const noexcept { return own_port_; }

  /// Where the server is from now on, for new connections.
  void lead_to(int port) { port_ = port; }

 private:
  static sockaddr_in local(int port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
  }

  bool readable(int socket) const {
    pollfd one{socket, POLLIN, 0};
    return ::poll(&one, 1, 20) > 0;
  }

  void accept_all() {
    while (!ending_) {
      if (!readable(listening_)) continue;
      int const client = ::accept(listening_, nullptr, nullptr);
      if (client < 0) continue;
      relays_.emplace_back([this, client] { relay(client); });
    }
  }

  void relay(int client) {
    int const server = ::socket(AF_INET, SOCK_STREAM, 0);
    auto const address = local(port_);
    if (::connect(server, reinterpret_cast<sockaddr const*>(&address), sizeof address) == 0)
      pass_on(client, server);
    ::close(server);
    ::close(client);
  }

  void pass_on(int client, int server) {
    std::array<char, 65536> bytes;
    bool asking = false;
    passage now = passage::through;
    while (!ending_) {
      std::array<pollfd, 2> both{pollfd{client, POLLIN, 0}, pollfd{server, POLLIN, 0}};
      if (::poll(both.data(), 2, 20) <= 0) continue;
      if (both[0].revents != 0) {
        auto const got = ::recv(client, bytes.data(), bytes.size(), 0);
        if (got <= 0) return;
        if (!asking) now = decide_();
        asking = true;
        if (now == passage::no_request ||
            !send_all(server, bytes.data(), static_cast<std::size_t>(got)))
          return;
      }
      if (both[1].revents != 0) {
        auto got = ::recv(server, bytes.data(), bytes.size(), 0);
        if (got <= 0) return;
        asking = false;
        if (now == passage::no_answer) return;
        if (now == passage::half_answer) got /= 2;
        if (!send_all(client, bytes.data(), static_cast<std::size_t>(got)) ||
            now == passage::half_answer)
          return;
      }
    }
  }

  static bool send_all(int to, char const* bytes, std::size_t count) {
#ifdef MSG_NOSIGNAL
    constexpr int quietly = MSG_NOSIGNAL;
#else
    constexpr int quietly = 0;
#endif
    while (count > 0) {
      auto const sent = ::send(to, bytes, count, quietly);
      if (sent <= 0) return false;
      bytes += sent;
      count -= static_cast<std::size_t>(sent);
    }
    return true;
  }

  std::atomic<int> port_;
  std::function<passage()> decide_;
  int listening_ = -1;
  int own_port_ = 0;
  std::atomic<bool> ending_{false};
  std::thread accepting_;
  std::vector<std::thread> relays_;
};

}  // namespace support

#endif
