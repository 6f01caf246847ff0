// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string_view>

namespace entente {
inline namespace v0 {

/// Whether a host name or address, without a port, always means this machine.
[[nodiscard]] constexpr bool is_loopback_host(std::string_view host) noexcept {
  if (host == "localhost" || host == "::1" || host == "[::1]") return true;
  if (!host.starts_with("127.")) return false;
  return host.find_first_not_of("0123456789.") == std::string_view::npos;
}

namespace detail::http {

/// "localhost:8080" without its port.
constexpr std::string_view without_port(std::string_view authority) noexcept {
  auto const colon = authority.rfind(':');
  auto const bracket = authority.rfind(']');
  bool const has_port =
      colon != std::string_view::npos &&
      (bracket == std::string_view::npos ? authority.find(':') == colon : bracket < colon);
  return has_port ? authority.substr(0, colon) : authority;
}

/// Whether an origin such as "http://localhost:8080" is on this machine.
constexpr bool is_loopback_origin(std::string_view origin) noexcept {
  auto const scheme = origin.find("://");
  return scheme != std::string_view::npos &&
         is_loopback_host(without_port(origin.substr(scheme + 3)));
}

}  // namespace detail::http
}  // namespace v0
}  // namespace entente
