// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/http/detail/byte_budget.hpp>
#include <entente/http/detail/gzip.hpp>
#include <entente/http/detail/request_parser.hpp>
#include <entente/http/detail/socket.hpp>
#include <entente/http/server_options.hpp>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace entente {
inline namespace v0 {
namespace detail::http {

/// Reads one request after another from a connection, within the server's limits. A refusal means
/// that the connection cannot go on after the answer; status `gone` that no answer is wanted.
class request_reader {
 public:
  static constexpr refusal gone{-1, "Connection closed"};

  request_reader(socket_t sock, http_server_options const& options,
                 std::atomic<std::size_t>& moved)
      : sock_(sock), options_(options), buffer_(sock, &moved) {}

  /// Waits for the first byte of a request; false if none comes.
  bool await(steady_clock::time_point deadline) {
    return !buffer_.pending().empty() || buffer_.receive(deadline) == io_outcome::done;
  }

  refusal read_head(request_head& head) {
    auto const deadline = steady_clock::now() + options_.header_timeout;
    std::size_t searched = 0;
    for (;;) {
      // RFC 9112, section 2.2: an empty line in front of a request is a relic to be skipped.
      while (buffer_.pending().starts_with("\r\n")) buffer_.consume(2);
      auto const text = buffer_.pending();
      auto const end = text.find("\r\n\r\n", searched);
      if ((std::min)(end, text.size()) > options_.max_header_bytes) {
        return {431, "Request headers too large"};
      }
      if (end != std::string_view::npos) {
        auto const refused = parse_request_head(
            text.substr(0, end), {options_.max_target_bytes, options_.max_headers}, head);
        buffer_.consume(end + 4);
        return refused;
      }
      searched = text.size() < 3 ? 0 : text.size() - 3;
      if (auto const outcome = buffer_.receive(deadline); outcome != io_outcome::done) {
        return outcome == io_outcome::timed_out ? refusal{408, "Request headers took too long"}
                                                : gone;
      }
    }
  }

  /// Reads the body into the request, against `share`, or, if it is not wanted, to its end.
  refusal read_body(request_head& head, bool wanted, byte_share& share) {
    if (!head.has_body()) return {};
    if (head.content_length > options_.max_body_bytes) return too_large;
    if (head.gzip && !gzip_supported) return {415, "Content encoding not supported"};
    deadline_ = steady_clock::now() + options_.body_timeout;
    if (head.expects_continue && buffer_.pending().empty() &&
        send_all(sock_, "HTTP/1.1 100 Continue\r\n\r\n", options_.stall_timeout, deadline_) !=
            io_outcome::done) {
      return gone;
    }
    body_collector body(options_.max_body_bytes);
    body.charge(share);
    if (!wanted) body.discard();
    if (head.gzip) body.expect_gzip();
    auto const refused =
        head.chunked ? read_chunks(body) : read_exactly(head.content_length, body);
    if (refused) return refused;
    if (!body.complete()) return not_gzip;
    head.request.body = body.take();
    return {};
  }

  /// Receives and forgets what is still on its way, so that closing does not destroy the answer
  /// before the peer has read it; bounded by the deadline.
  void drain(steady_clock::time_point deadline) {
    do {
      buffer_.consume(buffer_.pending().size());
    } while (buffer_.receive(deadline) == io_outcome::done);
  }

 private:
  static constexpr refusal too_large{413, "Request body too large"};
  static constexpr refusal no_room{503, "The server has no memory to spare"};
  static constexpr refusal not_gzip{400, "Request body is not the gzip it claims to be"};
  static constexpr refusal bad_chunk{400, "Malformed chunked body"};

  refusal receive() {
    auto const stalled = steady_clock::now() + options_.stall_timeout;
    switch (buffer_.receive((std::min)(stalled, deadline_))) {
      case io_outcome::done: return {};
      case io_outcome::timed_out: return {408, "Request body took too long"};
      case io_outcome::closed: break;
    }
    return gone;
  }

  refusal read_exactly(std::uint64_t count, body_collector& body) {
    while (count > 0) {
      if (buffer_.pending().empty()) {
        if (auto refused = receive()) return refused;
      }
      auto const pending = buffer_.pending();
      auto const piece = pending.substr(
          0, static_cast<std::size_t>((std::min<std::uint64_t>)(count, pending.size())));
      switch (body.accept(piece)) {
        case intake::fine: break;
        case intake::too_large: return too_large;
        case intake::malformed: return not_gzip;
        case intake::no_room: return no_room;
      }
      count -= piece.size();
      buffer_.consume(piece.size());
    }
    return {};
  }

  /// Reads one line of the chunked coding, without its end, of at most `limit` bytes.
  refusal read_line(std::size_t limit, std::string& line) {
    for (;;) {
      auto const text = buffer_.pending();
      auto const end = text.find("\r\n");
      bool const ended = end != std::string_view::npos;
      // Half of a line's end may have arrived, hence one byte more.
      if (ended ? end > limit : text.size() > limit + 1) return bad_chunk;
      if (ended) {
        line = text.substr(0, end);
        buffer_.consume(end + 2);
        return {};
      }
      if (auto refused = receive()) return refused;
    }
  }

  refusal read_chunks(body_collector& body) {
    constexpr std::size_t longest_size_line = 256;
    std::string line;
    for (;;) {
      if (auto refused = read_line(longest_size_line, line)) return refused;
      auto const digits = without_outer_blanks(std::string_view(line).substr(0, line.find(';')));
      auto const size = parse_number(digits, 16);
      if (!size) return bad_chunk;
      if (*size == 0) return skip_trailers();
      if (*size > options_.max_body_bytes) return too_large;
      if (auto refused = read_exactly(*size, body)) return refused;
      if (auto refused = read_line(0, line)) return refused;
    }
  }

  refusal skip_trailers() {
    std::size_t left = options_.max_header_bytes;
    for (std::string line;;) {
      if (auto refused = read_line(left, line)) return refused;
      if (line.empty()) return {};
      left -= line.size();
    }
  }

  socket_t sock_;
  http_server_options const& options_;
  receive_buffer buffer_;
  steady_clock::time_point deadline_{};
};

}  // namespace detail::http
}  // namespace v0
}  // namespace entente
