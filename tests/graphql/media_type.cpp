// SPDX-License-Identifier: BSL-1.0
#include "support/catch.hpp"

#include <entente/graphql/media_type.hpp>

#include <optional>

using namespace entente::graphql;

namespace {

constexpr auto json = std::optional{media_type::json};
constexpr auto graphql = std::optional{media_type::graphql_response_json};

}  // namespace

TEST_CASE("without a wish the answer is application/json") {
  STATIC_REQUIRE(negotiate("") == json);
  STATIC_REQUIRE(negotiate("  ") == json);
  STATIC_REQUIRE(negotiate("*/*") == json);
  STATIC_REQUIRE(negotiate("application/*") == json);
  CHECK(content_type(*negotiate("")) == "application/json; charset=utf-8");
}

TEST_CASE("a media type that is named is answered") {
  CHECK(negotiate("application/json") == json);
  CHECK(negotiate("application/graphql-response+json") == graphql);
  CHECK(negotiate("APPLICATION/GraphQL-Response+JSON; charset=UTF-8") == graphql);
  CHECK(negotiate("application/graphql-response+json; charset=\"utf-8\"") == graphql);
  CHECK(content_type(*graphql) == "application/graphql-response+json; charset=utf-8");
}

TEST_CASE("weights decide, then specificity and order") {
  CHECK(negotiate("application/json;q=0.5, application/graphql-response+json") == graphql);
  CHECK(negotiate("application/json, application/graphql-response+json;q=0.999") == json);
  CHECK(negotiate("application/graphql-response+json, application/json") == graphql);
  CHECK(negotiate("application/json, application/graphql-response+json") == json);
  CHECK(negotiate("application/graphql-response+json, */*") == graphql);
  CHECK(negotiate("*/*, application/graphql-response+json") == graphql);
  CHECK(negotiate("application/graphql-response+json;q=0.1, */*;q=0.9") == json);
  CHECK(negotiate("text/html, application/json;q=0.1") == json);
  CHECK(negotiate("application/graphql-response+json; q=1.0, application/json; q=0.9") == graphql);
  CHECK(negotiate("text/html,application/xhtml+xml,*/*;q=0.8") == json);
}

TEST_CASE("what is excluded is not answered") {
  CHECK(negotiate("text/html") == std::nullopt);
  CHECK(negotiate("application/json;q=0") == std::nullopt);
  CHECK(negotiate("application/json;q=0, */*") == graphql);
  CHECK(negotiate("*/*;q=0") == std::nullopt);
  CHECK(negotiate("application/json; charset=iso-8859-1") == std::nullopt);
  CHECK(negotiate("application/jsonx") == std::nullopt);
}

TEST_CASE("odd headers are read without harm") {
  CHECK(negotiate(",,, application/json ,,") == json);
  CHECK(negotiate("application/json;;;q") == json);
  CHECK(negotiate("application/json;q=nonsense") == json);
  CHECK(negotiate(
            "application/json;x=\"a,b;c\\\"\";q=0.1, application/graphql-response+json;q=0.2") ==
        graphql);
  CHECK(negotiate("\"") == std::nullopt);
  CHECK(negotiate("\"\\") == std::nullopt);
  CHECK(negotiate("application/json;q=0.00001") == std::nullopt);
}

TEST_CASE("the status follows the media type") {
  CHECK(status_code(media_type::json, true) == 200);
  CHECK(status_code(media_type::json, false) == 200);
  CHECK(status_code(media_type::graphql_response_json, true) == 400);
  CHECK(status_code(media_type::graphql_response_json, false) == 200);
}

TEST_CASE("a POST is JSON in UTF-8") {
  CHECK(is_json_content("application/json"));
  CHECK(is_json_content("Application/JSON ; charset=utf-8"));
  CHECK_FALSE(is_json_content(""));
  CHECK_FALSE(is_json_content("text/plain"));
  CHECK_FALSE(is_json_content("application/json; charset=utf-16"));
  CHECK_FALSE(is_json_content("application/x-www-form-urlencoded"));
}
