// SPDX-License-Identifier: BSL-1.0
// What the tests of the server share: a running one, and a handler that tells what it was asked.
#pragma once

#include "http/loopback.hpp"

#include <entente/http/server.hpp>

#include <string>
#include <utility>

namespace serving {

inline entente::http_response text(std::string body, std::string type = "text/plain") {
  entente::http_response response;
  response.headers.set("Content-Type", std::move(type));
  response.body = std::move(body);
  return response;
}

inline entente::http_response echo(entente::http_request const& request) {
  return text(request.method + ' ' + request.path + ' ' + request.body);
}

struct running_server {
  explicit running_server(entente::http_server::handler handle,
                          entente::http_server_options options = {})
      : server(options, std::move(handle)), port(server.start()) {}

  entente::http_server server;
  int port;
};

inline std::string post(std::string const& fields, std::string const& body) {
  return "POST /p HTTP/1.1\r\nHost: h\r\n" + fields + "\r\n" + body;
}

inline bool is_error_json(std::string const& body) {
  return body.find(R"({"errors":[{"message":")") == 0;
}

}  // namespace serving
