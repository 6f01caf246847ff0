// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/http/headers.hpp>

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace entente {
inline namespace v0 {

/// Name and value of each query parameter, decoded, in the order of the URL.
using http_parameters = std::vector<std::pair<std::string, std::string>>;

/// A request as a server's handler sees it and as a client is asked to send it.
struct http_request {
  std::string method = "GET";  ///< upper case
  std::string path = "/";      ///< percent-decoded, starts with '/'; or "*" for OPTIONS
  http_parameters query{};
  http_headers headers{};
  std::string body{};            ///< without transfer or content encoding
  std::string remote_address{};  ///< the peer's numeric address, set by the server

  /// The first query parameter of that name, nothing if there is none.
  [[nodiscard]] std::optional<std::string_view> parameter(std::string_view name) const {
    for (auto const& [key, value] : query) {
      if (key == name) return std::string_view(value);
    }
    return std::nullopt;
  }
};

/// Sends one piece of a streamed body; false once the peer is gone or the server stops, after which
/// nothing more can be sent.
using http_stream_writer = std::function<bool(std::string_view)>;

/// Produces a streamed body piece by piece, on the connection's thread, for as long as it likes. It
/// should return soon after the writer returned false. Returns false (or throws) to break the
/// connection off, so that the peer can tell that the body is incomplete.
using http_stream = std::function<bool(http_stream_writer const& write)>;

/// A response as a server's handler makes it and as a client receives it. Framing fields
/// (Content-Length, Transfer-Encoding, Connection, Date) are the server's business: it replaces
/// what a handler sets.
struct http_response {
  int status = 200;
  http_headers headers{};
  std::string body{};
  http_stream stream{};  ///< if set, sent in chunks instead of `body`; never compressed
};

}  // namespace v0
}  // namespace entente
