// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <chrono>
#include <cstddef>
#include <string>

namespace entente {
inline namespace v0 {

/// The limits of an `http_server`. Every one of them can be reached from outside, so none may be
/// absent; the defaults suit a server of many small requests. Behind a reverse proxy the proxy's
/// limits should be the tighter ones.
struct http_server_options {
  std::string host = "127.0.0.1";  ///< the address or name to listen on; "0.0.0.0" for all IPv4
  int port = 0;                    ///< 0 lets the system choose

  std::size_t max_body_bytes = std::size_t{8} << 20U;  ///< as it arrives, and as it inflates
  /// Of all bodies that are larger than 64 KiB, of requests and their responses together, from
  /// their first byte to the response's last. Beyond: 503 with Retry-After, and whoever is slowest with
  /// such a body is hurried as below.
  std::size_t max_held_bytes = std::size_t{256} << 20U;
  std::size_t max_header_bytes = std::size_t{32} << 10U;  ///< request line and headers together
  std::size_t max_target_bytes = std::size_t{8} << 10U;   ///< path and query, encoded
  std::size_t max_headers = 100;

  std::chrono::milliseconds header_timeout{10'000};  ///< from a request's first byte to the body
  std::chrono::milliseconds body_timeout{60'000};    ///< for a whole body to arrive
  std::chrono::milliseconds stall_timeout{15'000};   ///< without one byte sent or taken by the peer
  std::chrono::milliseconds response_timeout{120'000};   ///< for a whole response, streams excepted
  std::chrono::milliseconds keep_alive_timeout{30'000};  ///< between two requests of a connection

  std::size_t max_connections = 512;  ///< served at once, each by a thread made when needed
  std::size_t max_waiting = 256;      ///< beyond those; one more is refused with 503 at once
  std::chrono::milliseconds max_wait{3'000};  ///< for a thread, then 503 with Retry-After
  std::chrono::milliseconds idle_thread_life{10'000};  ///< an unused thread ends after this
  std::size_t max_streams = 256;  ///< of those served at once; one more stream answers 503

  // Once others wait for a thread, connections between two requests are closed at once, and so are
  // those whose headers have been on their way for longer than `hurried_header_time`; of a request's or
  // response's body for that and a second more for each `hurried_bytes_per_second` of it that have
  // passed, at most `hurried_body_time`. So nobody waits for those who keep a connection busy with a byte
  // now and then.
  std::chrono::milliseconds hurried_header_time{500};
  std::chrono::milliseconds hurried_body_time{5'000};
  std::size_t hurried_bytes_per_second = std::size_t{64} << 10U;

  std::size_t gzip_from_bytes = 1024;  ///< smaller responses are not worth compressing
};

}  // namespace v0
}  // namespace entente
