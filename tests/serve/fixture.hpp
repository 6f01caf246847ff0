// SPDX-License-Identifier: BSL-1.0
// A running server with a clock of its own, and a stranger's way of talking to it.
#pragma once

#include "serve/entities.hpp"
#include "support/catch.hpp"
#include "support/compiled_once.hpp"
#include "support/temporary_folder.hpp"

#include <entente/http/client.hpp>
#include <entente/serve.hpp>
#include <entente/wire/json_value.hpp>
#include <entente/wire/json_writer.hpp>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

SUPPORT_SERVER_OF(extern, fixture::app)

namespace fixture {

using namespace entente;

/// 2025-11-05T09:00:00Z, in microseconds.
inline constexpr std::int64_t start_of_time = 1'762'333'200'000'000;
inline constexpr std::int64_t one_second = 1'000'000;

/// A moment near the start, as a stranger writes it.
inline std::string at(std::int64_t seconds, int digits = 3) {
  return to_rfc3339(timestamp{std::chrono::microseconds{start_of_time + seconds * one_second}},
                    digits);
}

/// An answer, with a way into its JSON: "data.syncPush.0.id".
struct answer {
  int status = 0;
  http_headers headers;
  std::string body;
  mutable std::shared_ptr<json_value const> tree{};

  /// The JSON text there; empty if there is none.
  [[nodiscard]] std::string get(std::string_view path) const {
    json_value const* here = find(path);
    if (here == nullptr) return {};
    std::string text;
    json_writer writer{text};
    here->write(writer);
    return std::move(writer.out());
  }

  /// The value there, or null; the answer keeps it.
  [[nodiscard]] json_value const* find(std::string_view path) const {
    if (!tree) {
      auto read = json_value::parse(body, 1000);
      if (!read) return nullptr;
      tree = std::make_shared<json_value>(*std::move(read));
    }
    json_value const* here = tree.get();
    while (!path.empty() && here != nullptr) {
      auto const dot = path.find('.');
      auto const step = path.substr(0, dot);
      path.remove_prefix(dot == path.npos ? path.size() : dot + 1);
      if (here->kind() == json_kind::array) {
        auto const i = static_cast<std::size_t>(std::stoul(std::string{step}));
        here = i < here->elements().size() ? &here->elements()[i] : nullptr;
      } else {
        here = here->find(step);
      }
    }
    return here;
  }

  /// The string there.
  [[nodiscard]] std::string text(std::string_view path) const {
    json_value const* here = find(path);
    auto const plain = here == nullptr ? std::nullopt : here->as_string();
    return plain ? std::string{*plain} : "(no string)";
  }

  /// How many elements the list there has.
  [[nodiscard]] std::size_t count(std::string_view path) const {
    json_value const* here = find(path);
    return here == nullptr ? 0 : here->elements().size();
  }

  [[nodiscard]] std::string code() const { return text("errors.0.extensions.code"); }
};

inline answer answer_of(result<http_response> sent) {
  REQUIRE(sent.ok());
  return {sent->status, std::move(sent->headers), std::move(sent->body), {}};
}

/// JSON text of a request's body.
inline std::string request_body(std::string_view query, std::string_view variables = "{}") {
  std::string body;
  json_writer{body}
      .begin_object()
      .key("query")
      .value(query)
      .key("variables")
      .raw(variables)
      .end_object();
  return body;
}

/// "one" reaches acme, "two" acme and globex as another person, "far" globex.
inline std::map<std::string, principal, std::less<>> tokens() {
  return {{"one", {.name = "ann", .tenants = {"acme"}}},
          {"two", {.name = "bob", .tenants = {"acme", "globex"}}},
          {"far", {.name = "cleo", .tenants = {"globex"}}}};
}

inline server_options default_options() {
  server_options options;
  options.tokens = tokens();
  return options;
}

class world {
 public:
  explicit world(server_options options = default_options())
      : server(with_folder(std::move(options))) {
    port = server.start();
    client.emplace("http://127.0.0.1:" + std::to_string(port));
  }

  answer send(http_request request, std::string_view token = "one") {
    if (!token.empty()) request.headers.set("Authorization", "Bearer " + std::string{token});
    return answer_of(client->send(request));
  }

  answer post(std::string body, std::string_view token = "one", http_headers headers = {}) {
    http_request request{.method = "POST", .path = "/graphql"};
    request.headers = std::move(headers);
    if (!request.headers.contains("Content-Type"))
      request.headers.set("Content-Type", "application/json");
    request.body = std::move(body);
    return send(std::move(request), token);
  }

  answer ask(std::string_view query, std::string_view variables = "{}",
             std::string_view token = "one", http_headers headers = {}) {
    return post(request_body(query, variables), token, std::move(headers));
  }

  /// Lets time pass.
  void wait(std::int64_t seconds) { micros += seconds * one_second; }

  support::temporary_folder folder;
  std::atomic<std::int64_t> micros{start_of_time};
  entente::server<app> server;
  int port = 0;
  std::optional<http_client> client;

 private:
  server_options with_folder(server_options options) {
    options.directory = folder / "data";
    options.now = [this] { return timestamp{std::chrono::microseconds{micros.load()}}; };
    return options;
  }
};

}  // namespace fixture
