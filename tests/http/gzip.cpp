// SPDX-License-Identifier: BSL-1.0
#include "support/catch.hpp"

#include <entente/http/detail/gzip.hpp>

#include <string>

namespace http = entente::detail::http;
using http::intake;

namespace {

std::string packed(std::string const& text) {
  auto result = http::gzip_compressed(text);
  REQUIRE(result.has_value());
  return *result;
}

intake feed(http::body_collector& body, std::string const& bytes, std::size_t step) {
  for (std::size_t i = 0; i < bytes.size(); i += step) {
    auto const taken = body.accept(std::string_view(bytes).substr(i, step));
    if (taken != intake::fine) return taken;
  }
  return intake::fine;
}

}  // namespace

TEST_CASE("the header and the compiled library of cpp-httplib fit") {
  CHECK(http::httplib_layout_fits());
}

TEST_CASE("gzip goes there and back in pieces of any size") {
  std::string text;
  for (int i = 0; i < 5000; ++i) text += "line " + std::to_string(i) + '\n';
  for (std::size_t step : {std::size_t{1}, std::size_t{7}, std::size_t{1} << 20U}) {
    http::body_collector body(text.size());
    body.expect_gzip();
    CHECK(feed(body, packed(text), step) == intake::fine);
    CHECK(body.complete());
    CHECK(body.take() == text);
  }
}

TEST_CASE("empty gzip is an empty body and nothing at all is not gzip") {
  http::body_collector body(100);
  body.expect_gzip();
  CHECK_FALSE(body.complete());
  CHECK(feed(body, packed(""), 100) == intake::fine);
  CHECK(body.complete());
  CHECK(body.take().empty());
}

TEST_CASE("gzip that was cut, or that goes on behind its end, is not complete") {
  auto const whole = packed(std::string(10'000, 'x') + "end");
  for (std::size_t cut = 1; cut < whole.size(); ++cut) {
    http::body_collector body(100'000);
    body.expect_gzip();
    auto const taken = feed(body, whole.substr(0, whole.size() - cut), 1 << 20);
    CHECK((taken != intake::fine || !body.complete()));
  }
  http::body_collector body(100'000);
  body.expect_gzip();
  CHECK((feed(body, whole + "more", 1 << 20) != intake::fine || !body.complete()));
}

TEST_CASE("what is not gzip is malformed") {
  http::body_collector body(100);
  body.expect_gzip();
  CHECK(body.accept("plainly not gzip") == intake::malformed);
}

TEST_CASE("bodies are counted as they arrive and as they inflate") {
  http::body_collector plain(10);
  CHECK(plain.accept("12345") == intake::fine);
  CHECK(plain.accept("12345") == intake::fine);
  CHECK(plain.accept("1") == intake::too_large);

  auto const bomb = packed(std::string(std::size_t{64} << 20U, '\0'));
  CHECK(bomb.size() < 100'000);
  http::body_collector body(100'000);
  body.expect_gzip();
  CHECK(feed(body, bomb, 4096) == intake::too_large);
  CHECK(body.take().size() <= 100'000);
}
