// SPDX-License-Identifier: BSL-1.0
#include "http/loopback.hpp"
#include "http/serving.hpp"
#include "support/catch.hpp"

#include <entente/http/server_options.hpp>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <vector>

using entente::http_request;
using entente::http_response;
using entente::http_server_options;
using loopback::connection;
using namespace serving;

TEST_CASE("who sends headers or a body too slowly is cut off with 408") {
  http_server_options options;
  options.header_timeout = std::chrono::milliseconds(50);
  options.body_timeout = std::chrono::milliseconds(50);
  running_server running(echo, options);
  connection slow_head(running.port);
  slow_head.send("GET / HTTP/1.1\r\nHos");
  CHECK(slow_head.response().status == 408);
  CHECK(slow_head.rest().empty());
  connection slow_body(running.port);
  slow_body.send(post("Content-Length: 10\r\n", "abc"));
  CHECK(slow_body.response().status == 408);
  CHECK(slow_body.rest().empty());
}

TEST_CASE("an idle connection is closed without a word") {
  http_server_options options;
  options.keep_alive_timeout = std::chrono::milliseconds(20);
  running_server running(echo, options);
  connection client(running.port);
  CHECK(client.rest().empty());
}

TEST_CASE("hundreds of idle connections do not starve an honest one") {
  http_server_options options;
  options.max_connections = 8;
  options.max_waiting = 400;
  running_server running(echo, options);
  std::vector<connection> idle;
  for (int i = 0; i < 300; ++i) {
    idle.emplace_back(running.port);
    REQUIRE(idle.back().connected());
  }
  connection honest(running.port);
  honest.send("GET /me HTTP/1.1\r\nHost: h\r\n\r\n");
  CHECK(honest.response().body == "GET /me ");
}

TEST_CASE("300 idle connections that were served before are kept while there is room") {
  running_server running(echo);
  std::vector<connection> idle;
  for (int i = 0; i < 300; ++i) {
    idle.emplace_back(running.port);
    idle.back().send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    REQUIRE(idle.back().response().status == 200);
  }
  for (auto& each : idle) {
    each.send("GET /again HTTP/1.1\r\nHost: h\r\n\r\n");
    REQUIRE(each.response().body == "GET /again ");
  }
}

TEST_CASE("senders of endless headers are dropped once others wait") {
  http_server_options options;
  options.max_connections = 4;
  options.header_timeout = std::chrono::minutes(10);
  options.max_wait = std::chrono::minutes(10);
  options.hurried_header_time = std::chrono::milliseconds(20);
  running_server running(echo, options);
  std::vector<connection> slow;
  for (int i = 0; i < 8; ++i) {
    slow.emplace_back(running.port);
    slow.back().send("GET / HTTP/1.1\r\nX: ");
  }
  connection honest(running.port);
  honest.send("GET /me HTTP/1.1\r\nHost: h\r\n\r\n");
  CHECK(honest.response().body == "GET /me ");
}

TEST_CASE("beyond the cap connections wait, then are refused with 503 and Retry-After") {
  std::mutex lock;
  std::condition_variable changed;
  bool open = false;
  http_server_options options;
  options.max_connections = 1;
  options.max_waiting = 1;
  options.max_wait = std::chrono::minutes(10);
  std::atomic<int> inside{0};
  running_server running(
      [&](http_request const& request) {
        ++inside;
        std::unique_lock guard(lock);
        changed.notify_all();
        changed.wait(guard, [&] { return open; });
        return echo(request);
      },
      options);
  connection served(running.port);
  served.send("GET /1 HTTP/1.1\r\nHost: h\r\n\r\n");
  {
    std::unique_lock guard(lock);
    changed.wait(guard, [&] { return inside > 0; });
  }
  connection waits(running.port);
  waits.send("GET /2 HTTP/1.1\r\nHost: h\r\n\r\n");
  connection refused(running.port);
  auto const answer = refused.response();
  CHECK(answer.status == 503);
  CHECK(answer.head.find("Retry-After: ") != std::string::npos);
  CHECK(is_error_json(answer.body));
  {
    std::lock_guard const guard(lock);
    open = true;
  }
  changed.notify_all();
  // Others wait, so the first connection gives its thread away.
  auto const first = served.response();
  CHECK(first.body == "GET /1 ");
  CHECK(first.head.find("Connection: close") != std::string::npos);
  CHECK(waits.response().body == "GET /2 ");
}

TEST_CASE("a connection that waits too long for a thread is refused with 503") {
  std::mutex lock;
  std::condition_variable changed;
  bool open = false;
  http_server_options options;
  options.max_connections = 1;
  options.max_wait = std::chrono::milliseconds(20);
  running_server running(
      [&](http_request const& request) {
        std::unique_lock guard(lock);
        changed.wait(guard, [&] { return open; });
        return echo(request);
      },
      options);
  connection served(running.port);
  served.send("GET /1 HTTP/1.1\r\nHost: h\r\n\r\n");
  connection waits(running.port);
  waits.send("GET /2 HTTP/1.1\r\nHost: h\r\n\r\n");
  auto const answer = waits.response();
  CHECK(answer.status == 503);
  {
    std::lock_guard const guard(lock);
    open = true;
  }
  changed.notify_all();
  CHECK(served.response().status == 200);
}

TEST_CASE("senders of endless bodies and takers of slow responses are dropped once others wait") {
  http_server_options options;
  options.max_connections = 2;
  options.stall_timeout = options.body_timeout = std::chrono::minutes(10);
  options.max_wait = std::chrono::minutes(10);
  options.hurried_body_time = std::chrono::milliseconds(20);
  running_server running(
      [](http_request const& request) {
        return request.path == "/large" ? text(std::string(50'000'000, 'x')) : echo(request);
      },
      options);
  connection sender(running.port);
  sender.send(post("Content-Length: 100\r\n", "begun"));
  connection taker(running.port);
  taker.send("GET /large HTTP/1.1\r\nHost: h\r\n\r\n");
  CHECK_FALSE(taker.exactly(1).empty());
  connection first(running.port);
  connection second(running.port);
  first.send("GET /me HTTP/1.1\r\nHost: h\r\n\r\n");
  second.send("GET /me HTTP/1.1\r\nHost: h\r\n\r\n");
  CHECK(first.response().body == "GET /me ");
  CHECK(second.response().body == "GET /me ");
}

TEST_CASE("streams leave room for other requests") {
  http_server_options options;
  options.max_streams = 1;
  running_server running(
      [](http_request const& request) {
        if (request.path != "/stream") return echo(request);
        http_response response;
        response.stream = [](auto const& write) {
          while (write("tick\n")) {
          }
          return true;
        };
        return response;
      },
      options);
  connection stream(running.port);
  stream.send("GET /stream HTTP/1.1\r\nHost: h\r\n\r\n");
  CHECK_FALSE(stream.until("tick").empty());
  connection other(running.port);
  other.send("GET /stream HTTP/1.1\r\nHost: h\r\n\r\n");
  auto const refused = other.response();
  CHECK(refused.status == 503);
  CHECK(refused.head.find("Retry-After: ") != std::string::npos);
  CHECK(is_error_json(refused.body));
  other.send("GET /other HTTP/1.1\r\nHost: h\r\n\r\n");
  CHECK(other.response().body == "GET /other ");
}
