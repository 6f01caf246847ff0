// SPDX-License-Identifier: BSL-1.0
// The head of an HTTP/1.1 request (RFC 9112), read strictly: whatever two readers could understand
// differently is refused, because such requests are how one is smuggled past a proxy.
#pragma once

#include <entente/http/detail/text.hpp>
#include <entente/http/message.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace entente {
inline namespace v0 {
namespace detail::http {

/// Why a request gets no further: the status and sentence of the answer. Status 0 means that
/// nothing is wrong.
struct refusal {
  int status = 0;
  std::string_view message{};  ///< has static storage duration
  explicit operator bool() const noexcept { return status != 0; }
};

struct request_head {
  http_request request{};
  std::uint64_t content_length = 0;
  bool chunked = false;
  bool gzip = false;
  bool expects_continue = false;
  bool persistent = true;  ///< the client would like to send another request
  bool chunks_understood = true;

  [[nodiscard]] bool has_body() const noexcept { return chunked || content_length > 0; }
};

struct head_limits {
  std::size_t target = 0;
  std::size_t fields = 0;
};

inline refusal check_method(std::string_view method) {
  constexpr std::array<std::string_view, 7> served = {"GET",   "HEAD",   "POST",   "PUT",
                                                      "PATCH", "DELETE", "OPTIONS"};
  if (std::find(served.begin(), served.end(), method) != served.end()) return {};
  if (method == "TRACE" || method == "CONNECT") return {405, "Method not allowed"};
  return {501, "Unknown method"};
}

/// Reads "/path?query", "http://host/path?query" or "*" into path and query.
inline refusal parse_target(std::string_view target, http_request& request) {
  constexpr std::string_view scheme = "http://";
  if (target == "*" && request.method == "OPTIONS") {
    request.path = "*";
    return {};
  }
  if (equal_ignoring_case(target.substr(0, scheme.size()), scheme)) {
    target.remove_prefix(scheme.size());
    target.remove_prefix((std::min)(target.find_first_of("/?"), target.size()));
    if (target.empty()) target = "/";
  }
  if (target.front() != '/') return {400, "Malformed request target"};
  auto const question = target.find('?');
  auto path = percent_decoded(target.substr(0, question), false);
  auto query = question == std::string_view::npos
                   ? std::optional<http_parameters>(http_parameters())
                   : decoded_query(target.substr(question + 1));
  if (!path || !query) return {400, "Malformed percent encoding in the request target"};
  request.path = *std::move(path);
  request.query = *std::move(query);
  return {};
}

inline refusal parse_request_line(std::string_view line, head_limits const& limits,
                                  request_head& head) {
  auto const first = line.find(' ');
  auto const last = line.rfind(' ');
  if (first == std::string_view::npos || first == last) return {400, "Malformed request line"};
  auto const method = line.substr(0, first);
  auto const target = line.substr(first + 1, last - first - 1);
  auto const version = line.substr(last + 1);
  if (!is_token(method) || target.empty()) return {400, "Malformed request line"};
  for (char const c : target) {
    if (static_cast<unsigned char>(c) <= 0x20 || c == 0x7F) return {400, "Malformed request line"};
  }
  if (version.size() != 8 || version.substr(0, 5) != "HTTP/" || !is_digit(version[5]) ||
      version[6] != '.' || !is_digit(version[7])) {
    return {400, "Malformed request line"};
  }
  if (version[5] != '1') return {505, "HTTP version not supported"};
  head.chunks_understood = version[7] != '0';
  if (auto refused = check_method(method)) return refused;
  if (target.size() > limits.target) return {414, "Request target too long"};
  head.request.method = method;
  return parse_target(target, head.request);
}

inline refusal parse_fields(std::string_view lines, head_limits const& limits,
                            http_headers& headers) {
  while (!lines.empty()) {
    auto const end = lines.find("\r\n");
    auto const line = lines.substr(0, end);
    lines.remove_prefix(end == std::string_view::npos ? lines.size() : end + 2);
    auto const colon = line.find(':');
    if (colon == std::string_view::npos) return {400, "Malformed header"};
    auto const name = line.substr(0, colon);
    auto const value = without_outer_blanks(line.substr(colon + 1));
    if (!is_token(name) || !is_field_value(value)) return {400, "Malformed header"};
    if (headers.size() == limits.fields) return {431, "Too many headers"};
    headers.add(std::string(name), std::string(value));
  }
  return {};
}

/// Where the body ends, decided once and without doubt (RFC 9112, section 6.3).
inline refusal decide_framing(request_head& head) {
  auto const& headers = head.request.headers;
  bool const has_length = headers.contains("Content-Length");
  if (headers.contains("Transfer-Encoding")) {
    if (has_length) return {400, "Content-Length and Transfer-Encoding together"};
    if (!head.chunks_understood) return {400, "Transfer-Encoding needs HTTP/1.1"};
    if (!equal_ignoring_case(headers.joined("Transfer-Encoding"), "chunked")) {
      return {501, "Transfer encoding not supported"};
    }
    head.chunked = true;
  } else if (has_length) {
    std::optional<std::uint64_t> length;
    for (auto const& [name, value] : headers) {
      if (!equal_ignoring_case(name, "Content-Length")) continue;
      auto const number = parse_number(value);
      if (!number || (length && *length != *number)) return {400, "Malformed Content-Length"};
      length = number;
    }
    head.content_length = *length;
  }
  return {};
}

inline refusal decide_semantics(request_head& head) {
  auto const& headers = head.request.headers;
  auto const hosts = std::count_if(headers.begin(), headers.end(), [](auto const& field) {
    return equal_ignoring_case(field.first, "Host");
  });
  if (hosts > 1 || (hosts == 0 && head.chunks_understood)) {
    return {400, "Exactly one Host header is needed"};
  }
  auto const connection = headers.joined("Connection");
  head.persistent = head.chunks_understood ? !list_contains(connection, "close")
                                           : list_contains(connection, "keep-alive");
  if (auto const expectation = headers.find("Expect")) {
    if (!equal_ignoring_case(*expectation, "100-continue")) {
      return {417, "Expectation not supported"};
    }
    head.expects_continue = head.chunks_understood;
  }
  auto const coding = headers.joined("Content-Encoding");
  if (equal_ignoring_case(coding, "gzip") || equal_ignoring_case(coding, "x-gzip")) {
    head.gzip = true;
  } else if (!coding.empty() && !equal_ignoring_case(coding, "identity")) {
    return {415, "Content encoding not supported"};
  }
  return {};
}

/// Reads a head: everything up to, and without, the empty line that ends it.
inline refusal parse_request_head(std::string_view text, head_limits const& limits,
                                  request_head& head) {
  auto const end = text.find("\r\n");
  auto const fields = end == std::string_view::npos ? std::string_view() : text.substr(end + 2);
  if (auto refused = parse_request_line(text.substr(0, end), limits, head)) return refused;
  if (auto refused = parse_fields(fields, limits, head.request.headers)) return refused;
  if (auto refused = decide_framing(head)) return refused;
  return decide_semantics(head);
}

}  // namespace detail::http
}  // namespace v0
}  // namespace entente
