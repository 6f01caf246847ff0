// SPDX-License-Identifier: BSL-1.0
// libFuzzer target: what arrives on a connection is understood the same in whatever pieces it comes, stays
// within the limits, and what was understood can be said again without a second meaning.

#include "fuzz/require.hpp"

#include <entente/http/detail/byte_budget.hpp>
#include <entente/http/detail/request_reader.hpp>
#include <entente/http/detail/text.hpp>

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using namespace entente;
using namespace entente::detail::http;
using fuzz::require;

http_server_options limits() {
  http_server_options options;
  options.max_body_bytes = 1u << 16;
  options.max_header_bytes = 2048;
  options.max_target_bytes = 512;
  options.max_headers = 20;
  return options;
}

/// A connection whose packets arrive one by one, and which has ended by then.
class arrived {
 public:
  arrived(std::string_view bytes, std::size_t piece) {
    int ends[2];
    require(::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0, ends) == 0);
    here_ = ends[0];
    there_ = ends[1];
    while (!bytes.empty()) {
      auto const part = bytes.substr(0, piece);
      if (::send(there_, part.data(), part.size(), MSG_NOSIGNAL) < 0)
        break;  // as much as the system holds
      sent_ += part.size();
      bytes.remove_prefix(part.size());
    }
    ::shutdown(there_, SHUT_WR);
  }
  arrived(arrived const&) = delete;
  arrived& operator=(arrived const&) = delete;
  ~arrived() {
    ::close(here_);
    ::close(there_);
  }
  [[nodiscard]] int socket() const { return here_; }
  [[nodiscard]] std::size_t sent() const { return sent_; }

 private:
  int here_ = -1;
  int there_ = -1;
  std::size_t sent_ = 0;
};

struct understood {
  std::vector<request_head> requests;
  int refused = 0;
};

understood read_all(int socket) {
  auto const options = limits();
  std::atomic<std::size_t> moved{0};
  byte_budget budget{options.max_held_bytes};
  request_reader reader{socket, options, moved};
  understood all;
  while (reader.await(steady_clock::now() + std::chrono::seconds{5})) {
    request_head head;
    auto refused = reader.read_head(head);
    byte_share memory{budget};
    if (!refused) refused = reader.read_body(head, true, memory);
    if (refused) {
      all.refused = refused.status;
      break;
    }
    require(head.request.body.size() <= options.max_body_bytes);
    require(head.request.headers.size() <= options.max_headers);
    all.requests.push_back(std::move(head));
    if (!all.requests.back().persistent) break;
  }
  return all;
}

bool same(http_request const& a, http_request const& b) {
  return a.method == b.method && a.path == b.path && a.query == b.query && a.body == b.body;
}

/// A body that is both too large and no gzip is one or the other, by what is seen first.
bool same_refusal(int a, int b) {
  auto const of_a_body = [](int status) { return status == 400 || status == 413; };
  return a == b || (of_a_body(a) && of_a_body(b));
}

void require_same(understood const& a, understood const& b) {
  require(same_refusal(a.refused, b.refused) && a.requests.size() == b.requests.size());
  for (std::size_t i = 0; i < a.requests.size(); ++i) {
    require(same(a.requests[i].request, b.requests[i].request));
    require(a.requests[i].persistent == b.requests[i].persistent);
  }
}

bool says_how_it_travels(std::string_view name) {
  for (auto const* each : {"Content-Length", "Transfer-Encoding", "Content-Encoding", "Expect"})
    if (equal_ignoring_case(name, each)) return true;
  return false;
}

/// A request as somebody behind us would be told it.
std::string said_again(request_head const& head) {
  std::string text = head.request.method + ' ' + encoded_target(head.request) +
                     (head.chunks_understood ? " HTTP/1.1\r\n" : " HTTP/1.0\r\n");
  for (auto const& [name, value] : head.request.headers) {
    require(is_token(name) && is_field_value(value));
    if (!says_how_it_travels(name)) text += name + ": " + value + "\r\n";
  }
  if (!head.request.body.empty())
    text += "Content-Length: " + std::to_string(head.request.body.size()) + "\r\n";
  return text + "\r\n" + head.request.body;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string_view text(reinterpret_cast<char const*>(data), size);
  text = text.substr(0, 4096);
  arrived const at_once{text, 16'384};
  auto const whole = read_all(at_once.socket());

  // Single bytes of what is short, for the system holds few packets.
  std::size_t const piece = text.size() <= 200 ? 1 : 16 + text.size() / 64;
  arrived const bit_by_bit{text, piece};
  if (bit_by_bit.sent() == text.size()) require_same(whole, read_all(bit_by_bit.socket()));

  for (auto const& head : whole.requests) {
    require(head.request.path == "*" || head.request.path.starts_with('/'));
    auto const again = said_again(head);
    // Decoding and compression may have made more of it than the limits let in once more.
    if (again.size() > 4096 || encoded_target(head.request).size() > limits().max_target_bytes)
      continue;
    arrived const behind{again, 16'384};
    auto const second = read_all(behind.socket());
    require(second.refused == 0 && second.requests.size() == 1);
    require(same(head.request, second.requests[0].request));
  }
  return 0;
}
