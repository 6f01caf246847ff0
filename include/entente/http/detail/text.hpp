// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/http/message.hpp>

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace entente {
inline namespace v0 {
namespace detail::http {

constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
constexpr bool is_letter(char c) noexcept {
  return ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z';
}

/// RFC 9110, section 5.6.2: methods, header names and the like.
constexpr bool is_token(std::string_view text) noexcept {
  for (char const c : text) {
    if (!is_digit(c) && !is_letter(c) &&
        std::string_view("!#$%&'*+-.^_`|~").find(c) == std::string_view::npos) {
      return false;
    }
  }
  return !text.empty();
}

/// Whether a header may carry this value: no control characters but the tab, so that no value can
/// end its line and begin another header.
constexpr bool is_field_value(std::string_view text) noexcept {
  for (char const c : text) {
    auto const byte = static_cast<unsigned char>(c);
    if ((byte < 0x20 && c != '\t') || byte == 0x7F) return false;
  }
  return true;
}

/// A whole number in the given base and nothing else; nothing on overflow.
inline std::optional<std::uint64_t> parse_number(std::string_view text, int base = 10) {
  std::uint64_t value = 0;
  auto const [end, problem] =
      std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (problem != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// Calls `visit` with each element of a comma-separated list, trimmed, until it returns false.
template <class Visit>
constexpr void each_element(std::string_view list, Visit&& visit) {
  while (!list.empty()) {
    auto const comma = list.find(',');
    auto const element = without_outer_blanks(list.substr(0, comma));
    if (!element.empty() && !visit(element)) return;
    if (comma == std::string_view::npos) return;
    list.remove_prefix(comma + 1);
  }
}

constexpr bool list_contains(std::string_view list, std::string_view token) {
  bool found = false;
  each_element(list, [&](std::string_view element) {
    found = equal_ignoring_case(element, token);
    return !found;
  });
  return found;
}

/// Whether the parameters of a list element ("q=0.5" in "gzip;q=0.5") leave it a weight above zero.
inline bool has_weight(std::string_view parameters) {
  while (!parameters.empty()) {
    auto const semicolon = parameters.find(';');
    auto const parameter = without_outer_blanks(parameters.substr(0, semicolon));
    if (parameter.size() >= 2 && ascii_lower(parameter[0]) == 'q' && parameter[1] == '=') {
      return parameter.find_first_of("123456789", 2) != std::string_view::npos;
    }
    if (semicolon == std::string_view::npos) return true;
    parameters.remove_prefix(semicolon + 1);
  }
  return true;
}

/// Whether an Accept-Encoding list allows gzip (RFC 9110, section 12.5.3): named with a weight
/// above zero, or covered by such a "*" without being named.
inline bool accepts_gzip(std::string_view list) {
  std::optional<bool> named;
  bool any = false;
  each_element(list, [&](std::string_view element) {
    auto const semicolon = element.find(';');
    auto const coding = without_outer_blanks(element.substr(0, semicolon));
    bool const wanted =
        semicolon == std::string_view::npos || has_weight(element.substr(semicolon + 1));
    if (equal_ignoring_case(coding, "gzip") || equal_ignoring_case(coding, "x-gzip")) {
      named = wanted;
    } else if (coding == "*") {
      any = wanted;
    }
    return true;
  });
  return named.value_or(any);
}

constexpr int hex_value(char c) noexcept {
  if (is_digit(c)) return c - '0';
  char const lower = ascii_lower(c);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/// Undoes percent encoding; nothing if an escape is malformed.
inline std::optional<std::string> percent_decoded(std::string_view text, bool plus_is_space) {
  std::string plain;
  plain.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%') {
      if (i + 2 >= text.size()) return std::nullopt;
      int const high = hex_value(text[i + 1]);
      int const low = hex_value(text[i + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      plain += static_cast<char>(high * 16 + low);
      i += 2;
    } else {
      plain += plus_is_space && text[i] == '+' ? ' ' : text[i];
    }
  }
  return plain;
}

/// Percent-encodes everything but unreserved characters (RFC 3986) and those in `kept`.
inline void append_percent_encoded(std::string& out, std::string_view text,
                                   std::string_view kept) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  for (char const c : text) {
    if (is_digit(c) || is_letter(c) || std::string_view("-._~").find(c) != std::string_view::npos ||
        kept.find(c) != std::string_view::npos) {
      out += c;
    } else {
      auto const byte = static_cast<unsigned char>(c);
      out += '%';
      out += digits[byte >> 4U];
      out += digits[byte & 0x0FU];
    }
  }
}

/// Path and query of a request as they stand in the request line.
inline std::string encoded_target(http_request const& request) {
  std::string target;
  append_percent_encoded(target, request.path, "/!$&'()*+,;=:@");
  char separator = '?';
  for (auto const& [name, value] : request.query) {
    target += std::exchange(separator, '&');
    append_percent_encoded(target, name, "");
    target += '=';
    append_percent_encoded(target, value, "");
  }
  return target;
}

/// Splits and decodes "a=1&b=2"; nothing if an escape is malformed.
inline std::optional<http_parameters> decoded_query(std::string_view text) {
  http_parameters parameters;
  while (!text.empty()) {
    auto const end = text.find('&');
    auto const pair = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (pair.empty()) continue;
    auto const equals = pair.find('=');
    auto name = percent_decoded(pair.substr(0, equals), true);
    auto value = equals == std::string_view::npos
                     ? std::optional<std::string>(std::string())
                     : percent_decoded(pair.substr(equals + 1), true);
    if (!name || !value) return std::nullopt;
    parameters.emplace_back(*std::move(name), *std::move(value));
  }
  return parameters;
}

}  // namespace detail::http
}  // namespace v0
}  // namespace entente
