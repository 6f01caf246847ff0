// SPDX-License-Identifier: BSL-1.0
#include "support/catch.hpp"

#include <entente/http/detail/base_url.hpp>
#include <entente/http/detail/text.hpp>

namespace http = entente::detail::http;

TEST_CASE("Accept-Encoding allows gzip by name, by star and by weight") {
  CHECK(http::accepts_gzip("gzip"));
  CHECK(http::accepts_gzip("br, GZIP"));
  CHECK(http::accepts_gzip("gzip, deflate, br"));
  CHECK(http::accepts_gzip("*"));
  CHECK(http::accepts_gzip("identity;q=1, gzip;q=0.001"));
  CHECK(http::accepts_gzip("br ; q=1 , gzip ; Q=0.5"));
  CHECK_FALSE(http::accepts_gzip(""));
  CHECK_FALSE(http::accepts_gzip("br"));
  CHECK_FALSE(http::accepts_gzip("gzip;q=0"));
  CHECK_FALSE(http::accepts_gzip("gzip;q=0.000, *"));
  CHECK_FALSE(http::accepts_gzip("*;q=0"));
  CHECK_FALSE(http::accepts_gzip("xgzip"));
}

TEST_CASE("percent encoding is undone, and refused where it is malformed") {
  CHECK(http::percent_decoded("a%20b+c", false) == "a b+c");
  CHECK(http::percent_decoded("a%20b+c", true) == "a b c");
  CHECK(http::percent_decoded("%C3%bc", false) == "\xC3\xBC");
  CHECK_FALSE(http::percent_decoded("%", false).has_value());
  CHECK_FALSE(http::percent_decoded("%2", false).has_value());
  CHECK_FALSE(http::percent_decoded("%zz", false).has_value());
}

TEST_CASE("a target survives encoding and decoding") {
  entente::http_request request;
  request.path = "/a b/\xC3\xBC?#%";
  request.query = {{"q", "{ x(a: \"1 & 2\") }"}, {"empty", ""}, {"+", "=\r\n"}};
  auto const target = http::encoded_target(request);
  for (char c : target) CHECK((c > ' ' && c < 0x7F));
  auto const question = target.find('?');
  CHECK(http::percent_decoded(target.substr(0, question), false) == request.path);
  CHECK(http::decoded_query(target.substr(question + 1)) == request.query);
}

TEST_CASE("queries with odd separators are understood") {
  auto const parameters = http::decoded_query("&a&b=&&=c&d=1=2");
  REQUIRE(parameters.has_value());
  CHECK(*parameters == entente::http_parameters{{"a", ""}, {"b", ""}, {"", "c"}, {"d", "1=2"}});
}

TEST_CASE("base URLs are taken apart") {
  auto const plain = http::parse_base_url("http://localhost:8080/api/");
  REQUIRE(plain.ok());
  CHECK(plain->origin == "http://localhost:8080");
  CHECK(plain->peer == "localhost:8080");
  CHECK(plain->path == "/api");
  CHECK_FALSE(plain->secure);
  auto const secure = http::parse_base_url("HTTPS://[::1]:443");
  REQUIRE(secure.ok());
  CHECK(secure->origin == "https://[::1]:443");
  CHECK(secure->path.empty());
  CHECK(secure->secure);
}

TEST_CASE("malformed base URLs are refused") {
  for (auto const* url :
       {"", "localhost", "ftp://a", "http://", "http://:80", "http://a:", "http://a:0",
        "http://a:65536", "http://a:8x", "http://user@a", "http://a?b", "http://a#b", "http://a b",
        "http://a\r\nX: y", "http://[::1", "http://[::1]8"}) {
    INFO(url);
    auto const parsed = http::parse_base_url(url);
    REQUIRE_FALSE(parsed.ok());
    CHECK(parsed.why().code == entente::error_code::invalid_argument);
  }
}
