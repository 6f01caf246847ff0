// SPDX-License-Identifier: BSL-1.0
#include <entente/wire/field_json.hpp>

#include "support/catch.hpp"

#include <entente/reflect/field_addresses.hpp>

#include <optional>
#include <string>
#include <vector>

namespace {

struct place {
  std::string street{};
  std::optional<int> floor{};
};

struct visit {
  std::string title{};
  std::vector<int> marks{};
  place where{};
};

}  // namespace

TEST_CASE("a field's JSON is the same by its address as by its type") {
  visit one{"gate", {1, 2}, {"Main", 3}};
  auto const at = entente::addresses_of(one);
  std::string text;
  entente::json_fields<visit>[1]->write(text, at.at[1]);
  REQUIRE(text == "[1,2]");
  text.clear();
  entente::json_fields<visit>[2]->write(text, at.at[2]);
  REQUIRE(text == R"({"street":"Main","floor":3})");
}

TEST_CASE("a value is adopted as a whole or not at all") {
  visit one{"gate", {1, 2}, {"Main", 3}};
  auto const at = entente::addresses_of(one);
  REQUIRE_FALSE(entente::json_fields<visit>[1]->adopt("[3,", at.at[1]));
  REQUIRE_FALSE(entente::json_fields<visit>[1]->adopt("[3] 4", at.at[1]));
  REQUIRE_FALSE(entente::json_fields<visit>[1]->adopt(R"(["3"])", at.at[1]));
  REQUIRE(one.marks == std::vector<int>{1, 2});
  REQUIRE(entente::json_fields<visit>[1]->adopt("[3]", at.at[1]));
  REQUIRE(one.marks == std::vector<int>{3});
  // Members that the text lacks have their defaults then.
  REQUIRE(entente::json_fields<visit>[2]->adopt(R"({"street":"Side"})", at.at[2]));
  REQUIRE(one.where.street == "Side");
  REQUIRE_FALSE(one.where.floor.has_value());
}

TEST_CASE("reading anew forgets what was there") {
  visit one{"gate", {}, {"Main", 3}};
  auto const at = entente::addresses_of(one);
  entente::json_reader from{R"({"street":"Side"})"};
  REQUIRE(entente::json_fields<visit>[2]->read_anew(from, at.at[2]));
  REQUIRE(one.where.street == "Side");
  REQUIRE_FALSE(one.where.floor.has_value());
}
