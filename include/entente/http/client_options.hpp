// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/http/headers.hpp>

#include <chrono>
#include <cstddef>
#include <string>

namespace entente {
inline namespace v0 {

/// How an `http_client` behaves. The defaults suit small requests to one server.
struct http_client_options {
  std::chrono::milliseconds connect_timeout{10'000};  ///< per address; name look-up excepted
  std::chrono::milliseconds read_timeout{30'000};     ///< without one byte from the server
  std::chrono::milliseconds write_timeout{30'000};    ///< without one byte taken by the server

  // An exchange may last, from the start of connecting to the last byte of the answer (of a stream:
  // of its headers), `answer_timeout` and a second more for each `least_bytes_per_second` that are
  // sent or have arrived, so that a peer who keeps it alive by a byte now and then gains nothing; and
  // never longer than `total_timeout`.
  std::chrono::milliseconds answer_timeout{60'000};
  std::size_t least_bytes_per_second = 4096;  ///< 0: only the total counts
  std::chrono::milliseconds total_timeout{300'000};

  /// The longest body taken, as it arrives and as it inflates; streams excepted.
  std::size_t max_response_bytes = std::size_t{64} << 20U;

  /// Sent with every request that does not have a field of that name itself: credentials, say.
  http_headers default_headers{};

  bool accept_gzip = true;
  /// Request bodies from this size on are sent as gzip; 0 for none, because only servers known to
  /// understand it may be asked to.
  std::size_t gzip_requests_from_bytes = 0;

  bool tcp_nodelay = true;  ///< false costs 40 ms per request on most systems
  bool keep_alive = true;
  /// A connection unused for longer is not used again: the server may just be closing it.
  std::chrono::milliseconds idle_connection_life{4'000};

  /// PEM file of the certificate authorities to trust instead of the system's.
  std::string certificate_authorities{};
};

}  // namespace v0
}  // namespace entente
