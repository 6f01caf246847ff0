// SPDX-License-Identifier: BSL-1.0
#include "http/loopback.hpp"
#include "support/catch.hpp"

#include <entente/http/client.hpp>
#include <entente/http/server.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <future>
#include <string>
#include <thread>
#include <vector>

using entente::error_code;
using entente::http_client;
using entente::http_client_options;
using entente::http_request;
using entente::http_response;
using entente::http_server;
using loopback::connection;
using loopback::scripted_server;

namespace {

struct peer {
  explicit peer(http_server::handler handle)
      : server({}, std::move(handle)), url("http://127.0.0.1:" + std::to_string(server.start())) {}
  http_server server;
  std::string url;
};

/// Answers every request, once its headers are there, with the same bytes, then closes.
auto always(std::string bytes) {
  return [bytes = std::move(bytes)](connection& client) {
    client.until("\r\n\r\n");
    client.send(bytes);
    client.finish_sending();
    client.rest();
  };
}

http_request post(std::string body) {
  http_request request;
  request.method = "POST";
  request.path = "/graphql";
  request.headers.set("Content-Type", "application/json");
  request.body = std::move(body);
  return request;
}

}  // namespace

TEST_CASE("a request arrives as it was sent and so does the answer") {
  peer there([](http_request const& request) {
    http_response response;
    response.status = 201;
    response.headers.set("X-Seen", std::string(request.headers.get("x-token")));
    response.headers.set("X-Default", std::string(request.headers.get("x-default")));
    response.body = request.method + ' ' + request.path + ' ' +
                    std::string(request.parameter("q").value_or("")) + ' ' + request.body;
    return response;
  });
  http_client_options options;
  options.default_headers = {{"X-Token", "default"}, {"X-Default", "d"}};
  http_client client(there.url + "/base/", options);
  auto request = post("{\"a\":1}");
  request.path = "/a b\xC3\xBC";
  request.query = {{"q", "1+2 & \"3\""}};
  request.headers.set("x-token", "own");
  for (std::string method : {"POST", "PUT", "PATCH", "DELETE"}) {
    request.method = method;
    auto const response = client.send(request);
    REQUIRE(response.ok());
    CHECK(response->status == 201);
    CHECK(response->body == method + " /base/a b\xC3\xBC 1+2 & \"3\" {\"a\":1}");
    CHECK(response->headers.get("x-seen") == "own");
    CHECK(response->headers.get("x-default") == "d");
  }
}

TEST_CASE("hundreds of requests use one connection again and again") {
  std::atomic<int> connections{0};
  scripted_server there([&](connection& client) {
    ++connections;
    while (client.until("\r\n\r\n").size() > 4) {
      client.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    }
  });
  http_client client(there.url());
  for (int i = 0; i < 300; ++i) {
    auto const response = client.send({});
    REQUIRE(response.ok());
    REQUIRE(response->body == "ok");
  }
  CHECK(connections == 1);
  client.stop();
}

