// SPDX-License-Identifier: BSL-1.0
#include "support/catch.hpp"

#include <entente/http/detail/request_parser.hpp>

#include <string>

namespace http = entente::detail::http;

namespace {

http::request_head parsed(std::string_view text) {
  http::request_head head;
  auto const refused = http::parse_request_head(text, {100, 5}, head);
  INFO(text);
  CHECK(refused.status == 0);
  return head;
}

int refused(std::string_view text) {
  http::request_head head;
  return http::parse_request_head(text, {100, 5}, head).status;
}

}  // namespace

TEST_CASE("a request head is read into method, path, query and headers") {
  auto const head = parsed("POST /a%20b?x=1&y=%7B HTTP/1.1\r\nHost: h\r\nX-A:\t v w \r\nX-B:");
  CHECK(head.request.method == "POST");
  CHECK(head.request.path == "/a b");
  CHECK(head.request.parameter("x") == "1");
  CHECK(head.request.parameter("y") == "{");
  CHECK_FALSE(head.request.parameter("z").has_value());
  CHECK(head.request.headers.get("x-a") == "v w");
  CHECK(head.request.headers.find("x-b") == "");
  CHECK(head.persistent);
  CHECK_FALSE(head.has_body());
}

TEST_CASE("absolute targets and the star of OPTIONS are understood") {
  CHECK(parsed("GET http://h:80/p?q=1 HTTP/1.1\r\nHost: h").request.path == "/p");
  CHECK(parsed("GET HTTP://h HTTP/1.1\r\nHost: h").request.path == "/");
  CHECK(parsed("OPTIONS * HTTP/1.1\r\nHost: h").request.path == "*");
  CHECK(refused("GET * HTTP/1.1\r\nHost: h") == 400);
  CHECK(refused("GET http://h?q HTTP/1.1\r\nHost: h") == 400);
}

TEST_CASE("every served method passes and others are named") {
  for (std::string method : {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}) {
    CHECK(parsed(method + " / HTTP/1.1\r\nHost: h").request.method == method);
  }
  CHECK(refused("TRACE / HTTP/1.1\r\nHost: h") == 405);
  CHECK(refused("CONNECT h:1 HTTP/1.1\r\nHost: h") == 405);
  CHECK(refused("BREW / HTTP/1.1\r\nHost: h") == 501);
  CHECK(refused("get / HTTP/1.1\r\nHost: h") == 501);
  CHECK(refused("PRI * HTTP/2.0") == 505);
}

TEST_CASE("malformed request lines are refused") {
  for (auto const* line :
       {"", "GET", "GET /", "GET / HTTP/1.1 ", "GET  HTTP/1.1", "GET / /HTTP/1.1", "GET / HTTP/1",
        "GET / http/1.1", "G\tT / HTTP/1.1", "GET /\x01 HTTP/1.1", "GET a HTTP/1.1",
        "GET /% HTTP/1.1", "GET /?%x HTTP/1.1"}) {
    INFO(line);
    CHECK(refused(std::string(line) + "\r\nHost: h") == 400);
  }
  CHECK(refused("GET /" + std::string(100, 'a') + " HTTP/1.1\r\nHost: h") == 414);
}

TEST_CASE("malformed headers are refused") {
  for (auto const* field : {"no colon", ": v", "X : v", " X: v", "X: a\rb", "X: a\nb", "X: \x7F",
                            "X: 1\r\n folded", "X\xC3: v"}) {
    INFO(field);
    CHECK(refused(std::string("GET / HTTP/1.1\r\nHost: h\r\n") + field) == 400);
  }
  CHECK(refused("GET / HTTP/1.1\r\nHost: h\r\na:1\r\na:2\r\na:3\r\na:4\r\na:5") == 431);
}

TEST_CASE("exactly one Host is needed, none in HTTP/1.0") {
  CHECK(refused("GET / HTTP/1.1") == 400);
  CHECK(refused("GET / HTTP/1.1\r\nHost: a\r\nHost: a") == 400);
  CHECK_FALSE(parsed("GET / HTTP/1.0").persistent);
}

TEST_CASE("where a body ends is decided without doubt") {
  CHECK(parsed("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 12").content_length == 12);
  CHECK(parsed("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 1")
            .content_length == 1);
  CHECK(parsed("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: Chunked").chunked);
  for (auto const* fields :
       {"Content-Length: 1\r\nContent-Length: 2", "Content-Length: -1", "Content-Length: +1",
        "Content-Length: 0x1", "Content-Length:", "Content-Length: 1, 1",
        "Content-Length: 99999999999999999999",
        "Content-Length: 1\r\nTransfer-Encoding: chunked"}) {
    INFO(fields);
    CHECK(refused(std::string("POST / HTTP/1.1\r\nHost: h\r\n") + fields) == 400);
  }
  CHECK(refused("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip, chunked") == 501);
  CHECK(refused("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: xchunked") == 501);
  CHECK(refused("POST / HTTP/1.0\r\nTransfer-Encoding: chunked") == 400);
}

TEST_CASE("connection, expectation and content encoding are understood") {
  CHECK_FALSE(parsed("GET / HTTP/1.1\r\nHost: h\r\nConnection: x, Close").persistent);
  CHECK(parsed("GET / HTTP/1.0\r\nConnection: keep-alive").persistent);
  CHECK(parsed("PUT / HTTP/1.1\r\nHost: h\r\nExpect: 100-Continue").expects_continue);
  CHECK(refused("PUT / HTTP/1.1\r\nHost: h\r\nExpect: miracles") == 417);
  CHECK(parsed("PUT / HTTP/1.1\r\nHost: h\r\nContent-Encoding: GZip").gzip);
  CHECK_FALSE(parsed("PUT / HTTP/1.1\r\nHost: h\r\nContent-Encoding: identity").gzip);
  CHECK(refused("PUT / HTTP/1.1\r\nHost: h\r\nContent-Encoding: br") == 415);
  CHECK(refused("PUT / HTTP/1.1\r\nHost: h\r\nContent-Encoding: gzip, gzip") == 415);
}
