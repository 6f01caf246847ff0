// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace entente {
inline namespace v0 {
namespace graphql {

/// The two media types of GraphQL over HTTP.
enum class media_type { json, graphql_response_json };

/// The value of a Content-Type header.
constexpr std::string_view content_type(media_type type) noexcept {
  return type == media_type::json ? "application/json; charset=utf-8"
                                  : "application/graphql-response+json; charset=utf-8";
}

/// The HTTP status of an answer: what was refused before execution is 400 in
/// application/graphql-response+json, and 200 in application/json, whose clients look at 200 only.
constexpr int status_code(media_type type, bool request_error) noexcept {
  return request_error && type == media_type::graphql_response_json ? 400 : 200;
}

/// The HTTP status of a body or parameters that are no GraphQL request, in both media types.
inline constexpr int malformed_request_status = 400;

namespace detail {

constexpr char lowered(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

constexpr bool same_token(std::string_view a, std::string_view b) noexcept {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i)
    if (lowered(a[i]) != lowered(b[i])) return false;
  return true;
}

constexpr std::string_view trimmed(std::string_view text) noexcept {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

/// Cuts the piece before the next `separator` outside of quoted strings off `rest`.
constexpr std::string_view cut(std::string_view& rest, char separator) noexcept {
  bool in_quotes = false;
  std::size_t i = 0;
  for (; i < rest.size(); ++i) {
    if (rest[i] == '\\' && in_quotes)
      ++i;
    else if (rest[i] == '"')
      in_quotes = !in_quotes;
    else if (rest[i] == separator && !in_quotes)
      break;
  }
  std::string_view const piece = trimmed(rest.substr(0, (i < rest.size()) ? i : rest.size()));
  rest.remove_prefix(i < rest.size() ? i + 1 : rest.size());
  return piece;
}

/// A weight of RFC 9110 (12.4.2) in thousandths; a malformed one counts as 1.
constexpr int thousandths(std::string_view weight) noexcept {
  if (weight.empty() || (weight.front() != '0' && weight.front() != '1')) return 1000;
  int value = (weight.front() - '0') * 1000;
  if (weight.size() > 1 && weight[1] != '.') return 1000;
  int scale = 100;
  for (std::size_t i = 2; i < weight.size(); ++i, scale /= 10) {
    if (weight[i] < '0' || weight[i] > '9') return 1000;
    value += (weight[i] - '0') * scale;
  }
  return value > 1000 ? 1000 : value;
}

/// A media range with what its parameters say.
struct media_range {
  std::string_view name;
  int weight = 1000;
  bool utf8 = true;  ///< no charset, or this one

  constexpr explicit media_range(std::string_view text) noexcept : name(cut(text, ';')) {
    while (!text.empty()) {
      std::string_view value = cut(text, ';');
      std::string_view const key = cut(value, '=');
      if (value.size() >= 2 && value.front() == '"' && value.back() == '"')
        value = value.substr(1, value.size() - 2);
      if (same_token(key, "q")) weight = thousandths(trimmed(value));
      if (same_token(key, "charset")) utf8 = same_token(trimmed(value), "utf-8");
    }
  }
};

/// How well a client likes a media type.
struct preference {
  int specificity = -1;  ///< of the range that decides: 2 exact, 1 application/*, 0 */*
  int weight = 0;
  std::size_t position = 0;

  constexpr void consider(media_range const& range, std::string_view type,
                          std::size_t at) noexcept {
    int const match = same_token(range.name, type)              ? 2
                      : same_token(range.name, "application/*") ? 1
                      : same_token(range.name, "*/*")           ? 0
                                                                : -1;
    if (!range.utf8 || match <= specificity) return;
    *this = {match, range.weight, at};
  }
};

}  // namespace detail

/// Chooses by an Accept header (RFC 9110, 12.5.1). Without a header (an empty text) and for
/// wildcards it is application/json; at equal weights the type named first. Nothing: answer 406.
constexpr std::optional<media_type> negotiate(std::string_view accept) noexcept {
  if (detail::trimmed(accept).empty()) return media_type::json;
  detail::preference json;
  detail::preference graphql;
  for (std::size_t i = 0; !accept.empty(); ++i) {
    detail::media_range const range{detail::cut(accept, ',')};
    json.consider(range, "application/json", i);
    graphql.consider(range, "application/graphql-response+json", i);
  }
  if (json.weight == 0 && graphql.weight == 0) return std::nullopt;
  if (json.weight != graphql.weight)
    return json.weight > graphql.weight ? media_type::json : media_type::graphql_response_json;
  bool const named_first =
      graphql.specificity == 2 && (json.specificity < 2 || graphql.position < json.position);
  return named_first ? media_type::graphql_response_json : media_type::json;
}

/// Whether a POST's Content-Type is application/json in UTF-8; otherwise answer 415.
constexpr bool is_json_content(std::string_view header) noexcept {
  detail::media_range const given{header};
  return detail::same_token(given.name, "application/json") && given.utf8;
}

}  // namespace graphql
}  // namespace v0
}  // namespace entente
