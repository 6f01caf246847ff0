// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/error.hpp>
#include <entente/base/result.hpp>
#include <entente/http/client_options.hpp>
#include <entente/http/detail/base_url.hpp>
#include <entente/http/detail/channel.hpp>
#include <entente/http/detail/gzip.hpp>
#include <entente/http/detail/quiet_pipes.hpp>
#include <entente/http/detail/text.hpp>
#include <entente/http/message.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace entente {
inline namespace v0 {
namespace detail::http {

/// One request and its answer over a channel: what has arrived so far, and why it goes no further.
class exchange {
 public:
  using receiver = std::function<bool(std::string_view)>;

  exchange(base_url const& url, http_client_options const& options, receiver const& receive,
           std::atomic<bool> const& stopped, channel& connection)
      : url_(url), options_(options), receive_(receive), stopped_(stopped),
        connection_(connection), body_(options.max_response_bytes) {}

  /// How long an exchange of so many bytes may last.
  static std::chrono::milliseconds allowance(http_client_options const& options,
                                             std::size_t bytes) {
    auto const pace = options.least_bytes_per_second;
    if (pace == 0) return options.total_timeout;
    return (std::min)(options.total_timeout,
                      options.answer_timeout + std::chrono::seconds(bytes / pace));
  }

  result<http_response> run(http_request const& request) {
    httplib::Request sent;
    if (auto refused = translate(request, sent); !refused) return refused.why();
    asked_bytes_ = request.body.size();
    touch();
    sent.response_handler = [this](httplib::Response const& head) { return begin(head); };
    sent.content_receiver = [this](char const* data, std::size_t size, std::uint64_t,
                                   std::uint64_t) { return take({data, size}); };
    quiet_pipes const quiet;
    httplib::Response answer;
    auto reason = httplib::Error::Success;
    bool const arrived = connection_.client().send(sent, answer, reason);
    if (stopped_) return error{error_code::cancelled, "the request was stopped"};
    if (problem_) return *std::move(problem_);
    if (connection_.expired()) return about(error_code::timed_out, "took too long to answer");
    if (!arrived) return explain(reason);
    return finish(answer, request.method);
  }

 private:
  result<void> translate(http_request const& request, httplib::Request& sent) const {
    if (!is_token(request.method)) return unusable("the method");
    if (!request.path.starts_with('/')) return unusable("the path");
    sent.method = request.method;
    sent.path = url_.path + encoded_target(request);
    auto const add = [&](http_headers const& headers, http_headers const& overriding) {
      for (auto const& [name, value] : headers) {
        if (!is_token(name) || !is_field_value(value)) return false;
        if (!is_ours(name) && !overriding.contains(name)) sent.headers.emplace(name, value);
      }
      return true;
    };
    if (!add(request.headers, {}) || !add(options_.default_headers, request.headers)) {
      return unusable("a header");
    }
    bool const gzip = gzip_supported && options_.accept_gzip && !receive_;
    sent.headers.emplace("Accept-Encoding", gzip ? "gzip" : "identity");
    sent.body = request.body;
    if (options_.gzip_requests_from_bytes > 0 &&
        request.body.size() >= options_.gzip_requests_from_bytes &&
        !request.headers.contains("Content-Encoding")) {
      if (auto packed = gzip_compressed(request.body)) {
        sent.body = *std::move(packed);
        sent.headers.emplace("Content-Encoding", "gzip");
      }
    }
    return {};
  }

  static bool is_ours(std::string_view name) {
    for (std::string_view const each : {"Accept-Encoding", "Content-Length", "Transfer-Encoding",
                                  "Connection", "Expect", "TE", "Upgrade"}) {
      if (equal_ignoring_case(name, each)) return true;
    }
    return false;
  }

  [[nodiscard]] error unusable(std::string const& what) const {
    return error{error_code::invalid_argument,
                 what + " of a request to " + url_.peer + " cannot be sent"};
  }

  bool begin(httplib::Response const& head) {
    streaming_ = receive_ && head.status >= 200 && head.status <= 299;
    touch();
    auto const coding = head.get_header_value("Content-Encoding");
    if (equal_ignoring_case(coding, "gzip") || equal_ignoring_case(coding, "x-gzip")) {
      if (!gzip_supported || streaming_) {
        return fail(error_code::protocol_violation, "sent gzip that was not asked for");
      }
      body_.expect_gzip();
      inflating_ = true;
    } else if (!coding.empty() && !equal_ignoring_case(coding, "identity")) {
      return fail(error_code::protocol_violation, "used a content encoding that was not asked for");
    }
    if (head.has_header("Content-Length") && !head.has_header("Transfer-Encoding")) {
      announced_ = parse_number(head.get_header_value("Content-Length"));
      if (!announced_) return fail(error_code::protocol_violation, "sent a senseless length");
      if (!streaming_ && *announced_ > options_.max_response_bytes) return refuse_size();
      if (!streaming_) body_.expect(*announced_);
    }
    return !stopped_;
  }

  bool take(std::string_view piece) {
    if (stopped_ || connection_.expired()) return false;
    if (streaming_) {
      touch();
      streamed_ += piece.size();
      if (receive_(piece)) return true;
      problem_ = error{error_code::cancelled, "the receiver wanted no more"};
      return false;
    }
    switch (body_.accept(piece)) {
      case intake::fine: touch(); return true;
      case intake::too_large: return refuse_size();
      case intake::malformed:
      case intake::no_room: break;
    }
    return fail(error_code::protocol_violation, "sent a body that is not the gzip it claims to be");
  }

  result<http_response> finish(httplib::Response const& answer, std::string_view method) {
    http_response response;
    response.status = answer.status;
    for (auto const& [name, value] : answer.headers) {
      // They describe what travelled, not what the caller gets.
      bool const outdated = inflating_ && (equal_ignoring_case(name, "Content-Encoding") ||
                                           equal_ignoring_case(name, "Content-Length"));
      if (!outdated) response.headers.add(name, value);
    }
    if (method == "HEAD") return response;
    auto const arrived = streaming_ ? streamed_ : body_.arrived();
    if (announced_ && *announced_ != arrived && answer.status != 204 && answer.status != 304) {
      return about(error_code::network_failed, "broke its answer off");
    }
    if (arrived > 0 && !body_.complete()) {
      return about(error_code::network_failed, "broke its compressed answer off");
    }
    response.body = body_.take();
    return response;
  }

  [[nodiscard]] error explain(httplib::Error reason) const {
    switch (reason) {
      case httplib::Error::Connection:
        return about(error_code::network_failed, "cannot be reached",
                     "check the address and that the server runs");
      case httplib::Error::ConnectionTimeout:
        return about(error_code::timed_out, "did not take the connection in time");
      case httplib::Error::SSLConnection:
        return about(error_code::network_failed, "and this machine could not agree on TLS");
      case httplib::Error::SSLLoadingCerts:
        return about(error_code::network_failed,
                     "cannot be trusted: the certificate authorities could not be loaded",
                     "check the file they are in");
      case httplib::Error::SSLServerVerification:
        return about(error_code::network_failed, "has a certificate that is not trusted",
                     "check the name in the URL and the certificate authorities");
      case httplib::Error::Write:
        return about(error_code::network_failed, "closed the connection during the request");
      default: break;
    }
    // The library says no more than that reading failed.
    if (steady_clock::now() - latest_ >= options_.read_timeout) {
      return about(error_code::timed_out, "did not answer in time");
    }
    return about(error_code::network_failed,
                 "closed the connection before its answer was complete");
  }

  bool refuse_size() {
    return fail(error_code::too_large, "sent more than the " +
                                           std::to_string(options_.max_response_bytes) +
                                           " bytes allowed");
  }

  bool fail(error_code code, std::string const& what) {
    problem_ = about(code, what);
    return false;
  }

  [[nodiscard]] error about(error_code code, std::string const& what, std::string remedy = {}) const {
    return error{code, url_.peer + " " + what, "", "", std::move(remedy)};
  }

  /// Something has happened: notes when, and how long it may go on.
  void touch() {
    latest_ = steady_clock::now();
    if (streaming_) return connection_.postpone(steady_clock::time_point::max());
    connection_.postpone(began_ + allowance(options_, asked_bytes_ + body_.arrived()));
  }

  base_url const& url_;
  http_client_options const& options_;
  receiver const& receive_;
  std::atomic<bool> const& stopped_;
  channel& connection_;
  body_collector body_;
  std::optional<error> problem_;
  std::optional<std::uint64_t> announced_;
  std::size_t asked_bytes_ = 0;
  std::uint64_t streamed_ = 0;
  bool streaming_ = false;
  bool inflating_ = false;
  steady_clock::time_point began_ = steady_clock::now();
  steady_clock::time_point latest_ = began_;
};

}  // namespace detail::http
}  // namespace v0
}  // namespace entente
