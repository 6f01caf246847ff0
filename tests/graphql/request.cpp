// SPDX-License-Identifier: BSL-1.0
#include "support/catch.hpp"

#include <entente/graphql/request.hpp>

#include <string>
#include <string_view>

using namespace entente::graphql;

namespace {

std::string refusal(std::string_view body) {
  auto const made = parse_request(body);
  return made.ok() ? "" : made.why().message;
}

}  // namespace

TEST_CASE("a POST body holds query, operation name, variables and extensions") {
  auto const made = parse_request(
      R"( {"extensions":{"a":1},"variables":{"x": 1e21},"operationName":"A","query":"{ a\n}","id":5} )");
  REQUIRE(made.ok());
  CHECK(made->query == "{ a\n}");
  CHECK(made->operation_name == "A");
  CHECK(made->variables == R"({"x": 1e21})");
  CHECK(made->extensions == R"({"a":1})");
}

TEST_CASE("all but the query may be null or absent") {
  auto const made =
      parse_request(R"({"query":"{a}","operationName":null,"variables":null,"extensions":null})");
  REQUIRE(made.ok());
  CHECK(made->operation_name.empty());
  CHECK(made->variables.empty());
  CHECK(parse_request(R"({"query":"{a}"})").ok());
}

TEST_CASE("a body that is no GraphQL request says why") {
  CHECK(refusal("") == "POST body sent invalid JSON: expected a value at byte 0.");
  CHECK(refusal("{").rfind("POST body sent invalid JSON: expected ", 0) == 0);
  CHECK(refusal("{\"query\":\"{a}\"} x") ==
        "POST body sent invalid JSON: expected the end of the text at byte 16.");
  CHECK(refusal("{\"query\":\"\xff\"}") ==
        "POST body sent invalid JSON: expected UTF-8 in the string at byte 10.");
  CHECK(refusal("[]") == "POST body must be a JSON object.");
  CHECK(refusal("\"{a}\"") == "POST body must be a JSON object.");
  CHECK(refusal("{}") == "Must provide query string.");
  CHECK(refusal(R"({"query":5})") == "\"query\" must be a string.");
  CHECK(refusal(R"({"query":null})") == "\"query\" must be a string.");
  CHECK(refusal(R"({"query":"{a}","operationName":1})") ==
        "\"operationName\" must be a string or null.");
  CHECK(refusal(R"({"query":"{a}","variables":"{}"})") ==
        "\"variables\" must be an object or null.");
  CHECK(refusal(R"({"query":"{a}","variables":[1]})") ==
        "\"variables\" must be an object or null.");
  CHECK(refusal(R"({"query":"{a}","extensions":true})") ==
        "\"extensions\" must be an object or null.");
}

TEST_CASE("a body that nests too deeply is refused as such") {
  std::string const deep = std::string(100'000, '[') + std::string(100'000, ']');
  auto const made = parse_request(R"({"query":"{a}","variables":{"x":)" + deep + "}}");
  REQUIRE_FALSE(made.ok());
  CHECK(made.why().code == entente::error_code::too_large);
  CHECK_FALSE(parse_request(deep).ok());
}

TEST_CASE("a body cut short anywhere is refused") {
  std::string const body =
      R"({"query":"{ a(b: \"\u00e9\") }","operationName":null,"variables":{"x":[1,{"y":true}]}})";
  REQUIRE(parse_request(body).ok());
  for (std::size_t length = 0; length < body.size(); ++length)
    CHECK_FALSE(parse_request(body.substr(0, length)).ok());
}

TEST_CASE("GET parameters are read under the same rules") {
  auto const made = parse_request(get_parameters{
      .query = "{a}", .operation_name = "A", .variables = R"({"x":1})", .extensions = "{}"});
  REQUIRE(made.ok());
  CHECK(made->query == "{a}");
  CHECK(made->operation_name == "A");
  CHECK(made->variables == R"({"x":1})");
  CHECK(parse_request(get_parameters{.query = "{a}", .variables = ""}).ok());
  CHECK(parse_request(get_parameters{.query = "{a}", .variables = "null"})->variables.empty());
  CHECK_FALSE(parse_request(get_parameters{}).ok());
  for (auto const* bad : {"[]", "1", "{", "{} {}", "\"{}\""}) {
    CHECK_FALSE(parse_request(get_parameters{.query = "{a}", .variables = bad}).ok());
    CHECK_FALSE(parse_request(get_parameters{.query = "{a}", .extensions = bad}).ok());
  }
}
