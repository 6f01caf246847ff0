// SPDX-License-Identifier: BSL-1.0
#include "support/catch.hpp"

#include <entente/http/headers.hpp>

TEST_CASE("headers are found whatever the case of their names") {
  entente::http_headers headers{{"Content-Type", "a/b"}, {"X-One", "1"}};
  CHECK(headers.get("content-type") == "a/b");
  CHECK(headers.find("CONTENT-TYPE") == "a/b");
  CHECK_FALSE(headers.find("Content").has_value());
  CHECK(headers.get("missing", "else") == "else");
}

TEST_CASE("setting a header replaces all of its name and adding keeps them") {
  entente::http_headers headers;
  headers.add("Accept", "a");
  headers.add("accept", "b");
  CHECK(headers.size() == 2);
  CHECK(headers.joined("ACCEPT") == "a, b");
  headers.set("Accept", "c");
  CHECK(headers.size() == 1);
  CHECK(headers.get("accept") == "c");
  headers.erase("ACCEPT");
  CHECK(headers.empty());
  CHECK_FALSE(headers.contains("accept"));
}
