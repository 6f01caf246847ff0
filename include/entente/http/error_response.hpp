// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/http/message.hpp>

#include <string>
#include <string_view>

namespace entente {
inline namespace v0 {

namespace detail::http {

inline void append_json_string(std::string& out, std::string_view text) {
  constexpr std::string_view digits = "0123456789abcdef";
  out += '"';
  for (char const c : text) {
    auto const byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20) {
      out += "\\u00";
      out += digits[byte >> 4U];
      out += digits[byte & 0x0FU];
    } else {
      out += c;
    }
  }
  out += '"';
}

}  // namespace detail::http

/// A refusal in the one form every error of the endpoint has:
/// `{"errors":[{"message":"...","extensions":{"code":"..."}}]}`, as application/json. `message` is
/// UTF-8 without secrets; without `code` there is no `extensions`.
inline http_response http_error_response(int status, std::string_view message,
                                         std::string_view code = {}) {
  http_response response;
  response.status = status;
  response.headers.set("Content-Type", "application/json; charset=utf-8");
  response.body = R"({"errors":[{"message":)";
  detail::http::append_json_string(response.body, message);
  if (!code.empty()) {
    response.body += R"(,"extensions":{"code":)";
    detail::http::append_json_string(response.body, code);
    response.body += '}';
  }
  response.body += "}]}";
  return response;
}

}  // namespace v0
}  // namespace entente
