// SPDX-License-Identifier: BSL-1.0
#include "http/loopback.hpp"
#include "http/serving.hpp"
#include "support/catch.hpp"

#include <entente/http/detail/gzip.hpp>
#include <entente/http/server.hpp>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

using entente::http_request;
using entente::http_response;
using entente::http_server;
using entente::http_server_options;
using loopback::connection;
using namespace serving;

TEST_CASE("hundreds of requests go over one connection") {
  running_server running(echo);
  connection client(running.port);
  for (int i = 0; i < 500; ++i) {
    auto const body = std::to_string(i);
    REQUIRE(client.send(post("Content-Length: " + std::to_string(body.size()) + "\r\n", body)));
    auto const answer = client.response();
    REQUIRE(answer.status == 200);
    REQUIRE(answer.body == "POST /p " + body);
  }
}

TEST_CASE("pipelined requests are answered in order") {
  running_server running(echo);
  connection client(running.port);
  client.send(post("Content-Length: 1\r\n", "a") + "\r\n" + post("Content-Length: 1\r\n", "b") +
              "GET /c HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  CHECK(client.response().body == "POST /p a");
  CHECK(client.response().body == "POST /p b");
  auto const last = client.response();
  CHECK(last.body == "GET /c ");
  CHECK(last.head.find("Connection: close") != std::string::npos);
  CHECK(client.rest().empty());
}

TEST_CASE("64 connections are served at once") {
  std::mutex lock;
  std::condition_variable all_here;
  int here = 0;
  running_server running([&](http_request const& request) {
    std::unique_lock guard(lock);
    if (++here == 64) all_here.notify_all();
    all_here.wait(guard, [&] { return here >= 64; });
    return echo(request);
  });
  std::vector<connection> clients;
  for (int i = 0; i < 64; ++i) {
    clients.emplace_back(running.port);
    REQUIRE(clients.back().send("GET /" + std::to_string(i) + " HTTP/1.1\r\nHost: h\r\n\r\n"));
  }
  for (std::size_t i = 0; i < clients.size(); ++i) {
    CHECK(clients[i].response().body == "GET /" + std::to_string(i) + " ");
  }
}

TEST_CASE("every method reaches the handler and HEAD answers without a body") {
  running_server running(echo);
  connection client(running.port);
  for (std::string method : {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}) {
    client.send(method + " /x HTTP/1.1\r\nHost: h\r\n\r\n");
    CHECK(client.response().body == method + " /x ");
  }
  client.send("HEAD /x HTTP/1.1\r\nHost: h\r\n\r\nGET /y HTTP/1.1\r\nHost: h\r\n\r\n");
  CHECK(client.until("\r\n\r\n").find("Content-Length: 8\r\n") != std::string::npos);
  CHECK(client.response().body == "GET /y ");
}

TEST_CASE("requests that break the rules get JSON errors and the connection ends") {
  running_server running(echo);
  struct expectation {
    std::string request;
    int status;
  };
  for (auto const& [request, status] : std::vector<expectation>{
           {"BREW / HTTP/1.1\r\nHost: h\r\n\r\n", 501},
           {"TRACE / HTTP/1.1\r\nHost: h\r\n\r\n", 405},
           {"nonsense\r\n\r\n", 400},
           {"GET / HTTP/2.0\r\n\r\n", 505},
           {"GET / HTTP/1.1\r\nHost: h\r\nX: " + std::string(40'000, 'x') + "\r\n\r\n", 431},
           {"GET /" + std::string(9'000, 'x') + " HTTP/1.1\r\nHost: h\r\n\r\n", 414},
           {post("Content-Encoding: br\r\nContent-Length: 1\r\n", "x"), 415},
           {post("Content-Encoding: gzip\r\nContent-Length: 5\r\n", "plain"), 400},
           {post("Transfer-Encoding: chunked\r\n", "zz\r\n"), 400},
           {post("Transfer-Encoding: chunked\r\n", "2\r\nabc\r\n"), 400},
           {post("Transfer-Encoding: chunked\r\n", "fffffffffffffffff\r\n"), 400}}) {
    INFO(request.substr(0, 60));
    connection client(running.port);
    client.send(request);
    auto const answer = client.response();
    CHECK(answer.status == status);
    CHECK(is_error_json(answer.body));
    CHECK(answer.head.find("Content-Type: application/json") != std::string::npos);
    CHECK(client.rest().empty());
  }
}

TEST_CASE("headers without end are refused before they fill the memory") {
  running_server running(echo);
  connection client(running.port);
  client.send("GET / HTTP/1.1\r\nX: ");
  std::string const portion(1 << 16, 'x');
  while (client.send(portion)) {
  }
  CHECK_FALSE(running.server.port() == 0);
  connection other(running.port);
  other.send("GET /ok HTTP/1.1\r\nHost: h\r\n\r\n");
  CHECK(other.response().status == 200);
}

TEST_CASE("a handler's exception answers 500 without telling why") {
  running_server running([](http_request const& request) -> http_response {
    if (request.path == "/throw") throw std::runtime_error("a secret");
    if (request.path == "/odd") throw 7;
    http_response senseless;
    senseless.status = 7;
    return senseless;
  });
  connection client(running.port);
  for (std::string path : {"/throw", "/odd", "/senseless"}) {
    client.send("GET " + path + " HTTP/1.1\r\nHost: h\r\n\r\n");
    auto const answer = client.response();
    CHECK(answer.status == 500);
    CHECK(answer.body ==
          R"({"errors":[{"message":"Internal error","extensions":{"code":"INTERNAL"}}]})");
  }
}

TEST_CASE("a handler cannot break out of its headers or set the framing") {
  running_server running([](http_request const&) {
    auto response = text("body");
    response.headers.add("X-Evil", "a\r\nSet-Cookie: b");
    response.headers.add("Content-Length", "1");
    response.headers.add("X-Good", "yes");
    return response;
  });
  connection client(running.port);
  client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  auto const answer = client.response();
  CHECK(answer.body == "body");
  CHECK(answer.head.find("X-Good: yes") != std::string::npos);
  CHECK(answer.head.find("Cookie") == std::string::npos);
}

TEST_CASE("chunked bodies arrive whole, with extensions and trailers") {
  running_server running(echo);
  connection client(running.port);
  client.send(post("Transfer-Encoding: chunked\r\n",
                   "3\r\nabc\r\n0A;x=y\r\n0123456789\r\n0\r\nTrailer: t\r\n\r\n"));
  CHECK(client.response().body == "POST /p abc0123456789");
  std::string const large(5'000'000, 'z');
  client.send(post("Transfer-Encoding: chunked\r\n", "4C4B40\r\n" + large + "\r\n0\r\n\r\n"));
  CHECK(client.response().body == "POST /p " + large);
}

TEST_CASE("a chunked body that arrives byte by byte is understood") {
  running_server running(echo);
  connection client(running.port);
  for (char c : post("Transfer-Encoding: chunked\r\n", "3\r\nabc\r\n0\r\n\r\n")) {
    REQUIRE(client.send({&c, 1}));
  }
  CHECK(client.response().body == "POST /p abc");
}

TEST_CASE("gzip bodies are inflated and bombs refused") {
  http_server_options options;
  options.max_body_bytes = 100'000;
  running_server running(echo, options);
  std::string const fields = "Content-Encoding: gzip\r\nContent-Length: ";
  auto const good = entente::detail::http::gzip_compressed(std::string(50'000, 'g')).value();
  auto const bomb = entente::detail::http::gzip_compressed(std::string(50'000'000, 'b')).value();
  REQUIRE(bomb.size() < options.max_body_bytes);
  connection client(running.port);
  client.send(post(fields + std::to_string(good.size()) + "\r\n", good));
  CHECK(client.response().body == "POST /p " + std::string(50'000, 'g'));
  client.send(post(fields + std::to_string(bomb.size()) + "\r\n", bomb));
  auto const refused = client.response();
  CHECK(refused.status == 413);
  CHECK(is_error_json(refused.body));
  CHECK(client.rest().empty());
}

TEST_CASE("a body announced too large is refused before it is sent") {
  running_server running(echo);
  connection client(running.port);
  client.send(post("Content-Length: 8388609\r\n", ""));
  auto const answer = client.response();
  CHECK(answer.status == 413);
  CHECK(is_error_json(answer.body));
}

TEST_CASE("a client that sends its oversized body anyway still reads the refusal") {
  http_server_options options;
  options.max_body_bytes = 1000;
  running_server running(echo, options);
  connection client(running.port);
  client.send(post("Content-Length: 1000000\r\n", std::string(1'000'000, 'x')));
  CHECK(client.response().status == 413);
}

TEST_CASE("a chunked body is counted as it arrives") {
  http_server_options options;
  options.max_body_bytes = 1000;
  running_server running(echo, options);
  connection exact(running.port);
  exact.send(post("Transfer-Encoding: chunked\r\n",
                  "1F4\r\n" + std::string(500, 'x') + "\r\n1F4\r\n" + std::string(500, 'x') +
                      "\r\n0\r\n\r\n"));
  CHECK(exact.response().status == 200);
  connection endless(running.port);
  endless.send(post("Transfer-Encoding: chunked\r\n", ""));
  std::string const portion = "64\r\n" + std::string(100, 'x') + "\r\n";
  for (int i = 0; i < 11; ++i) endless.send(portion);
  auto const answer = endless.response();
  CHECK(answer.status == 413);
  CHECK(is_error_json(answer.body));
}

TEST_CASE("Expect: 100-continue is answered before the body") {
  running_server running(echo);
  connection client(running.port);
  client.send(post("Expect: 100-continue\r\nContent-Length: 4\r\n", ""));
  CHECK(client.until("\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n");
  client.send("late");
  CHECK(client.response().body == "POST /p late");
  client.send(post("Expect: 100-continue\r\nContent-Length: 99999999\r\n", ""));
  CHECK(client.response().status == 413);
}

TEST_CASE("large text is compressed for those who ask, never with Brotli") {
  std::string const large(300'000, 'j');
  running_server running([&](http_request const& request) {
    return text(request.path == "/small" ? "tiny" : large,
                request.path == "/image" ? "image/png" : "application/json; charset=utf-8");
  });
  connection client(running.port);
  auto const get = [&](std::string const& path, std::string const& accept) {
    client.send("GET " + path + " HTTP/1.1\r\nHost: h\r\nAccept-Encoding: " + accept + "\r\n\r\n");
    return client.response();
  };
  auto const packed = get("/", "br, gzip;q=0.1");
  CHECK(packed.head.find("Content-Encoding: gzip\r\n") != std::string::npos);
  CHECK(packed.head.find("Vary: Accept-Encoding\r\n") != std::string::npos);
  entente::detail::http::body_collector body(large.size());
  body.expect_gzip();
  CHECK(body.accept(packed.body) == entente::detail::http::intake::fine);
  CHECK(body.take() == large);
  CHECK(get("/", "gzip;q=0, br").body == large);
  CHECK(get("/", "").body == large);
  CHECK(get("/small", "gzip").body == "tiny");
  CHECK(get("/image", "gzip").body == large);
}

TEST_CASE("a stream is sent in chunks as it is produced") {
  running_server running([](http_request const& request) {
    http_response response;
    response.headers.set("Content-Type", "text/event-stream");
    response.stream = [broken = request.path == "/broken"](auto const& write) {
      return write("data: 1\n\n") && write("") && write("data: 2\n\n") && !broken;
    };
    return response;
  });
  std::string const events = "9\r\ndata: 1\n\n\r\n9\r\ndata: 2\n\n\r\n";
  connection client(running.port);
  client.send("GET / HTTP/1.1\r\nHost: h\r\nAccept-Encoding: gzip\r\n\r\n");
  CHECK(client.until("\r\n\r\n").find("Transfer-Encoding: chunked") != std::string::npos);
  CHECK(client.until("0\r\n\r\n") == events + "0\r\n\r\n");
  client.send("GET /broken HTTP/1.1\r\nHost: h\r\n\r\n");
  client.until("\r\n\r\n");
  CHECK(client.rest() == events);
  connection old(running.port);
  old.send("GET / HTTP/1.0\r\n\r\n");
  CHECK(old.until("\r\n\r\n").find("chunked") == std::string::npos);
  CHECK(old.rest() == "data: 1\n\ndata: 2\n\n");
}

TEST_CASE("stopping ends streams and idle connections, and lets handlers finish") {
  std::mutex lock;
  std::condition_variable changed;
  bool inside = false;
  bool open = false;
  http_server server({}, [&](http_request const& request) {
    if (request.path == "/stream") {
      http_response response;
      response.stream = [](auto const& write) {
        while (write("tick\n")) {
        }
        return true;
      };
      return response;
    }
    std::unique_lock guard(lock);
    inside = true;
    changed.notify_all();
    changed.wait(guard, [&] { return open; });
    return echo(request);
  });
  CHECK_FALSE(server.running());
  int const port = server.start();
  CHECK(server.running());
  connection idle(port);
  connection stream(port);
  stream.send("GET /stream HTTP/1.1\r\nHost: h\r\n\r\n");
  CHECK_FALSE(stream.until("tick").empty());
  connection busy(port);
  busy.send("GET /busy HTTP/1.1\r\nHost: h\r\n\r\n");
  {
    std::unique_lock guard(lock);
    changed.wait(guard, [&] { return inside; });
  }
  std::thread reader([&] { stream.rest(); });
  std::thread stopper([&] { server.stop(); });
  CHECK(idle.rest().empty());
  {
    std::lock_guard const guard(lock);
    open = true;
  }
  changed.notify_all();
  CHECK(busy.response().body == "GET /busy ");
  stopper.join();
  reader.join();
  CHECK_FALSE(server.running());
  CHECK_FALSE(connection(port).connected());
}

TEST_CASE("a server can be bound, run on a thread of the caller's and stopped at any moment") {
  for (int i = 0; i < 20; ++i) {
    http_server server({}, echo);
    int const port = server.bind();
    CHECK(port > 0);
    CHECK(server.port() == port);
    connection early(port);
    early.send("GET /early HTTP/1.1\r\nHost: h\r\n\r\n");
    std::thread thread([&] { server.run(); });
    if (i % 2 == 0) CHECK(early.response().body == "GET /early ");
    server.stop();
    thread.join();
  }
  http_server never_run({}, echo);
  never_run.bind();
}

TEST_CASE("a port that is taken is refused and named") {
  running_server running(echo);
  http_server_options options;
  options.port = running.port;
  http_server second(options, echo);
  try {
    second.bind();
    FAIL("bound twice");
  } catch (entente::failure const& refused) {
    CHECK(refused.code() == entente::error_code::network_failed);
    CHECK(refused.why().message.find(std::to_string(running.port)) != std::string::npos);
  }
}

TEST_CASE("the handler learns the peer's address") {
  running_server running([](http_request const& request) { return text(request.remote_address); });
  connection client(running.port);
  client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  CHECK(client.response().body == "127.0.0.1");
}

TEST_CASE("the owner may finish every refusal that the server words by itself") {
  http_server_options options;
  options.max_body_bytes = 1000;
  options.max_streams = 0;
  options.header_timeout = options.body_timeout = std::chrono::milliseconds(20);
  entente::http_server_hooks hooks;
  hooks.finish = [](http_request const& request, http_response& refusal) {
    refusal.headers.set("X-Origin", std::string(request.headers.get("Origin", "unknown")));
  };
  http_server::handler const handle = [](http_request const& request) -> http_response {
    if (request.path == "/throw") throw std::runtime_error("a secret");
    http_response response;
    response.stream = [](auto const&) { return true; };
    return response;
  };
  http_server server(options, handle, hooks);
  int const port = server.start();
  auto const origin_in = [&](connection& client) {
    auto const head = client.response().head;
    auto const at = head.find("X-Origin: ");
    return at == std::string::npos ? "not finished: " + head
                                   : head.substr(at + 10, head.find("\r\n", at) - at - 10);
  };
  auto const origin_of = [&](std::string const& request) {
    connection client(port);
    client.send(request);
    auto const told = origin_in(client);
    client.rest();
    return told;
  };
  std::string const known = "Origin: there\r\n";
  CHECK(origin_of(post(known + "Content-Length: 1001\r\n", "")) == "there");
  CHECK(origin_of(post(known + "Content-Length: 10\r\n", "slow")) == "there");
  CHECK(origin_of(post(known + "Content-Encoding: br\r\nContent-Length: 1\r\n", "x")) == "there");
  CHECK(origin_of("GET /throw HTTP/1.1\r\nHost: h\r\nConnection: close\r\n" + known + "\r\n") == "there");
  CHECK(origin_of("GET /stream HTTP/1.1\r\nHost: h\r\nConnection: close\r\n" + known + "\r\n") == "there");
  CHECK(origin_of("GET / HTTP/1.1\r\n" + known) == "unknown");
  CHECK(origin_of("GET / HTTP/1.1\r\n" + known + "X: " + std::string(40'000, 'x') + "\r\n\r\n") == "unknown");
  options.max_connections = 1;
  options.max_waiting = 0;
  http_server full(options, handle, hooks);
  int const busy_port = full.start();
  connection served(busy_port);
  served.send("GET /stream HTTP/1.1\r\nHost: h\r\n\r\n");
  CHECK(origin_in(served) == "unknown");
  connection refused(busy_port);
  CHECK(origin_in(refused) == "unknown");
}

TEST_CASE("a body that nobody wants is read, within the limits, and forgotten") {
  http_server_options options;
  options.max_body_bytes = 1'000'000;
  options.max_held_bytes = 0;
  entente::http_server_hooks hooks;
  hooks.wants_body = [](http_request const& request) { return request.headers.contains("X-Known"); };
  http_server server(options, echo, hooks);
  connection client(server.start());
  std::string const large(500'000, 'x');
  client.send(post("Content-Length: 500000\r\n", large));
  CHECK(client.response().body == "POST /p ");
  client.send(post("Content-Encoding: gzip\r\nContent-Length: 3\r\n", "not"));
  CHECK(client.response().body == "POST /p ");
  client.send(post("X-Known: 1\r\nContent-Length: 2\r\n", "me"));
  CHECK(client.response().body == "POST /p me");
  client.send(post("Transfer-Encoding: chunked\r\n", ""));
  for (int i = 0; i < 21; ++i) client.send("C350\r\n" + std::string(50'000, 'x') + "\r\n");
  CHECK(client.response().status == 413);
}

TEST_CASE("all connections together hold no more than they may, and small requests go on") {
  std::mutex lock;
  std::condition_variable changed;
  int inside = 0;
  bool open = false;
  http_server_options options;
  options.max_held_bytes = 1'000'100;
  running_server running(
      [&](http_request const& request) {
        if (request.path == "/large") return text(std::string(300'000, 'x'));
        if (request.body.size() > 100'000) {
          std::unique_lock guard(lock);
          ++inside;
          changed.notify_all();
          changed.wait(guard, [&] { return open; });
        }
        return text(std::to_string(request.body.size()));
      },
      options);
  auto const large = [&] {
    connection client(running.port);
    client.send("GET /large HTTP/1.1\r\nHost: h\r\n\r\n");
    return client.response();
  };
  CHECK(large().status == 200);
  auto const hog = post("Content-Length: 500000\r\n", std::string(500'000, 'x'));
  connection first(running.port);
  connection second(running.port);
  first.send(hog);
  second.send(hog);
  {
    std::unique_lock guard(lock);
    changed.wait(guard, [&] { return inside == 2; });
  }
  auto const refused = large();
  CHECK(refused.status == 503);
  CHECK(refused.head.find("Retry-After: 1\r\n") != std::string::npos);
  connection third(running.port);
  third.send(hog);
  CHECK(third.response().status == 503);
  connection small(running.port);
  small.send(post("Content-Length: 5\r\n", "small"));
  CHECK(small.response().body == "5");
  {
    std::lock_guard const guard(lock);
    open = true;
  }
  changed.notify_all();
  CHECK(first.response().body == "500000");
  CHECK(second.response().body == "500000");
  loopback::eventually([&] { return large().status == 200; });
}

TEST_CASE("who is slowest with a large body makes room for others") {
  http_server_options options;
  options.max_held_bytes = 1'000'000;
  options.body_timeout = options.stall_timeout = std::chrono::minutes(10);
  options.hurried_body_time = std::chrono::milliseconds(1);
  running_server running(echo, options);
  std::vector<connection> hogs;
  for (int i = 0; i < 2; ++i) {
    hogs.emplace_back(running.port);
    hogs.back().send(post("Content-Length: 500001\r\n", std::string(500'000, 'x')));
  }
  std::string const body(400'000, 'h');
  loopback::eventually([&] {
    connection honest(running.port);
    honest.send(post("Content-Length: 400000\r\n", body));
    return honest.response().status == 200;
  });
}
