// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/http/detail/byte_budget.hpp>
#include <entente/http/detail/connection_pool.hpp>
#include <entente/http/detail/request_reader.hpp>
#include <entente/http/detail/response_writer.hpp>
#include <entente/http/detail/socket.hpp>
#include <entente/http/error_response.hpp>
#include <entente/http/message.hpp>
#include <entente/http/server_hooks.hpp>
#include <entente/http/server_options.hpp>

#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

namespace entente {
inline namespace v0 {
namespace detail::http {

/// Serves one connection, request by request, until either side has had enough of it.
class served_connection {
 public:
  using handler = std::function<http_response(http_request const&)>;

  served_connection(connection_pool& pool, connection_pool::connection& self,
                    http_server_options const& options, handler const& handle,
                    http_server_hooks const& hooks, byte_budget& budget)
      : pool_(pool), self_(self), sock_(self.sock), options_(options), handle_(handle),
        hooks_(hooks), budget_(budget), reader_(self.sock, options, self.moved) {}

  void run() {
    make_nonblocking(sock_);
    disable_nagle(sock_);
    address_ = remote_address_of(sock_);
    while (pool_.enter(self_, connection_phase::idle) &&
           reader_.await(steady_clock::now() + options_.keep_alive_timeout) &&
           pool_.enter(self_, connection_phase::reading_head) && answer_one()) {
    }
  }

 private:
  /// Whether the connection may go on to another request.
  bool answer_one() {
    request_head head;
    byte_share memory(budget_);
    auto refused = reader_.read_head(head);
    if (!refused && head.has_body()) {
      if (!pool_.enter(self_, connection_phase::reading_body)) return false;
      bool const wanted = !hooks_.wants_body || hooks_.wants_body(head.request);
      refused = reader_.read_body(head, wanted, memory);
    }
    if (!pool_.enter(self_, connection_phase::busy)) return false;
    if (refused) {
      if (refused.status != request_reader::gone.status) refuse(refused, head.request);
      return false;
    }
    head.request.remote_address = address_;
    auto response = handled(head.request);
    compress_if_worthwhile(response, head.request.headers.joined("Accept-Encoding"),
                           options_.gzip_from_bytes);
    head.request.body = {};
    if (!memory.cover(response.body.size())) {
      pool_.hurry();
      response = busy("The server has no memory to spare", head.request);
    }
    return respond(response, head);
  }

  [[nodiscard]] http_response handled(http_request const& request) const {
    try {
      auto response = handle_(request);
      if (response.status >= 200 && response.status <= 999) return response;
    } catch (...) {
      // Ignored: whatever it was may hold what strangers must not see.
    }
    auto response = http_error_response(500, "Internal error", "INTERNAL");
    finish(request, response);
    return response;
  }

  http_response busy(std::string_view why, http_request const& request) const {
    auto response = busy_response(why);
    finish(request, response);
    return response;
  }

  void finish(http_request const& request, http_response& response) const {
    if (hooks_.finish) hooks_.finish(request, response);
  }

  void refuse(refusal const& why, http_request const& request) {
    if (why.status == 503) pool_.hurry();
    auto response = why.status == 503 ? busy_response(why.message)
                                      : http_error_response(why.status, why.message);
    if (why.status == 405) response.headers.set("Allow", allowed_methods);
    if (why.status == 415) response.headers.set("Accept-Encoding", "gzip");
    finish(request, response);
    auto const head = response_head(response, framing::length, false);
    if (pool_.enter(self_, connection_phase::sending) && send(head + response.body)) {
      finish_sending(sock_);
      reader_.drain(steady_clock::now() + linger);
    }
  }

  bool respond(http_response const& response, request_head const& head) {
    bool const silent = head.request.method == "HEAD" || !may_have_body(response.status);
    if (response.stream && !silent) return respond_with_stream(response, head);
    bool const persistent = head.persistent && !pool_.wants_thread_back();
    auto form = framing::length;
    if (!may_have_body(response.status)) form = framing::none;
    if (response.stream) form = framing::until_closed;
    auto text = response_head(response, form, persistent);
    auto const deadline = steady_clock::now() + options_.response_timeout;
    bool const joined = silent || response.body.size() <= joined_up_to;
    if (joined && !silent) text += response.body;
    // What a peer's buffers take at once is not worth a change of phase.
    auto const taken = send_now(sock_, text);
    if (taken < 0) return false;
    std::string_view const rest = std::string_view(text).substr(static_cast<std::size_t>(taken));
    if (rest.empty() && joined) return persistent;
    return pool_.enter(self_, connection_phase::sending) && send(rest, deadline) &&
           (joined || send(response.body, deadline)) && persistent;
  }

  bool respond_with_stream(http_response const& response, request_head const& head) {
    struct place {
      connection_pool& pool;
      bool const taken = pool.begin_stream();
      ~place() {
        if (taken) pool.end_stream();
      }
    } const held{pool_};
    if (!held.taken) return respond(busy("Too many streams", head.request), head);
    auto const form = head.chunks_understood ? framing::chunked : framing::until_closed;
    bool const persistent =
        head.persistent && form == framing::chunked && !pool_.wants_thread_back();
    return send(response_head(response, form, persistent)) && send_stream(response.stream, form) &&
           persistent;
  }

  bool send_stream(http_stream const& produce, framing form) {
    bool sound = true;
    http_stream_writer const write = [&](std::string_view piece) {
      if (piece.empty() || !sound) return sound;
      sound = !pool_.stopping() && send(form == framing::chunked ? chunk(piece) : piece);
      return sound;
    };
    try {
      if (!produce(write) || !sound) return false;
    } catch (...) {
      return false;  // the missing end tells the peer
    }
    return form != framing::chunked || send("0\r\n\r\n");
  }

  bool send(std::string_view bytes) {
    return send(bytes, steady_clock::now() + options_.response_timeout);
  }

  bool send(std::string_view bytes, steady_clock::time_point deadline) {
    return send_all(sock_, bytes, options_.stall_timeout, deadline, &self_.moved) ==
           io_outcome::done;
  }

  static constexpr char const* allowed_methods = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";
  static constexpr std::chrono::milliseconds linger{1'000};
  static constexpr std::size_t joined_up_to = std::size_t{64} << 10U;

  connection_pool& pool_;
  connection_pool::connection& self_;
  socket_t sock_;
  http_server_options const& options_;
  handler const& handle_;
  http_server_hooks const& hooks_;
  byte_budget& budget_;
  request_reader reader_;
  std::string address_;
};

}  // namespace detail::http
}  // namespace v0
}  // namespace entente
