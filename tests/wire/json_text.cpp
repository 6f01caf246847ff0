// SPDX-License-Identifier: BSL-1.0
#include "support/catch.hpp"

#include <entente/wire/json_text.hpp>

#include <string>

using entente::json_text;

TEST_CASE("a json_text keeps a value as it came, without the white space around it") {
  auto const kept = json_text::parse(" \n{ \"a\" : 1.0 } \t");
  REQUIRE(kept.ok());
  CHECK(kept->text() == "{ \"a\" : 1.0 }");
  CHECK_FALSE(kept->is_null());
}

TEST_CASE("a json_text is null by itself") {
  CHECK(json_text() == json_text::null());
  CHECK(json_text::null().is_null());
  CHECK(json_text::null().text() == "null");
  CHECK(json_text::parse("null").value() == json_text::null());
}

TEST_CASE("json_texts are equal when spelt equally") {
  CHECK(json_text::parse("1").value() == json_text::trusted("1"));
  CHECK_FALSE(json_text::parse("1").value() == json_text::parse("1.0").value());
}

TEST_CASE("a json_text refuses what is not exactly one value") {
  for (auto const bad : {"", " ", "1 2", "{", "[1,]", "nul", "\"\xff\""}) {
    auto const refused = json_text::parse(bad);
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.why().code == entente::error_code::malformed);
  }
  auto const deep = json_text::parse("[[[]]]", 2);
  REQUIRE_FALSE(deep.ok());
  CHECK(deep.why().code == entente::error_code::too_large);
}
