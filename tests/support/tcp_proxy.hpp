// SPDX-License-Identifier: BSL-1.0
// Stands between a client and a server, byte for byte, and cuts or delays where it is told to. Unix only.
#pragma once

#if defined(__unix__) || defined(__APPLE__)
#define TESTS_HAVE_TCP_PROXY 1

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
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
  no_request,    ///< cut before the server has heard of it
  half_request,  ///< cut in the middle of what has come of the request
  no_answer,     ///< cut once the server has answered, and nothing of that is passed on
  half_answer,   ///< cut in the middle of the answer
  late_answer,   ///< the answer is held back for a moment
};

class tcp_proxy {
 public:
  /// Forwards to a port of this machine. `decide` is asked once per exchange, on the proxy's thread.
  tcp_proxy(int port, std::function<passage()> decide,
            std::chrono::milliseconds lateness = std::chrono::milliseconds{15})
      : port_(port), decide_(std::move(decide)), lateness_(lateness) {
    listening_ = ::socket(AF_INET, SOCK_STREAM | for_us_alone, 0);
    auto address = local(0);
    socklen_t length = sizeof address;
    if (::bind(listening_, reinterpret_cast<sockaddr*>(&address), length) != 0 ||
        ::listen(listening_, 64) != 0 ||
        ::getsockname(listening_, reinterpret_cast<sockaddr*>(&address), &length) != 0)
      throw std::runtime_error("no port for the proxy");
    own_port_ = ntohs(address.sin_port);
    running_ = std::thread{[this] { run(); }};
  }
  tcp_proxy(tcp_proxy const&) = delete;
  tcp_proxy& operator=(tcp_proxy const&) = delete;
  ~tcp_proxy() {
    ending_ = true;
    running_.join();
    for (auto const& each : links_) close_both(each);
    ::close(listening_);
  }

  [[nodiscard]] int port() const noexcept { return own_port_; }

  /// Where the server is from now on, for new connections.
  void lead_to(int port) { port_ = port; }

 private:
  // A process started meanwhile must not keep connections open.
#ifdef SOCK_CLOEXEC
  static constexpr int for_us_alone = SOCK_CLOEXEC;
#else
  static constexpr int for_us_alone = 0;
#endif

  using moment = std::chrono::steady_clock::time_point;

  /// A client's connection and the one that was made to the server for it.
  struct link {
    int client;
    int server;
    bool asking = false;
    passage now = passage::through;
    std::vector<char> held{};  // of a late answer
    moment due{};
    bool open = true;
  };

  static sockaddr_in local(int port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
  }

  static void close_both(link const& which) {
    ::close(which.server);
    ::close(which.client);
  }

  void run() {
    std::vector<pollfd> ready;
    while (!ending_) {
      ready.assign(1, pollfd{listening_, POLLIN, 0});
      bool late = false;
      for (auto const& each : links_) {
        ready.push_back({each.client, POLLIN, 0});
        // Nothing more of an answer that is held back.
        ready.push_back({each.held.empty() ? each.server : -1, POLLIN, 0});
        late = late || !each.held.empty();
      }
      if (::poll(ready.data(), ready.size(), late ? 1 : 20) < 0) continue;
      for (std::size_t i = 0; i < links_.size(); ++i)
        pass_on(links_[i], ready[1 + 2 * i].revents != 0, ready[2 + 2 * i].revents != 0);
      std::erase_if(links_, [](link const& each) {
        if (!each.open) close_both(each);
        return !each.open;
      });
      if (ready[0].revents != 0) accept_one();
    }
  }

  void accept_one() {
#ifdef SOCK_CLOEXEC
    int const client = ::accept4(listening_, nullptr, nullptr, for_us_alone);
#else
    int const client = ::accept(listening_, nullptr, nullptr);
#endif
    if (client < 0) return;
    link made{client, ::socket(AF_INET, SOCK_STREAM | for_us_alone, 0)};
    auto const address = local(port_);
    if (::connect(made.server, reinterpret_cast<sockaddr const*>(&address), sizeof address) == 0)
      links_.push_back(std::move(made));
    else
      close_both(made);
  }

  void pass_on(link& on, bool from_client, bool from_server) {
    if (!on.held.empty() && std::chrono::steady_clock::now() >= on.due) {
      on.open = send_all(on.client, on.held.data(), on.held.size());
      on.held.clear();
    }
    if (on.open && from_client) on.open = ask(on);
    if (on.open && from_server) on.open = answer(on);
  }

  bool ask(link& on) {
    auto const got = ::recv(on.client, bytes_.data(), bytes_.size(), 0);
    if (got <= 0) return false;
    if (!on.asking) on.now = decide_();
    on.asking = true;
    if (on.now == passage::no_request) return false;
    auto const count = static_cast<std::size_t>(got);
    bool const whole = on.now != passage::half_request;
    return send_all(on.server, bytes_.data(), whole ? count : count / 2) && whole;
  }

  bool answer(link& on) {
    auto const got = ::recv(on.server, bytes_.data(), bytes_.size(), 0);
    if (got <= 0) return false;
    on.asking = false;
    auto const count = static_cast<std::size_t>(got);
    switch (std::exchange(on.now, on.now == passage::late_answer ? passage::through : on.now)) {
      case passage::no_request:
      case passage::half_request:
      case passage::no_answer: return false;
      case passage::half_answer: return send_all(on.client, bytes_.data(), count / 2) && false;
      case passage::late_answer:
        on.held.assign(bytes_.data(), bytes_.data() + count);
        on.due = std::chrono::steady_clock::now() + lateness_;
        return true;
      case passage::through: break;
    }
    return send_all(on.client, bytes_.data(), count);
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
  std::chrono::milliseconds lateness_;
  int listening_ = -1;
  int own_port_ = 0;
  std::atomic<bool> ending_{false};
  std::vector<link> links_;
  std::array<char, 65536> bytes_{};
  std::thread running_;
};

}  // namespace support

#endif
