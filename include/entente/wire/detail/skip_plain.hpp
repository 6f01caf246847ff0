// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/wire/detail/json_string.hpp>
#include <entente/wire/detail/same_bytes.hpp>
#include <entente/wire/detail/take_digits.hpp>

#include <cstddef>
#include <cstdint>

namespace entente {
inline namespace v0 {
namespace detail {

/// Behind the string whose quote stands at `at`, or null.
inline char const* skip_plain_string(char const* at, char const* end) noexcept {
  if (at == end || *at != '"') return nullptr;
  plain_run const run = find_stop(++at, end);
  if (run.end != end && *run.end == '"' && !run.non_ascii) [[likely]]
    return run.end + 1;
  json_string const string = scan_string_rest(at, end, run);
  return string.problem == nullptr ? string.end : nullptr;
}

/// Behind the number at `at`, or null where it has an exponent or is none.
inline char const* skip_plain_number(char const* at, char const* end) noexcept {
  std::uint64_t ignored = 0;
  if (at != end && *at == '-') ++at;
  char const* const digits = at;
  at = take_digits(at, end, ignored);
  if (at == digits || (*digits == '0' && at - digits > 1)) return nullptr;
  if (at != end && *at == '.') {
    char const* const fraction = ++at;
    at = take_digits(at, end, ignored);
    if (at == fraction) return nullptr;
  }
  return at != end && (*at == 'e' || *at == 'E') ? nullptr : at;
}

/// Behind the value at `at`, checked as strictly as json_reader does, if it is spelt plainly and opens no more than
/// `levels` brackets at a time. Null for white space, exponents and errors, which the reader is to look at.
inline char const* skip_plain(char const* at, char const* end, std::size_t levels) noexcept {
  std::uint64_t objects = 0;  // whether each open bracket is an object's, the innermost in the lowest bit
  std::size_t depth = 0;
  if (levels > 63) levels = 63;
  auto const skip_name = [&] {
    at = skip_plain_string(at, end);
    if (at == nullptr || at == end || *at != ':') return false;
    ++at;
    return true;
  };
  for (;;) {
    if (at == end) return nullptr;
    switch (*at) {
      case '"': at = skip_plain_string(at, end); break;
      case 't': at = end - at >= 4 && same_bytes<4>(at, "true") ? at + 4 : nullptr; break;
      case 'f': at = end - at >= 5 && same_bytes<4>(at + 1, "alse") ? at + 5 : nullptr; break;
      case 'n': at = end - at >= 4 && same_bytes<4>(at, "null") ? at + 4 : nullptr; break;
      case '{':
      case '[': {
        if (depth == levels) return nullptr;
        bool const object = *at++ == '{';
        objects = objects << 1 | (object ? 1 : 0);
        ++depth;
        if (at == end) return nullptr;
        if (*at == (object ? '}' : ']')) break;
        if (object && !skip_name()) return nullptr;
        continue;
      }
      default: at = skip_plain_number(at, end); break;
    }
    if (at == nullptr) return nullptr;
    while (depth != 0 && at != end && *at == ((objects & 1) != 0 ? '}' : ']')) {
      ++at;
      objects >>= 1;
      --depth;
    }
    if (depth == 0) return at;
    if (at == end || *at != ',') return nullptr;
    ++at;
    if ((objects & 1) != 0 && !skip_name()) return nullptr;
  }
}

}  // namespace detail
}  // namespace v0
}  // namespace entente
