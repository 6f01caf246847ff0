// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/error.hpp>
#include <entente/base/result.hpp>
#include <entente/http/detail/text.hpp>

#include <algorithm>
#include <string>
#include <string_view>

namespace entente {
inline namespace v0 {
namespace detail::http {

/// "https://host:8443/api" taken apart.
struct base_url {
  std::string origin{};  ///< scheme, host and port: what a connection is made to
  std::string peer{};    ///< host and port, for messages
  std::string path{};    ///< encoded, without the last slash; empty at the root
  bool secure = false;
};

/// Takes an absolute http or https URL apart. Refuses user names (credentials belong into a
/// header), queries and fragments.
inline result<base_url> parse_base_url(std::string_view url) {
  auto const refuse = [](std::string_view why) {
    return error{error_code::invalid_argument, "the server's URL " + std::string(why), "", "",
                 "write it as https://host:port/path"};
  };
  base_url parsed;
  auto const scheme_end = url.find("://");
  auto const scheme = url.substr(0, scheme_end);
  if (scheme_end == std::string_view::npos ||
      !(equal_ignoring_case(scheme, "http") || equal_ignoring_case(scheme, "https"))) {
    return refuse("must begin with http:// or https://");
  }
  parsed.secure = scheme.size() == 5;
  auto const rest = url.substr(scheme_end + 3);
  auto const path_start = (std::min)(rest.find('/'), rest.size());
  auto const authority = rest.substr(0, path_start);
  auto path = rest.substr(path_start);
  for (char const c : rest) {
    if (static_cast<unsigned char>(c) <= 0x20 || static_cast<unsigned char>(c) >= 0x7F ||
        c == '?' || c == '#' || c == '@' || c == '\\') {
      return refuse("holds a character that is not allowed in it");
    }
  }
  bool const bracketed = authority.starts_with('[');
  auto const host_end =
      bracketed ? authority.find(']') + 1 : (std::min)(authority.find(':'), authority.size());
  auto const port = authority.substr(host_end);
  if (host_end == 0) return refuse("has no host");
  if (!port.empty()) {
    auto const number = parse_number(port.substr(1));
    if (port.front() != ':' || !number || *number == 0 || *number > 65535) {
      return refuse("has no valid port");
    }
  }
  while (path.ends_with('/')) path.remove_suffix(1);
  parsed.peer = authority;
  parsed.origin = (parsed.secure ? "https://" : "http://") + parsed.peer;
  parsed.path = path;
  return parsed;
}

}  // namespace detail::http
}  // namespace v0
}  // namespace entente
