// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/http/detail/gzip.hpp>
#include <entente/http/detail/text.hpp>
#include <entente/http/message.hpp>

#include <array>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace entente {
inline namespace v0 {
namespace detail::http {

/// The phrase beside a status code. Nobody reads it but people looking at a wire.
constexpr std::string_view reason_phrase(int status) noexcept {
  switch (status) {
    case 200: return "OK";
    case 201: return "Created";
    case 202: return "Accepted";
    case 204: return "No Content";
    case 206: return "Partial Content";
    case 301: return "Moved Permanently";
    case 302: return "Found";
    case 304: return "Not Modified";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 406: return "Not Acceptable";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 410: return "Gone";
    case 412: return "Precondition Failed";
    case 413: return "Content Too Large";
    case 414: return "URI Too Long";
    case 415: return "Unsupported Media Type";
    case 417: return "Expectation Failed";
    case 422: return "Unprocessable Content";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 501: return "Not Implemented";
    case 503: return "Service Unavailable";
    case 505: return "HTTP Version Not Supported";
    default: return "Status";
  }
}

/// "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110, section 5.6.7), without the C library's locale.
inline std::string http_date(std::chrono::sys_seconds when) {
  constexpr std::array<std::string_view, 7> weekdays = {"Sun", "Mon", "Tue", "Wed",
                                                        "Thu", "Fri", "Sat"};
  constexpr std::array<std::string_view, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  auto const day = std::chrono::floor<std::chrono::days>(when);
  std::chrono::year_month_day const date(day);
  std::chrono::hh_mm_ss const time(when - day);
  auto const two_digits = [](auto number) {
    auto const value = static_cast<unsigned>(number);
    return std::string{static_cast<char>('0' + value / 10 % 10),
                       static_cast<char>('0' + value % 10)};
  };
  std::string text(weekdays[std::chrono::weekday(day).c_encoding()]);
  text += ", " + two_digits(static_cast<unsigned>(date.day())) + ' ';
  text += months[static_cast<unsigned>(date.month()) - 1];
  text += ' ' + std::to_string(static_cast<int>(date.year())) + ' ';
  text += two_digits(time.hours().count()) + ':' + two_digits(time.minutes().count()) + ':';
  return text + two_digits(time.seconds().count()) + " GMT";
}

/// Media types that shrink: text in one form or another.
inline bool is_compressible(std::string_view content_type) {
  auto const type = content_type.substr(0, content_type.find(';'));
  return type.substr(0, 5) == "text/" || type.find("json") != std::string_view::npos ||
         type.find("xml") != std::string_view::npos ||
         type.find("javascript") != std::string_view::npos;
}

constexpr bool may_have_body(int status) noexcept {
  return status >= 200 && status != 204 && status != 304;
}

/// Compresses a response's body where the client allows it and it pays. Event streams are not
/// touched, nor is what the handler encoded itself.
inline void compress_if_worthwhile(http_response& response, std::string_view accept_encoding,
                                   std::size_t from_bytes) {
  if (response.stream || response.body.size() < from_bytes || !may_have_body(response.status) ||
      response.headers.contains("Content-Encoding") ||
      response.headers.contains("Content-Range") ||
      !is_compressible(response.headers.get("Content-Type"))) {
    return;
  }
  response.headers.add("Vary", "Accept-Encoding");
  if (!accepts_gzip(accept_encoding)) return;
  if (auto packed = gzip_compressed(response.body)) {
    response.body = *std::move(packed);
    response.headers.set("Content-Encoding", "gzip");
  }
}

/// How the end of a response's body can be told.
enum class framing { length, chunked, until_closed, none };

/// Status line and headers. Fields that could break out of their line are left out.
inline std::string response_head(http_response const& response, framing body_framing,
                                 bool persistent) {
  std::string head = "HTTP/1.1 " + std::to_string(response.status) + ' ';
  head += reason_phrase(response.status);
  head += "\r\n";
  for (auto const& [name, value] : response.headers) {
    bool const ours = equal_ignoring_case(name, "Content-Length") ||
                      equal_ignoring_case(name, "Transfer-Encoding") ||
                      equal_ignoring_case(name, "Connection") || equal_ignoring_case(name, "Date");
    if (ours || !is_token(name) || !is_field_value(value)) continue;
    head.append(name).append(": ").append(value).append("\r\n");
  }
  auto const now = std::chrono::system_clock::now();
  head += "Date: " + http_date(std::chrono::floor<std::chrono::seconds>(now)) + "\r\n";
  if (body_framing == framing::length) {
    head += "Content-Length: " + std::to_string(response.body.size()) + "\r\n";
  } else if (body_framing == framing::chunked) {
    head += "Transfer-Encoding: chunked\r\n";
  }
  head += persistent ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n";
  return head;
}

/// One piece of a body in the chunked coding. Precondition: not empty, which would mean the end.
inline std::string chunk(std::string_view piece) {
  std::array<char, 16> digits{};
  auto *const end =
      std::to_chars(digits.data(), digits.data() + digits.size(), piece.size(), 16).ptr;
  std::string framed(digits.data(), end);
  framed += "\r\n";
  framed += piece;
  framed += "\r\n";
  return framed;
}

}  // namespace detail::http
}  // namespace v0
}  // namespace entente
