// SPDX-License-Identifier: BSL-1.0
#include <entente/remote/detail/endpoint_url.hpp>

#include "support/catch.hpp"
#include "support/failure_code.hpp"

#include <string>

using entente::detail::endpoint_url;

TEST_CASE("a URL is taken apart") {
  struct expectation {
    std::string url, origin, path;
  };
  auto const [url, origin, path] = GENERATE(values<expectation>({
      {"http://h:1/graphql", "http://h:1", "/graphql"},
      {"https://h", "https://h", "/graphql"},
      {"https://h/", "https://h", "/graphql"},
      {"https://h//", "https://h", "/graphql"},
      {"https://h/api/", "https://h", "/api/"},
      {"http://[::1]:8080/a/b", "http://[::1]:8080", "/a/b"},
      {"http://[::1]", "http://[::1]", "/graphql"},
      {"http://h/a%20b%2Fc", "http://h", "/a b/c"},
      {"http://h?x=/y", "http://h", "/graphql"},
  }));
  endpoint_url const parts{url};
  CHECK(parts.origin == origin);
  CHECK(parts.path == path);
}

TEST_CASE("a URL's query is kept") {
  endpoint_url const parts{"http://h/g?key=a%2Bb+c&&flag&x=1=2"};
  REQUIRE(parts.query.size() == 3);
  CHECK(parts.query[0] == std::pair<std::string, std::string>{"key", "a+b c"});
  CHECK(parts.query[1] == std::pair<std::string, std::string>{"flag", ""});
  CHECK(parts.query[2] == std::pair<std::string, std::string>{"x", "1=2"});
}

TEST_CASE("a URL that cannot be one is refused, and not quoted") {
  std::string const url = GENERATE(as<std::string>{}, "http://h/a?key=secret#x",
                                   "http://h/a secret", "http://h/secret%4", "http://h/secret%zz",
                                   "http://h/?secret=%", "http://h\\secret", "http://h/secret\r\n");
  auto const refused = support::refusal_of([&] { endpoint_url{url}; });
  REQUIRE(refused.has_value());
  CHECK(refused->code == entente::error_code::invalid_argument);
  CHECK(refused->text().find("secret") == std::string::npos);
}
