// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/timestamp.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace entente {
inline namespace v0 {

/// Gives the bearer token for the next request; empty for none. Called before every request, so an
/// application may refresh tokens behind it. Called from the syncing thread.
using token_function = std::function<std::string()>;

/// How an HTTP remote reaches its server.
struct remote_options {
  std::string url{};       ///< of the GraphQL endpoint: "http://127.0.0.1:8080/graphql"
  token_function token{};  ///< nothing: no Authorization header
  std::vector<std::pair<std::string, std::string>> headers{};  ///< sent with every request
  std::chrono::milliseconds connect_timeout = std::chrono::seconds{10};
  /// Between two bytes of the answer, and for all of it; of a large one or for a large push, a second
  /// more for each `least_bytes_per_second`, at most `total_timeout`.
  std::chrono::milliseconds answer_timeout = std::chrono::seconds{60};
  std::size_t least_bytes_per_second = 4096;
  std::chrono::milliseconds total_timeout = std::chrono::minutes{5};
  std::size_t max_answer_bytes = std::size_t{64} << 20;
  /// Asks for compressed answers, unless the server is on this machine. A page of 300 KB costs the server some
  /// 12 ms then: more than making it, less than sending it by a slow line.
  bool accept_gzip = true;
  clock_function now = system_now;
};

}  // namespace v0
}  // namespace entente
