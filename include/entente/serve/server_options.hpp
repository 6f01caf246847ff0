// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/authority/principal.hpp>
#include <entente/base/limits.hpp>
#include <entente/base/random.hpp>
#include <entente/base/timestamp.hpp>
#include <entente/graphql/limits.hpp>
#include <entente/http/message.hpp>
#include <entente/http/server_options.hpp>

#include <chrono>
#include <cstddef>
#include <exception>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace entente {
inline namespace v0 {

/// Says who sent a request; nothing for missing or wrong credentials, which answers 401. Called
/// from many threads at once. It must not trust what the request says of itself beyond its
/// credentials.
using authenticate_function = std::function<std::optional<principal>(http_request const&)>;

/// Told of what went wrong on the server's side: the exception and where in the answer it struck (a
/// JSON path). Clients learn "Internal error" and no more. Called from many threads at once.
using server_log_function = std::function<void(std::exception const& why, std::string_view path)>;

/// What one GraphQL request may cost on this endpoint: a push of a thousand items written into the
/// document itself fits, what only hurts does not.
inline constexpr graphql::limits default_api_limits = [] {
  graphql::limits limits;
  limits.max_document_bytes = std::size_t{4} << 20U;
  limits.max_tokens = 100'000;
  return limits;
}();

/// How a server stores, whom it serves and what it refuses.
///
/// Who may call is decided in this order: `authenticate`, where there is one; else `tokens`; and
/// callers without a valid token are refused, unless `open`. A server that is told none of the
/// three would refuse everybody, so it refuses to be made.
struct server_options {
  std::filesystem::path directory{};  ///< one database file per tenant

  /// Bearer tokens (RFC 6750) and whom each stands for. A principal without a name gets one made
  /// from the token's hash. Tokens are compared in constant time.
  std::map<std::string, principal, std::less<>> tokens{};
  authenticate_function authenticate{};  ///< takes the place of `tokens`

  /// Serves callers without credentials as well, whatever tenant they name ("default" if they name
  /// none): for programs of the same machine. Such a server listens on loopback addresses only,
  /// answers only requests that were sent to one by name, and lets no web page of another host
  /// read.
  bool open = false;

  bool assign_ids = false;       ///< give records ids of the server's own, beside their clients'
  bool enforce_refs = true;      ///< refuse a ref to a record that was never seen
  std::size_t max_items = 1000;  ///< of one push in the reference form
  std::size_t max_operations = default_group_operations;  ///< of one push in the native form
  /// Being answered at once; one more is refused with 429 and Retry-After. Callers without credentials
  /// are not counted.
  std::size_t max_requests_per_caller = 64;
  std::size_t max_page_items = 10'000;                    ///< of a pull or list, whatever is asked
  std::chrono::milliseconds writer_wait = std::chrono::seconds{10};  ///< then 503 with Retry-After

  graphql::limits limits = default_api_limits;
  /// Where to listen; bodies, deadlines, connections. A body may be as large as the largest group a
  /// replica queues by default.
  http_server_options http = [] {
    http_server_options options;
    options.max_body_bytes = std::size_t{16} << 20U;
    return options;
  }();
  server_log_function log{};

  clock_function now = system_now;
  random_function random = system_random;
};

}  // namespace v0
}  // namespace entente