TEST_CASE("one client may be used from many threads") {
  peer there([](http_request const& request) {
    http_response response;
    response.body = request.body;
    return response;
  });
  http_client client(there.url);
  std::atomic<int> wrong{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 16; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 50; ++i) {
        auto const body = std::to_string(t) + '/' + std::to_string(i);
        auto const response = client.send(post(body));
        if (!response.ok() || response->body != body) ++wrong;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(wrong == 0);
}

TEST_CASE("only gzip is ever asked for, and it is inflated") {
  std::string const large(300'000, 'l');
  peer there([&](http_request const& request) {
    http_response response;
    response.headers.set("X-Asked", request.headers.joined("accept-encoding"));
    response.headers.set("Content-Type", "application/json");
    response.body = large;
    return response;
  });
  http_client client(there.url);
  http_request request;
  request.headers.set("Accept-Encoding", "br");
  auto const response = client.send(request);
  REQUIRE(response.ok());
  CHECK(response->headers.get("x-asked") == "gzip");
  CHECK(response->body == large);
  CHECK_FALSE(response->headers.contains("Content-Encoding"));
  http_client_options plain;
  plain.accept_gzip = false;
  http_client other(there.url, plain);
  auto const unpacked = other.send({});
  REQUIRE(unpacked.ok());
  CHECK(unpacked->body == large);
  CHECK(unpacked->headers.get("x-asked") == "identity");
}

TEST_CASE("large requests can be sent as gzip") {
  peer there([](http_request const& request) {
    http_response response;
    response.headers.set("X-Coding", request.headers.joined("content-encoding"));
    response.body = request.body;
    return response;
  });
  http_client_options options;
  options.gzip_requests_from_bytes = 1000;
  http_client client(there.url, options);
  std::string const large(100'000, 'l');
  auto const packed = client.send(post(large));
  REQUIRE(packed.ok());
  CHECK(packed->body == large);
  CHECK(packed->headers.get("x-coding") == "gzip");
  auto const plain = client.send(post("small"));
  REQUIRE(plain.ok());
  CHECK(plain->body == "small");
  CHECK(plain->headers.get("x-coding").empty());
}

TEST_CASE("half an answer is an error, not a short answer") {
  for (std::string bytes :
       {"", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"}) {
    INFO(bytes);
    scripted_server there(always(bytes));
    http_client client(there.url());
    auto const response = client.send({});
    REQUIRE_FALSE(response.ok());
    CHECK(response.why().code == error_code::network_failed);
    CHECK(response.why().message.find("127.0.0.1:") == 0);
  }
}

TEST_CASE("answers that break the protocol are refused") {
  for (std::string fields : {"Content-Encoding: br\r\nContent-Length: 2\r\n",
                             "Content-Encoding: gzip\r\nContent-Length: 2\r\n",
                             "Content-Length: some\r\n", "Content-Length: -1\r\n"}) {
    INFO(fields);
    scripted_server there(always("HTTP/1.1 200 OK\r\n" + fields + "\r\nok"));
    http_client client(there.url());
    auto const response = client.send({});
    REQUIRE_FALSE(response.ok());
    CHECK(response.why().code == error_code::protocol_violation);
  }
}

TEST_CASE("gzip that was cut is an error") {
  auto const whole = entente::detail::http::gzip_compressed(std::string(10'000, 'x')).value();
  auto const half = whole.substr(0, whole.size() / 2);
  scripted_server there(always("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: " +
                               std::to_string(half.size()) + "\r\n\r\n" + half));
  http_client client(there.url());
  CHECK_FALSE(client.send({}).ok());
}

TEST_CASE("an answer is refused beyond the limit, announced, chunked or inflated") {
  http_client_options options;
  options.max_response_bytes = 1000;
  auto const bomb = entente::detail::http::gzip_compressed(std::string(500'000, 'x')).value();
  REQUIRE(bomb.size() < 1000);
  std::string chunks;
  for (int i = 0; i < 11; ++i) chunks += "64\r\n" + std::string(100, 'x') + "\r\n";
  for (std::string bytes : {"Content-Length: 1001\r\n\r\n" + std::string(1001, 'x'),
                            "Transfer-Encoding: chunked\r\n\r\n" + chunks + "0\r\n\r\n",
                            "\r\n" + std::string(1001, 'x'),
                            "Content-Encoding: gzip\r\nContent-Length: " +
                                std::to_string(bomb.size()) + "\r\n\r\n" + bomb}) {
    INFO(bytes.substr(0, 40));
    scripted_server there(always("HTTP/1.1 200 OK\r\n" + bytes));
    http_client client(there.url(), options);
    auto const response = client.send({});
    REQUIRE_FALSE(response.ok());
    CHECK(response.why().code == error_code::too_large);
  }
}

TEST_CASE("a server that is not there is network_failed") {
  int port = 0;
  {
    http_server gone({}, [](auto const&) { return http_response{}; });
    port = gone.bind();
  }
  http_client client("http://127.0.0.1:" + std::to_string(port));
  auto const response = client.send(post("secret body"));
  REQUIRE_FALSE(response.ok());
  CHECK(response.why().code == error_code::network_failed);
  CHECK(response.why().text().find("secret") == std::string::npos);
}

TEST_CASE("a server that does not answer is timed_out") {
  scripted_server there([](connection& client) { client.rest(); });
  http_client_options options;
  options.read_timeout = std::chrono::milliseconds(50);
  http_client client(there.url(), options);
  auto const response = client.send({});
  REQUIRE_FALSE(response.ok());
  CHECK(response.why().code == error_code::timed_out);
}

TEST_CASE("a server that never ends its answer is given up, whatever it keeps sending") {
  http_client_options options;
  options.answer_timeout = std::chrono::milliseconds(50);
  options.least_bytes_per_second = std::size_t{1} << 40;
  options.max_response_bytes = ~std::size_t{0};
  struct drip {
    std::string head;
    std::string again;
  };
  for (auto const& each : std::vector<drip>{
           {"HTTP/1.1 200 OK\r\n", "X-More: 1\r\n"},
           {"HTTP/1.1 200 OK\r\nX-Long: ", "x"},
           {"HTTP/1.1 200 OK\r\nContent-Length: 18446744073709551615\r\n\r\n", "x"},
           {"HTTP/1.1 200 OK\r\n\r\n", "x"},
           {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "1\r\nx\r\n"},
           {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "00"}}) {
    INFO(each.head << " and then " << each.again);
    scripted_server there([&](connection& client) {
      client.until("\r\n\r\n");
      if (!client.send(each.head)) return;
      while (client.send(each.again)) {
      }
    });
    http_client client(there.url(), options);
    auto const response = client.send({});
    REQUIRE_FALSE(response.ok());
    CHECK(response.why().code == error_code::timed_out);
  }
}

TEST_CASE("what has arrived when a server is given up is no answer") {
  scripted_server there([&](connection& client) {
    client.until("\r\n\r\n");
    client.send("HTTP/1.1 200 OK\r\n\r\nhalf of it");
    client.rest();
  });
  http_client_options options;
  options.answer_timeout = std::chrono::milliseconds(50);
  http_client client(there.url(), options);
  auto const response = client.send({});
  REQUIRE_FALSE(response.ok());
  CHECK(response.why().code == error_code::timed_out);
}

TEST_CASE("large requests and answers have more time, up to the total") {
  peer there([](http_request const& request) {
    http_response response;
    response.body = request.body;
    return response;
  });
  http_client_options patient;
  patient.answer_timeout = std::chrono::milliseconds(0);
  patient.least_bytes_per_second = 1;
  http_client slow(there.url, patient);
  for (int i = 0; i < 20; ++i) CHECK(slow.send(post(std::string(1000, 'x'))).ok());
  auto hasty = patient;
  hasty.total_timeout = std::chrono::milliseconds(0);
  http_client never(there.url, hasty);
  auto const response = never.send(post(std::string(1000, 'x')));
  REQUIRE_FALSE(response.ok());
  CHECK(response.why().code == error_code::timed_out);
  auto total_only = hasty;
  total_only.least_bytes_per_second = 0;
  total_only.total_timeout = std::chrono::minutes(5);
  http_client calm(there.url, total_only);
  CHECK(calm.send({}).ok());
}

TEST_CASE("stopping cancels a send in flight and later ones until resumed") {
  std::promise<void> arrived;
  std::atomic<bool> silent{true};
  scripted_server there([&](connection& client) {
    client.until("\r\n\r\n");
    if (!silent) {
      client.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
      return;
    }
    client.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
    arrived.set_value();
    client.rest();
  });
  http_client client(there.url());
  auto flying = std::async(std::launch::async, [&] { return client.send({}); });
  arrived.get_future().wait();
  client.stop();
  auto const response = flying.get();
  REQUIRE_FALSE(response.ok());
  CHECK(response.why().code == error_code::cancelled);
  CHECK(client.send({}).why().code == error_code::cancelled);
  silent = false;
  client.resume();
  CHECK(client.send({}).ok());
}

TEST_CASE("stopping at any moment of a send is noticed") {
  scripted_server there([](connection& client) { client.rest(); });
  http_client client(there.url());
  for (int i = 0; i < 50; ++i) {
    auto flying = std::async(std::launch::async, [&] { return client.send({}); });
    for (int spin = 0; spin < i * 20; ++spin) std::this_thread::yield();
    client.stop();
    CHECK(flying.get().why().code == error_code::cancelled);
    client.resume();
  }
}

TEST_CASE("stopping cancels a connection that is still being made") {
  // A port whose queue is full and whose owner accepts nobody leaves connections in the air.
  int const full = ::socket(AF_INET, SOCK_STREAM, 0);
  auto here = loopback::address(0);
  socklen_t length = sizeof here;
  REQUIRE(::bind(full, reinterpret_cast<sockaddr const*>(&here), sizeof here) == 0);
  REQUIRE(::listen(full, 0) == 0);
  REQUIRE(::getsockname(full, reinterpret_cast<sockaddr*>(&here), &length) == 0);
  int const port = ntohs(here.sin_port);
  connection filler(port);
  http_client_options options;
  options.connect_timeout = options.read_timeout = std::chrono::minutes(10);
  http_client client("http://127.0.0.1:" + std::to_string(port), options);
  for (int i = 0; i < 5; ++i) {
    std::promise<void> begun;
    auto flying = std::async(std::launch::async, [&] {
      begun.set_value();
      return client.send({});
    });
    begun.get_future().wait();
    for (int spin = 0; spin < i * 200; ++spin) std::this_thread::yield();
    client.stop();
    CHECK(flying.get().why().code == error_code::cancelled);
    client.resume();
  }
  ::close(full);
}

TEST_CASE("a stream is received as it is sent") {
  std::promise<void> first_seen;
  auto seen = first_seen.get_future();
  peer there([&](http_request const&) {
    http_response response;
    response.headers.set("Content-Type", "text/event-stream");
    response.stream = [&](auto const& write) {
      if (!write("data: 1\n\n")) return false;
      seen.wait();
      return write("data: 2\n\n");
    };
    return response;
  });
  http_client client(there.url);
  std::string events;
  auto const response = client.send({}, [&](std::string_view piece) {
    if (events.empty()) first_seen.set_value();
    events += piece;
    return true;
  });
  REQUIRE(response.ok());
  CHECK(response->body.empty());
  CHECK(events == "data: 1\n\ndata: 2\n\n");
}

TEST_CASE("a receiver can end its stream, and error answers do not reach it") {
  peer there([](http_request const& request) {
    if (request.path == "/no") return entente::http_error_response(403, "No");
    http_response response;
    response.stream = [](auto const& write) {
      while (write("tick\n")) {
      }
      return true;
    };
    return response;
  });
  http_client client(there.url);
  auto const ended = client.send({}, [](std::string_view) { return false; });
  REQUIRE_FALSE(ended.ok());
  CHECK(ended.why().code == error_code::cancelled);
  http_request refused;
  refused.path = "/no";
  auto const answer = client.send(refused, [](std::string_view) {
    FAIL("an error body is no stream");
    return true;
  });
  REQUIRE(answer.ok());
  CHECK(answer->status == 403);
  CHECK(answer->body == R"({"errors":[{"message":"No"}]})");
}

TEST_CASE("requests that would break out of their lines are refused") {
  scripted_server there(always(""));
  http_client client(there.url());
  http_request bad_header;
  bad_header.headers.set("X", "a\r\nY: b");
  http_request bad_method;
  bad_method.method = "GET / HTTP/1.1\r\nX: y\r\n\r\nGET";
  http_request bad_path;
  bad_path.path = "no-slash";
  for (auto const& request : {bad_header, bad_method, bad_path}) {
    auto const response = client.send(request);
    REQUIRE_FALSE(response.ok());
    CHECK(response.why().code == error_code::invalid_argument);
  }
}

TEST_CASE("redirects are answers") {
  scripted_server there(
      always("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"));
  http_client client(there.url());
  auto const response = client.send({});
  REQUIRE(response.ok());
  CHECK(response->status == 302);
}

TEST_CASE("a malformed server URL is refused when the client is made") {
  CHECK_THROWS_AS(http_client("localhost:8080"), entente::failure);
}

TEST_CASE("HEAD has no body, whatever length is announced") {
  peer there([](http_request const&) {
    http_response response;
    response.body = "not sent";
    return response;
  });
  http_client client(there.url);
  http_request request;
  request.method = "HEAD";
  for (int i = 0; i < 3; ++i) {
    auto const response = client.send(request);
    REQUIRE(response.ok());
    CHECK(response->body.empty());
    CHECK(response->headers.get("content-length") == "8");
  }
}
