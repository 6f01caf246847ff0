// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/http/message.hpp>

#include <functional>

namespace entente {
inline namespace v0 {

/// What else than the handler the owner of an `http_server` may have a say in. Both are called from
/// many threads at once, must not block and should not throw; either may be left out.
struct http_server_hooks {
  /// Sees the answers that the server words by itself before they go, to add headers (those of
  /// CORS, say), with as much of the request as was read: nothing but defaults where it was refused
  /// before its headers were understood.
  std::function<void(http_request const&, http_response&)> finish{};

  /// Whether the body of a request with these headers is of any use. If not, it is read and
  /// forgotten, and the handler gets the request without: so that whoever has no business here
  /// cannot make the server hold anything.
  std::function<bool(http_request const&)> wants_body{};
};

}  // namespace v0
}  // namespace entente
