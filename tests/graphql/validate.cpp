// SPDX-License-Identifier: BSL-1.0
#include "support/catch.hpp"

#include "graphql/reference_errors.hpp"
#include "graphql/zoo_root.hpp"

#include <algorithm>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

using namespace entente::graphql;

namespace {

/// Messages and locations in the form of reference_errors.hpp.
std::string errors_with_locations(std::string_view source) {
  std::vector<graphql_error> errors;
  auto const parsed = parse(source);
  if (parsed)
    errors = validate(zoo::types_of_zoo(), *parsed);
  else
    errors.push_back(parsed.why());
  std::set<std::string> lines;
  for (graphql_error const& each : errors) {
    std::string line = each.message;
    for (location const& at : each.locations)
      line += " (" + std::to_string(at.line) + ":" + std::to_string(at.column) + ")";
    lines.insert(line);
  }
  std::string text;
  for (std::string const& each : lines) text += (text.empty() ? "" : "\n") + each;
  return text;
}

std::string code_of(std::string const& source, limits const& bounds = {}) {
  auto const parsed = parse(std::string_view{source}, bounds);
  REQUIRE(parsed);
  auto const errors = validate(zoo::types_of_zoo(), *parsed, bounds);
  return errors.empty() ? "" : errors.back().code;
}

std::string repeated(std::string const& text, std::size_t times) {
  std::string made;
  for (std::size_t i = 0; i < times; ++i) made += text;
  return made;
}

/// Fragments F0 to F<count>, each spreading the next one twice.
std::string bomb(std::size_t count, std::string const& last) {
  std::string text = "{ otter { ...F0 } } ";
  for (std::size_t i = 0; i < count; ++i) {
    std::string const next = "...F" + std::to_string(i + 1);
    text += "fragment F" + std::to_string(i) + " on Otter { " + next + " " + next + " } ";
  }
  return text + "fragment F" + std::to_string(count) + " on Otter { " + last + " }";
}

}  // namespace

TEST_CASE("messages and locations are those of the reference implementation") {
  for (auto const& each : zoo::reference_errors) {
    INFO(each.document);
    CHECK(errors_with_locations(each.document) == each.errors);
  }
}

TEST_CASE("values of the scalars of our own are checked") {
  CHECK(zoo::errors_of(R"({echo{ofTime(time: "2025-11-05T09:12:34.123Z")}})").empty());
  CHECK(zoo::errors_of(R"({echo{ofTime(time: "2025-11-05T10:12:34+01:00")}})").empty());
  CHECK(zoo::errors_of(R"({echo{ofTime(time: "yesterday")}})") ==
        "DateTime cannot represent an invalid value: \"yesterday\"");
  CHECK(zoo::errors_of(R"({echo{ofTime(time: 5)}})") ==
        "DateTime cannot represent a non string value: 5");
  CHECK(zoo::errors_of("{echo{ofLong(long: 9223372036854775807)}}").empty());
  CHECK(zoo::errors_of(R"({echo{ofLong(long: "-9223372036854775808")}})").empty());
  CHECK(zoo::errors_of("{echo{ofLong(long: 9223372036854775808)}}") ==
        "Int64 cannot represent non 64-bit signed integer value: 9223372036854775808");
  CHECK(zoo::errors_of("{echo{ofLong(long: 1.5)}}") ==
        "Int64 cannot represent non-integer value: 1.5");
  CHECK(zoo::errors_of("{echo{ofJson(json: {a: [1, 2.5, FISH, null, {b: \"\"}]})}}").empty());
  CHECK(zoo::errors_of("{echo{ofFloat(float: 1e999)}}") ==
        "Float cannot represent non numeric value: 1e999");
}

TEST_CASE("variables may stand anywhere inside a JSON literal") {
  CHECK(zoo::errors_of("query($a: Int, $b: Food){echo{ofJson(json: {x: $a, y: [$b]})}}").empty());
  CHECK(zoo::errors_of("{echo{ofJson(json: {x: [$a]})}}") == "Variable \"$a\" is not defined.");
}

TEST_CASE("introspection is valid to a depth that tools need, and no deeper") {
  CHECK(zoo::errors_of("{__schema{types{fields{args{type{ofType{ofType{name}}}}}}}}").empty());
  CHECK(zoo::errors_of("{__type(name: \"Query\"){fields{type{fields{name}}}}}").empty());
  CHECK(zoo::errors_of("{__type(name: \"Query\"){fields{type{fields{type{fields{name}}}}}}}") ==
        "Maximum introspection depth exceeded");
}

