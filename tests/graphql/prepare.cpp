// SPDX-License-Identifier: BSL-1.0
#include "support/catch.hpp"

#include "graphql/zoo_root.hpp"

#include <optional>
#include <string>
#include <utility>

using namespace entente::graphql;

namespace {

request asking(std::string query, std::string operation = {}) {
  return {std::move(query), std::move(operation), {}, {}};
}

}  // namespace

TEST_CASE("a prepared request knows its kind before it runs") {
  auto const kind = [](request const& asked) { return prepare(zoo::types_of_zoo(), asked).kind(); };
  CHECK(kind(asking("{ count }")) == operation_kind::query);
  CHECK(kind(asking("mutation { append(string: \"x\") }")) == operation_kind::mutation);
  CHECK(kind(asking("query A { count } mutation B { __typename }", "B")) ==
        operation_kind::mutation);
  CHECK(kind(asking("mutation { nonsense }")) == operation_kind::mutation);
  CHECK(kind(asking("query A { count } query B { count }")) == std::nullopt);
  CHECK(kind(asking("{ count")) == std::nullopt);
}

TEST_CASE("a prepared request runs as often as one likes") {
  request const asked = asking("mutation { append(string: \"x\") }");
  auto const prepared = prepare(zoo::types_of_zoo(), asked);
  REQUIRE(prepared.ok());
  zoo::root root;
  CHECK(prepared.run(root).body == prepared.run(root).body);
  CHECK(root.log.size() == 2);
}

TEST_CASE("a request that is refused says so and never reaches the resolver") {
  for (auto const* bad : {"{", "{ nonsense }", "query A { count } query B { count }",
                          "query($x: Int!) { echo { ofInt(int: $x) } }"}) {
    zoo::root root;
    response const made = answer(zoo::types_of_zoo(), asking(bad), root);
    CHECK(made.request_error);
    CHECK(made.errors > 0);
    CHECK(made.body.starts_with("{\"errors\":[{\"message\":"));
    CHECK(root.log.empty());
  }
}

TEST_CASE("an error body can be made without a request") {
  CHECK(refuse_request("No \"token\"", codes::unauthenticated).body ==
        R"({"errors":[{"message":"No \"token\"","extensions":{"code":"UNAUTHENTICATED"}}]})");
}
