// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/error.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace entente {
inline namespace v0 {
namespace detail {

/// "https://host:1/graphql?tenant=7" taken apart: what to connect to, and the target there,
/// decoded. A missing path means /graphql. Throws `failure` (invalid_argument), which never quotes
/// the URL, for its query may hold a secret.
struct endpoint_url {
  std::string origin;
  std::string path = "/graphql";
  std::vector<std::pair<std::string, std::string>> query;

  explicit endpoint_url(std::string_view url) {
    for (char const c : url)
      if (static_cast<unsigned char>(c) <= 0x20 || static_cast<unsigned char>(c) >= 0x7f ||
          c == '#' || c == '\\')
        throw refusal("holds a character that is not allowed in it");
    auto const scheme = url.find("://");
    auto const end = url.find_first_of("/?", scheme == std::string_view::npos ? 0 : scheme + 3);
    origin = url.substr(0, end);
    if (end == std::string_view::npos) return;
    auto target = url.substr(end);
    auto const mark = target.find('?');
    auto const given = target.substr(0, mark);
    if (given.find_first_not_of('/') != std::string_view::npos) path = decoded(given, false);
    if (mark != std::string_view::npos) read_query(target.substr(mark + 1));
  }

 private:
  static failure refusal(std::string const& why) {
    return failure{{error_code::invalid_argument,
                    "the server's URL " + why,
                    {},
                    {},
                    "write it as https://host:port/path"}};
  }

  void read_query(std::string_view text) {
    while (!text.empty()) {
      auto const pair = text.substr(0, text.find('&'));
      text.remove_prefix(pair.size() < text.size() ? pair.size() + 1 : pair.size());
      if (pair.empty()) continue;
      auto const equals = pair.find('=');
      query.emplace_back(decoded(pair.substr(0, equals), true),
                         equals == std::string_view::npos ? std::string{}
                                                          : decoded(pair.substr(equals + 1), true));
    }
  }

  static int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    char const lower = c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
  }

  static std::string decoded(std::string_view text, bool plus_is_space) {
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] != '%') {
        plain += plus_is_space && text[i] == '+' ? ' ' : text[i];
        continue;
      }
      int const high = i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
      int const low = i + 2 < text.size() ? hex_value(text[i + 2]) : -1;
      if (high < 0 || low < 0)
        throw refusal("holds a '%' that two hexadecimal digits do not follow");
      plain += static_cast<char>(high * 16 + low);
      i += 2;
    }
    return plain;
  }
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
