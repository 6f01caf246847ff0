// SPDX-License-Identifier: BSL-1.0
#include <entente/serve/bearer_tokens.hpp>

#include "support/catch.hpp"

#include <string>

using namespace entente;

namespace {

http_request with(std::string authorization) {
  http_request request;
  request.headers.set("Authorization", std::move(authorization));
  return request;
}

}  // namespace

TEST_CASE("A bearer token is what follows the scheme, in any spelling of it") {
  CHECK(bearer_tokens::token_of(with("Bearer abc")) == "abc");
  CHECK(bearer_tokens::token_of(with("bearer   abc  ")) == "abc");
  CHECK(bearer_tokens::token_of(with("BEARER a.b-c_d~e+f/g=")) == "a.b-c_d~e+f/g=");
  for (auto const* none : {"", "Bearer", "Bearer ", "Bearer    ", "Basic abc", "abc", "Bearerabc"})
    CHECK_FALSE(bearer_tokens::token_of(with(none)));
  CHECK_FALSE(bearer_tokens::token_of(http_request{}));
}

TEST_CASE("A token stands for its principal and nothing like it does") {
  bearer_tokens const tokens{{{"secret", {.name = "ann", .tenants = {"acme"}}},
                              {"other", {.name = "bob", .tenants = {}}}}};
  auto const who = tokens(with("Bearer secret"));
  REQUIRE(who);
  CHECK(who->name == "ann");
  CHECK(who->reaches("acme"));
  CHECK(tokens(with("Bearer other"))->name == "bob");
  for (auto const* wrong :
       {"Bearer Secret", "Bearer secre", "Bearer secrett", "Bearer secret other"})
    CHECK_FALSE(tokens(with(wrong)));
  CHECK_FALSE(tokens(http_request{}));
}

TEST_CASE("A principal without a name gets a stable one that does not tell the token") {
  bearer_tokens const tokens{{{"secret", {.name = "", .tenants = {"acme"}}},
                              {"other", {.name = "", .tenants = {"acme"}}}}};
  bearer_tokens const again{{{"secret", {.name = "", .tenants = {"acme"}}}}};
  std::string const name = tokens(with("Bearer secret"))->name;
  CHECK_FALSE(name.empty());
  CHECK(name.find("secret") == std::string::npos);
  CHECK(name != tokens(with("Bearer other"))->name);
  CHECK(name == again(with("Bearer secret"))->name);
}
