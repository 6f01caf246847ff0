// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/authority/authority.hpp>
#include <entente/base/error.hpp>
#include <entente/graphql/prepare.hpp>
#include <entente/graphql/schema.hpp>
#include <entente/http/is_loopback_host.hpp>
#include <entente/http/message.hpp>
#include <entente/http/server.hpp>
#include <entente/serve/api_tables.hpp>
#include <entente/serve/detail/api_resolver.hpp>
#include <entente/serve/detail/endpoint.hpp>
#include <entente/serve/server_options.hpp>

#include <exception>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

namespace entente {
inline namespace v0 {

/// The server of an application: its authority behind an HTTP endpoint that speaks GraphQL at
/// /graphql (docs/protocol.md), and answers /health.
///
///     entente::server<app> server{{.directory = "data",
///                                  .tokens = {{token, {.tenants = {"acme"}}}}}};
///     server.listen("127.0.0.1", 8080);
///
/// Thread-safe. A server is bound, runs and stops once; `stop()` and the destructor wait for
/// requests under way. TLS is for a reverse proxy in front.
template <class Schema>
class server {
 public:
  /// Throws `failure` (invalid_argument) for options that let nobody in, or let everybody in from
  /// elsewhere.
  explicit server(server_options options)
      : options_(checked(std::move(options))),
        truth_(authority_options_of(options_)),
        types_(api_tables<Schema>()),
        endpoint_(options_, types_,
                  [this](graphql::prepared_request const& asked, detail::serving::caller& from) {
                    return execute(asked, from);
                  }) {}
  server(server const&) = delete;
  server& operator=(server const&) = delete;
  ~server() { stop(); }

  /// Opens the port, and returns it. Throws `failure` (network_failed) if it cannot be had.
  int bind() { return http().bind(); }

  /// Serves until `stop()`; binds first if need be.
  void run() { http().run(); }

  /// Serves on a thread of its own; returns the port.
  int start() { return http().start(); }

  /// Serves at this address until `stop()`. Port 0 lets the system choose: `url()` tells.
  void listen(std::string host, int port) {
    {
      std::lock_guard const lock{mutex_};
      if (http_)
        throw failure({error_code::invalid_argument, "the server is bound already", {}, {}, {}});
      options_.http.host = std::move(host);
      options_.http.port = port;
      require_safe(options_);
    }
    run();
  }

  /// Stops serving, when requests under way are answered.
  void stop() {
    http_server* running = nullptr;
    {
      std::lock_guard const lock{mutex_};
      running = http_.get();
    }
    if (running != nullptr) running->stop();
  }

  /// Where the API is, once the port is bound: "http://127.0.0.1:8080/graphql".
  [[nodiscard]] std::string url() const {
    std::lock_guard const lock{mutex_};
    std::string host = options_.http.host;
    if (host == "0.0.0.0") host = "127.0.0.1";
    if (host == "::") host = "::1";
    if (host.find(':') != std::string::npos && host.front() != '[') host = '[' + host + ']';
    int const port = http_ ? http_->port() : options_.http.port;
    return "http://" + host + ':' + std::to_string(port) + "/graphql";
  }

  /// The data behind the endpoint, for use in the same program.
  [[nodiscard]] authority<Schema>& truth() noexcept { return truth_; }

  /// Answers one request without a network: for other HTTP servers, and for tests.
  [[nodiscard]] http_response handle(http_request const& request) const {
    return endpoint_.handle(request);
  }

 private:
  static server_options checked(server_options options) {
    require_safe(options);
    return options;
  }

  static void require_safe(server_options const& options) {
    if (options.open && !is_loopback_host(options.http.host))
      throw failure({error_code::invalid_argument,
                     "an open server may listen on a loopback address only",
                     {},
                     {},
                     "listen on 127.0.0.1, or give out tokens"});
  }

  static authority_options authority_options_of(server_options const& options) {
    authority_options made;
    made.directory = options.directory;
    made.assign_ids = options.assign_ids;
    made.enforce_refs = options.enforce_refs;
    made.now = options.now;
    made.random = options.random;
    made.writer_wait = options.writer_wait;
    made.max_items = options.max_items;
    made.max_operations = options.max_operations;
    made.max_page_records = options.max_page_items;
    made.answer_bytes = options.limits.max_response_bytes;  // more could not be told anyway
    return made;
  }

  http_server& http() {
    std::lock_guard const lock{mutex_};
    if (!http_)
      http_ = std::make_unique<http_server>(
          options_.http, [this](http_request const& request) { return endpoint_.handle(request); },
          http_server_hooks{
              [this](http_request const& request, http_response& refusal) {
                endpoint_.allow_origin(request, refusal);
              },
              [this](http_request const& request) { return endpoint_.wants_body(request); }});
    return *http_;
  }

  detail::serving::execution execute(graphql::prepared_request const& asked,
                                     detail::serving::caller& from) {
    detail::serving::api_resolver<Schema> root{truth_, options_, from};
    graphql::execution_options how;
    how.bounds = options_.limits;
    how.on_internal_error = options_.log;
    graphql::response answer = asked.run(root, how);
    return {std::move(answer), root.busy()};
  }

  server_options options_;
  mutable std::mutex mutex_;
  authority<Schema> truth_;
  graphql::schema const types_;
  detail::serving::endpoint endpoint_;
  std::unique_ptr<http_server> http_;
};

}  // namespace v0
}  // namespace entente
