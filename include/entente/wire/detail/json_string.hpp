// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/wire/detail/json_scan.hpp>
#include <entente/wire/detail/utf8.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace entente {
inline namespace v0 {
namespace detail {

/// Behind the white space of RFC 8259 (section 2).
inline char const* skip_json_space(char const* at, char const* end) noexcept {
  while (at != end && (*at == ' ' || *at == '\n' || *at == '\r' || *at == '\t')) ++at;
  return at;
}

/// The value of a hexadecimal digit, or 16.
constexpr unsigned hex_value(char c) noexcept {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a') + 10;
  if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A') + 10;
  return 16;
}

/// The four hexadecimal digits at `at` as a UTF-16 code unit, or 0x10000 if they are not that.
constexpr std::uint32_t code_unit(char const* at, char const* end) noexcept {
  if (end - at < 4) return 0x10000;
  std::uint32_t unit = 0;
  for (int i = 0; i < 4; ++i) {
    unsigned const digit = hex_value(at[i]);
    if (digit > 15) return 0x10000;
    unit = unit << 4 | digit;
  }
  return unit;
}

constexpr bool is_high_surrogate(std::uint32_t unit) noexcept { return (unit & 0x1fc00) == 0xd800; }
constexpr bool is_low_surrogate(std::uint32_t unit) noexcept { return (unit & 0x1fc00) == 0xdc00; }

/// A JSON string found in a text. When `problem` is null, the contents, between the quotes, are
/// valid throughout, and `end` is behind the closing quote; otherwise `end` is where it is wrong.
struct json_string {
  std::string_view contents;
  char const* end = nullptr;
  char const* problem = nullptr;
  char const* lone_surrogate = nullptr;  ///< the first escape that is half a pair
  bool escaped = false;
};

/// Where an escape ends, or null if it is none. Half a surrogate pair is an escape by RFC 8259's grammar,
/// but stands for nothing: `lone` becomes true. Precondition: at is behind the backslash.
constexpr char const* skip_escape(char const* at, char const* end, bool& lone) noexcept {
  if (at == end) return nullptr;
  switch (*at) {
    case '"':
    case '\\':
    case '/':
    case 'b':
    case 'f':
    case 'n':
    case 'r':
    case 't': return at + 1;
    case 'u': break;
    default: return nullptr;
  }
  std::uint32_t const unit = code_unit(at + 1, end);
  if (unit > 0xffff) return nullptr;
  at += 5;
  if (is_high_surrogate(unit) && end - at >= 6 && at[0] == '\\' && at[1] == 'u' &&
      is_low_surrogate(code_unit(at + 2, end)))
    return at + 6;
  lone = lone || is_high_surrogate(unit) || is_low_surrogate(unit);
  return at;
}

/// Finds and validates the string whose opening quote stands before `begin`, of which a first run
/// is scanned already.
template <scan_by By = fastest_scan>
json_string scan_string_rest(char const* begin, char const* end, plain_run run) noexcept {
  json_string found;
  bool non_ascii = run.non_ascii;
  auto const refuse = [&](char const* where, char const* problem) {
    found.end = where;
    found.problem = problem;
    return found;
  };
  for (;;) {
    if (run.end == end) return refuse(end, "expected the end of a string");
    if (*run.end == '"') break;
    if (*run.end != '\\')
      return refuse(run.end, "expected an escape in place of a control character");
    bool lone = false;
    char const* const behind = skip_escape(run.end + 1, end, lone);
    if (behind == nullptr) return refuse(run.end, "expected a valid escape");
    if (lone && found.lone_surrogate == nullptr) found.lone_surrogate = run.end;
    found.escaped = true;
    run = find_stop<By>(behind, end);
    non_ascii = non_ascii || run.non_ascii;
  }
  found.contents = {begin, static_cast<std::size_t>(run.end - begin)};
  if (non_ascii && !is_utf8(found.contents)) return refuse(begin, "expected UTF-8 in the string");
  found.end = run.end + 1;
  return found;
}

/// Replaces `out` by the text that valid, escaped contents stand for.
inline void unescape(std::string_view contents, std::string& out) {
  // No escape is shorter than what it stands for.
  out.resize(contents.size());
  char* to = out.data();
  char const* at = contents.data();
  char const* const end = at + contents.size();
  while (at != end) {
    auto const left = static_cast<std::size_t>(end - at);
    auto const* const slash = static_cast<char const*>(std::memchr(at, '\\', left));
    std::size_t const plain = slash == nullptr ? left : static_cast<std::size_t>(slash - at);
    std::memcpy(to, at, plain);
    to += plain;
    at += plain;
    if (at == end) break;
    char const kind = at[1];
    at += 2;
    switch (kind) {
      case 'b': *to++ = '\b'; break;
      case 'f': *to++ = '\f'; break;
      case 'n': *to++ = '\n'; break;
      case 'r': *to++ = '\r'; break;
      case 't': *to++ = '\t'; break;
      case 'u': {
        std::uint32_t point = code_unit(at, end);
        at += 4;
        if (is_high_surrogate(point)) {
          point = 0x10000 + ((point & 0x3ff) << 10 | (code_unit(at + 2, end) & 0x3ff));
          at += 6;
        }
        to = put_utf8(to, point);
        break;
      }
      default: *to++ = kind; break;
    }
  }
  out.resize(static_cast<std::size_t>(to - out.data()));
}

}  // namespace detail
}  // namespace v0
}  // namespace entente
