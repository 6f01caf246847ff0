// SPDX-License-Identifier: BSL-1.0
#include "support/catch.hpp"

#include <entente/http/error_response.hpp>

TEST_CASE("an error response is JSON with an errors list") {
  auto const response = entente::http_error_response(404, "Not found");
  CHECK(response.status == 404);
  CHECK(response.headers.get("content-type") == "application/json; charset=utf-8");
  CHECK(response.body == R"({"errors":[{"message":"Not found"}]})");
}

TEST_CASE("an error response carries its code as an extension") {
  CHECK(entente::http_error_response(500, "Internal error", "INTERNAL").body ==
        R"({"errors":[{"message":"Internal error","extensions":{"code":"INTERNAL"}}]})");
}

TEST_CASE("an error response escapes what JSON reserves") {
  CHECK(entente::http_error_response(400, "a\"b\\c\n\x01").body ==
        R"({"errors":[{"message":"a\"b\\c\u000a\u0001"}]})");
}
