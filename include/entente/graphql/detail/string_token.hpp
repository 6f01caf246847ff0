// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/graphql/detail/arena.hpp>
#include <entente/graphql/detail/code_point.hpp>
#include <entente/graphql/detail/syntax_error.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace entente {
inline namespace v0 {
namespace graphql {
namespace detail {

/// Steps over one character inside a string, which must be UTF-8.
inline void step_over_character(std::string_view source, std::size_t& at) {
  if (static_cast<unsigned char>(source[at]) < 0x80u) {
    ++at;
    return;
  }
  std::size_t const length = decode_utf8(source, at).length;
  if (length == 0)
    throw syntax_error{"Invalid character within String: " + describe_character(source, at) + ".",
                       at};
  at += length;
}

[[noreturn]] inline void refuse_escape(std::string_view kind, std::string_view source,
                                       std::size_t start, std::size_t length) {
  std::string_view const escape = source.substr(start, length);
  std::size_t plain = 0;
  while (plain < escape.size() && escape[plain] >= 0x20 && escape[plain] < 0x7F) ++plain;
  throw syntax_error{"Invalid " + std::string{kind} + " escape sequence: \"" +
                         std::string{escape.substr(0, plain)} + "\".",
                     start};
}

/// Reads the hexadecimal digits of `\uXXXX` or `\u{…}`; `at` stands on the backslash and is moved
/// behind the escape.
inline std::uint32_t read_code_unit(std::string_view source, std::size_t& at) {
  std::size_t const start = at;
  bool const braced = source.substr(at + 2, 1) == "{";
  std::size_t digit = at + (braced ? 3 : 2);
  std::size_t const first = digit;
  std::uint32_t value = 0;
  while (digit < source.size() && (braced || digit < first + 4)) {
    int const nibble = hexadecimal_digit(source[digit]);
    if (nibble < 0) break;
    value = (std::min)((value << 4) | static_cast<std::uint32_t>(nibble), std::uint32_t{0x110000});
    ++digit;
  }
  bool const complete = braced ? digit > first && digit < source.size() && source[digit] == '}' &&
                                     is_scalar_value(value)
                               : digit == first + 4;
  if (!complete) refuse_escape("Unicode", source, start, braced ? digit + 1 - start : 6);
  at = braced ? digit + 1 : digit;
  return value;
}

/// Reads a `\u` escape, joining a surrogate pair.
inline std::uint32_t read_unicode_escape(std::string_view source, std::size_t& at) {
  std::size_t const start = at;
  std::uint32_t const unit = read_code_unit(source, at);
  if (!is_surrogate(unit)) return unit;
  if (unit < 0xDC00u && source.substr(at, 2) == "\\u" && source.substr(at, 3) != "\\u{") {
    std::uint32_t const trail = read_code_unit(source, at);
    if (trail >= 0xDC00u && trail <= 0xDFFFu)
      return 0x10000u + ((unit - 0xD800u) << 10) + (trail - 0xDC00u);
  }
  refuse_escape("Unicode", source, start, 6);
}

/// Reads an escape of one character and returns what it stands for.
inline char read_short_escape(std::string_view source, std::size_t& at) {
  std::size_t const start = at;
  at += 2;
  switch (start + 1 < source.size() ? source[start + 1] : '\0') {
    case '"': return '"';
    case '\\': return '\\';
    case '/': return '/';
    case 'b': return '\b';
    case 'f': return '\f';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    default: refuse_escape("character", source, start, 2);
  }
}

/// Reads `"…"` (2.9.4) with `at` on the opening quote, and leaves `at` behind the closing one. A
/// string without escapes is a view of the source, others are decoded into `storage`.
inline std::string_view read_quoted_string(std::string_view source, std::size_t& at,
                                           arena& storage) {
  std::size_t const start = ++at;
  std::size_t escapes = 0;
  for (;;) {
    if (at >= source.size() || source[at] == '\n' || source[at] == '\r')
      throw syntax_error{"Unterminated string.", at};
    if (source[at] == '"') break;
    if (source[at] == '\\') {
      ++escapes;
      at += at + 1 < source.size() ? 2 : 1;
    } else {
      step_over_character(source, at);
    }
  }
  std::string_view const raw = source.substr(start, at - start);
  ++at;
  if (escapes == 0) return raw;

  char* const decoded = storage.characters(raw.size());
  std::size_t length = 0;
  for (std::size_t i = start; i < start + raw.size();) {
    if (source[i] != '\\')
      decoded[length++] = source[i++];
    else if (source[i + 1] == 'u')
      length += encode_utf8(read_unicode_escape(source, i), decoded + length);
    else
      decoded[length++] = read_short_escape(source, i);
  }
  return {decoded, length};
}

/// The lines of a block string's text, cut at LF, CR and CRLF.
inline std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  std::size_t start = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\n' && text[i] != '\r') continue;
    lines.push_back(text.substr(start, i - start));
    if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') ++i;
    start = i + 1;
  }
  lines.push_back(text.substr(start));
  return lines;
}

/// BlockStringValue() of the specification (2.9.4): removes the indentation that all lines but the
/// first share, and blank lines at both ends.
inline std::string_view dedent(std::string_view text, arena& storage) {
  std::vector<std::string_view> lines = lines_of(text);
  std::size_t common = std::string_view::npos;
  for (std::size_t i = 1; i < lines.size(); ++i)
    common = (std::min)(common, lines[i].find_first_not_of(" \t"));
  if (common != std::string_view::npos)
    for (std::size_t i = 1; i < lines.size(); ++i)
      lines[i].remove_prefix((std::min)(common, lines[i].size()));

  auto const blank = [](std::string_view line) {
    return line.find_first_not_of(" \t") == std::string_view::npos;
  };
  auto first = lines.begin();
  auto last = lines.end();
  while (first != last && blank(*first)) ++first;
  while (first != last && blank(*(last - 1))) --last;

  char* const joined = storage.characters(text.size());
  std::size_t length = 0;
  for (auto line = first; line != last; ++line) {
    if (line != first) joined[length++] = '\n';
    length =
        static_cast<std::size_t>(std::copy(line->begin(), line->end(), joined + length) - joined);
  }
  return {joined, length};
}

/// Reads `"""…"""` with `at` on the opening quotes, and leaves `at` behind the closing ones.
inline std::string_view read_block_string(std::string_view source, std::size_t& at,
                                          arena& storage) {
  at += 3;
  std::size_t const start = at;
  bool escaped = false;
  while (source.substr(at, 3) != "\"\"\"") {
    if (at >= source.size()) throw syntax_error{"Unterminated string.", at};
    if (source.substr(at, 4) == "\\\"\"\"") {
      escaped = true;
      at += 4;
    } else {
      step_over_character(source, at);
    }
  }
  std::string_view const raw = source.substr(start, at - start);
  at += 3;
  if (!escaped) return dedent(raw, storage);

  std::string unescaped;
  unescaped.reserve(raw.size());
  for (std::size_t i = 0; i < raw.size();) {
    if (raw.substr(i, 4) == "\\\"\"\"") ++i;
    unescaped += raw[i++];
  }
  return dedent(unescaped, storage);
}

}  // namespace detail
}  // namespace graphql
}  // namespace v0
}  // namespace entente
