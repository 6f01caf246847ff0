// SPDX-License-Identifier: BSL-1.0
// A server that answers what it was told to, and remembers what it was asked.
#pragma once

#include <entente/http/server.hpp>
#include <entente/wire/json_value.hpp>

#include <algorithm>
#include <cstddef>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace tests {

class canned_server {
 public:
  explicit canned_server(std::vector<entente::http_response> answers,
                         std::string host = "127.0.0.1")
      : answers_(std::move(answers)),
        http_(options(host), [this](auto const& request) { return answer(request); }) {
    origin_ = "http://" + (host.find(':') == std::string::npos ? host : "[" + host + "]") + ":" +
              std::to_string(http_.start());
  }

  static entente::http_response json(std::string body, int status = 200) {
    entente::http_response response;
    response.status = status;
    response.headers.add("Content-Type", "application/json");
    response.body = std::move(body);
    return response;
  }

  [[nodiscard]] std::string const& origin() const { return origin_; }
  [[nodiscard]] std::vector<entente::http_request> requests() {
    std::lock_guard const lock{mutex_};
    return requests_;
  }
  [[nodiscard]] entente::json_value variables(std::size_t request) {
    return *entente::json_value::parse(requests().at(request).body).value().find("variables");
  }

 private:
  static entente::http_server_options options(std::string const& host) {
    entente::http_server_options options;
    options.host = host;
    return options;
  }
  // The last answer is given again and again.
  entente::http_response answer(entente::http_request const& request) {
    std::lock_guard const lock{mutex_};
    requests_.push_back(request);
    return answers_[(std::min)(requests_.size(), answers_.size()) - 1];
  }

  std::mutex mutex_;
  std::vector<entente::http_response> answers_;
  std::vector<entente::http_request> requests_;
  std::string origin_;
  entente::http_server http_;
};

}  // namespace tests
