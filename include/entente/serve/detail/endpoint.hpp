// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/error.hpp>
#include <entente/graphql/media_type.hpp>
#include <entente/graphql/prepare.hpp>
#include <entente/graphql/request.hpp>
#include <entente/graphql/response.hpp>
#include <entente/graphql/schema.hpp>
#include <entente/http/error_response.hpp>
#include <entente/http/is_loopback_host.hpp>
#include <entente/http/message.hpp>
#include <entente/serve/bearer_tokens.hpp>
#include <entente/serve/detail/caller.hpp>
#include <entente/serve/detail/caller_turns.hpp>
#include <entente/serve/server_options.hpp>

#include <exception>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace entente {
inline namespace v0 {
namespace detail::serving {

/// What executing a request came to.
struct execution {
  graphql::response answer;
  bool busy = false;  ///< something was not done for want of the database: 503
};

/// GraphQL over HTTP: finds out who asks and what for, has it executed, and words the answer. The
/// draft of the GraphQL-over-HTTP specification and docs/protocol.md say how. Thread-safe as far as
/// the options' functions are.
class endpoint {
 public:
  using execute_function = std::function<execution(graphql::prepared_request const&, caller&)>;

  endpoint(server_options const& options, graphql::schema const& types, execute_function execute)
      : options_(options),
        types_(types),
        execute_(std::move(execute)),
        by_headers_(!options.authenticate),
        authenticate_(options.authenticate ? options.authenticate
                      : options.tokens.empty()
                          ? authenticate_function{}
                          : authenticate_function{bearer_tokens{options.tokens}}) {
    if (!authenticate_ && !options.open)
      throw failure(
          {error_code::invalid_argument,
           "the server would refuse everybody",
           {},
           {},
           "give it tokens, or a way to authenticate, or let it be open to this machine"});
  }

  [[nodiscard]] http_response handle(http_request const& request) const {
    http_response response = answer(request);
    allow_origin(request, response);
    return response;
  }

  /// Whether it takes the body to answer a request with these headers. A way to authenticate that is
  /// not ours may look at it.
  [[nodiscard]] bool wants_body(http_request const& request) const {
    return request.method == "POST" && is_api(request.path) && names_this_machine(request) &&
           (!by_headers_ || caller_of(request).has_value());
  }

  /// Tokens do not travel by themselves, so any page that has one may use it. What an open server
  /// gives to everybody is for pages of this machine only.
  void allow_origin(http_request const& request, http_response& response) const {
    auto const origin = request.headers.find("Origin");
    if (options_.open) {
      response.headers.add("Vary", "Origin");
      if (!origin || !http::is_loopback_origin(*origin)) return;
      response.headers.set("Access-Control-Allow-Origin", std::string{*origin});
    } else {
      response.headers.set("Access-Control-Allow-Origin", "*");
    }
    response.headers.set("Access-Control-Expose-Headers", "Retry-After, WWW-Authenticate");
  }

 private:
  static constexpr char const* allowed = "GET, HEAD, POST, OPTIONS";

  [[nodiscard]] http_response answer(http_request const& request) const {
    try {
      if (request.method == "OPTIONS") return preflight(request);
      if (request.path == "/health") return health(request);
      if (is_api(request.path)) return graphql(request);
      return http_error_response(404, "There is nothing here; the API is at /graphql.");
    } catch (std::exception const& why) {
      if (options_.log) options_.log(why, {});
      return http_error_response(500, "Internal error", graphql::codes::internal);
    }
  }

  static http_response method_not_allowed(char const* methods) {
    http_response response = http_error_response(405, "This method is not allowed here.");
    response.headers.set("Allow", methods);
    return response;
  }

  /// An open server is for those who call it by a name of its own machine.
  bool names_this_machine(http_request const& request) const {
    return !options_.open ||
           is_loopback_host(http::without_port(request.headers.get("Host", "localhost")));
  }

  static bool is_api(std::string_view path) { return path == "/graphql" || path == "/graphql/"; }

  static bool reads(http_request const& request) {
    return request.method == "GET" || request.method == "HEAD";
  }

  static http_response health(http_request const& request) {
    if (!reads(request)) return method_not_allowed("GET, HEAD, OPTIONS");
    http_response response;
    response.headers.set("Content-Type", "application/json; charset=utf-8");
    response.body = R"({"status":"ok"})";
    return response;
  }

  [[nodiscard]] http_response graphql(http_request const& request) const {
    if (!reads(request) && request.method != "POST") return method_not_allowed(allowed);
    if (!names_this_machine(request))
      return http_error_response(403, "An open server answers to names of its own machine only.",
                                 graphql::codes::forbidden);
    auto from = caller_of(request);
    if (!from) return unauthenticated(request);
    // Of those who share the one name that needs no credentials, nothing is told apart.
    caller_turns::turn const turn{turns_, from->who().name, most_turns(*from)};
    if (!turn.granted()) return too_many();
    auto const type = graphql::negotiate(request.headers.joined("Accept"));
    if (!type)
      return http_error_response(
          406, "Accept must allow application/json or application/graphql-response+json.");
    if (request.method == "POST" && !graphql::is_json_content(request.headers.get("Content-Type")))
      return http_error_response(415, "The body must be application/json in UTF-8.");
    auto const asked = request_in(request);
    if (!asked) return refused(asked.why(), *type);
    graphql::prepared_request const prepared{types_, *asked, options_.limits};
    if (request.method != "POST" && prepared.kind() &&
        *prepared.kind() != graphql::operation_kind::query)
      return method_not_allowed("POST");
    return worded(execute_(prepared, *from), *type);
  }

  [[nodiscard]] std::optional<caller> caller_of(http_request const& request) const {
    std::string tenant = request.headers.joined("x-tenant-id");
    if (authenticate_)
      if (auto who = authenticate_(request)) return caller{*std::move(who), std::move(tenant)};
    bool const claims_nothing = !authenticate_ || !request.headers.contains("Authorization");
    if (options_.open && claims_nothing) return caller::without_credentials(std::move(tenant));
    return std::nullopt;
  }

  std::size_t most_turns(caller const& from) const {
    return from.anonymous() ? ~std::size_t{0} : options_.max_requests_per_caller;
  }

  static http_response too_many() {
    http_response response = http_error_response(
        429, "Too many requests of this caller at once.", "RATE_LIMITED");
    response.headers.set("Retry-After", "1");
    return response;
  }

  static http_response unauthenticated(http_request const& request) {
    bool const wrong = request.headers.contains("Authorization");
    http_response response = http_error_response(
        401, wrong ? "The token is not valid." : "Send a bearer token in the Authorization header.",
        graphql::codes::unauthenticated);
    response.headers.set("WWW-Authenticate", wrong ? R"(Bearer error="invalid_token")" : "Bearer");
    return response;
  }

  result<graphql::request> request_in(http_request const& request) const {
    if (request.method == "POST") return graphql::parse_request(request.body, options_.limits);
    return graphql::parse_request(
        graphql::get_parameters{.query = request.parameter("query"),
                                .operation_name = request.parameter("operationName"),
                                .variables = request.parameter("variables"),
                                .extensions = request.parameter("extensions")},
        options_.limits);
  }

  /// What is no GraphQL request is 400 in both media types.
  static http_response refused(error const& why, graphql::media_type type) {
    bool const limit = why.code == error_code::too_large;
    http_response response =
        http_error_response(graphql::malformed_request_status, why.message,
                            limit ? graphql::codes::limit_exceeded : std::string_view{});
    response.headers.set("Content-Type", std::string{graphql::content_type(type)});
    return response;
  }

  static http_response worded(execution done, graphql::media_type type) {
    http_response response;
    response.status = done.busy ? 503 : graphql::status_code(type, done.answer.request_error);
    response.headers.set("Content-Type", std::string{graphql::content_type(type)});
    response.headers.set("Cache-Control", "no-store");
    if (done.busy) response.headers.set("Retry-After", "1");
    response.body = std::move(done.answer.body);
    return response;
  }

  // ---- Cross-origin requests (the Fetch standard) ----------------------------------------------

  static http_response preflight(http_request const& request) {
    http_response response;
    response.status = 204;
    response.headers.set("Allow", allowed);
    response.headers.set("Access-Control-Allow-Methods", allowed);
    auto const wanted = request.headers.joined("Access-Control-Request-Headers");
    response.headers.set(
        "Access-Control-Allow-Headers",
        wanted.empty() ? "Accept, Authorization, Content-Type, x-tenant-id" : wanted);
    response.headers.set("Access-Control-Max-Age", "86400");
    response.headers.add("Vary", "Access-Control-Request-Headers");
    return response;
  }

  server_options const& options_;
  graphql::schema const& types_;
  execute_function execute_;
  bool by_headers_;
  authenticate_function authenticate_;
  mutable caller_turns turns_;
};

}  // namespace detail::serving
}  // namespace v0
}  // namespace entente