TEST_CASE("a long message repeats only the beginning of what was sent") {
  std::string const message =
      zoo::errors_of("{echo{ofInt(int: \"" + std::string(100'000, 'x') + "\")}}");
  CHECK(message.starts_with("Int cannot represent non-integer value: \"xxx"));
  CHECK(message.size() < 400);
}

TEST_CASE("fragment bombs are counted, not expanded") {
  CHECK(code_of(bomb(8, "name")).empty());
  CHECK(code_of(bomb(20, "name")) == "LIMIT_EXCEEDED");
  CHECK(code_of(bomb(30, "...Nothing")) == "LIMIT_EXCEEDED");
  CHECK(code_of(bomb(400, "name")) == "LIMIT_EXCEEDED");
}

TEST_CASE("chains of fragments are as deep as nested selections") {
  std::string forwards = "{ otter { ...F0 } } ";
  std::string backwards;
  for (int i = 0; i < 2000; ++i) {
    std::string const one = "fragment F" + std::to_string(i) + " on Otter { " +
                            (i == 1999 ? "name" : "...F" + std::to_string(i + 1)) + " } ";
    forwards += one;
    backwards = one + backwards;
  }
  CHECK(code_of(forwards) == "LIMIT_EXCEEDED");
  CHECK(code_of(backwards + "{ otter { ...F0 } }") == "LIMIT_EXCEEDED");
  CHECK_FALSE(zoo::errors_of("{ otter { name } } " + backwards).empty());
}

TEST_CASE("the number of fields and of root fields is bounded") {
  limits few;
  few.max_fields = 10;
  few.max_root_fields = 4;
  CHECK(code_of("{ otter { " + repeated("name ", 9) + "} }", few).empty());
  CHECK(code_of("{ otter { " + repeated("name ", 10) + "} }", few) == "LIMIT_EXCEEDED");
  std::string aliases;
  for (int i = 0; i < 5; ++i) aliases += "a" + std::to_string(i) + ": count ";
  CHECK(code_of("{ " + aliases + "}", few) == "LIMIT_EXCEEDED");
  CHECK(code_of("{ ...F ...F ...F } fragment F on Query { x: count y: count }", few) ==
        "LIMIT_EXCEEDED");
}

TEST_CASE("proving that fields merge has a budget") {
  CHECK(code_of("{ otter { " + repeated("name ", 500) + "} }").empty());
  CHECK(code_of("{ otter { " + repeated("name ", 4000) + "} }") == "LIMIT_EXCEEDED");
  CHECK(code_of("{ " + repeated("otter { friend { friend { name } } } ", 150) + "}").empty());
  // Each level compares all fields below it with each other again.
  std::string deep = "name";
  for (int i = 0; i < 9; ++i) deep = "friend { " + deep + " } friend { " + deep + " }";
  CHECK(code_of("{ otter { " + deep + " } }") == "LIMIT_EXCEEDED");
}

TEST_CASE("a list literal has a bounded length") {
  limits few;
  few.max_list_items = 3;
  CHECK(code_of("{echo{ofList(list: [\"a\", \"b\", \"c\"])}}", few).empty());
  CHECK(code_of("{echo{ofList(list: [\"a\", \"b\", \"c\", \"d\"])}}", few) == "LIMIT_EXCEEDED");
}

TEST_CASE("validation stops after enough errors") {
  limits few;
  few.max_errors = 3;
  std::string const source = "{ a b c d e }";
  auto const parsed = parse(source);
  REQUIRE(parsed);
  auto const errors = validate(zoo::types_of_zoo(), *parsed, few);
  REQUIRE(errors.size() == 4);
  CHECK(errors.back().message ==
        "Too many validation errors, error limit reached. Validation aborted.");
}

TEST_CASE("many operations, variables, arguments and fragments are checked alike") {
  std::string definitions;
  std::string uses;
  std::string fragments;
  for (int i = 0; i < 40; ++i) {
    std::string const n = std::to_string(i);
    definitions += "$v" + n + ": Int ";
    uses += "a" + n + ": ofInt(int: $v" + n + ") ";
    fragments += "fragment F" + n + " on Otter { name } ";
  }
  CHECK(zoo::errors_of("query(" + definitions + "){echo{" + uses + "}}").empty());
  CHECK(zoo::errors_of("query(" + definitions + "$v7: Int){echo{" + uses + "}}") ==
        "There can be only one variable named \"$v7\".");
  CHECK(zoo::errors_of("query(" + definitions + "$w: Int){echo{" + uses + "}}") ==
        "Variable \"$w\" is never used.");
  std::string spreads;
  for (int i = 0; i < 39; ++i) spreads += "...F" + std::to_string(i) + " ";
  CHECK(zoo::errors_of(fragments + "{otter{" + spreads + "}}") ==
        "Fragment \"F39\" is never used.");
  CHECK(zoo::errors_of(fragments + "fragment F3 on Otter{weight}{otter{" + spreads + "...F39}}") ==
        "There can be only one fragment named \"F3\".");
}

TEST_CASE("damaged documents are refused or valid, never harmful") {
  std::vector<std::string> pieces;
  for (auto const& each : zoo::reference_errors) pieces.emplace_back(each.document);
  std::uint64_t state = 1;
  auto const random = [&](std::size_t below) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return static_cast<std::size_t>(state >> 33) % below;
  };
  for (int round = 0; round < 4000; ++round) {
    std::string text = pieces[random(pieces.size())];
    for (std::size_t edits = random(4) + 1; edits > 0; --edits) {
      std::string const& other = pieces[random(pieces.size())];
      std::size_t const at = random(text.size() + 1);
      std::size_t const from = random(other.size() + 1);
      switch (random(3)) {
        case 0: text.erase(at, random(6)); break;
        case 1: text.insert(at, other.substr(from, random(12))); break;
        default: text.insert(at, 1, static_cast<char>(random(256))); break;
      }
    }
    std::string const answer = zoo::ask(text);
    CHECK(entente::json_text::parse(answer).ok());
  }
}
