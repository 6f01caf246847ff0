// SPDX-License-Identifier: BSL-1.0
#include "support/catch.hpp"

#include <entente/wire/json_value.hpp>

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

using entente::json_kind;
using entente::json_value;

namespace {

json_value parsed(std::string_view text) { return json_value::parse(text).value(); }

std::string rewritten(std::string_view text) {
  std::string out;
  entente::json_writer writer(out);
  parsed(text).write(writer);
  return out;
}

}  // namespace

TEST_CASE("a json_value answers for its kind only") {
  json_value const root = parsed(R"({"n":null,"t":true,"i":42,"d":1.5,"s":"x\ny","a":[1,2]})");
  REQUIRE(root.kind() == json_kind::object);
  CHECK(root.members().size() == 6);
  CHECK(root.members()[1].name == "t");
  CHECK(root.find("n")->is_null());
  CHECK(root.find("t")->as_bool() == true);
  CHECK(root.find("i")->as_int64() == 42);
  CHECK(root.find("i")->as_uint64() == 42u);
  CHECK(root.find("i")->as_double() == 42.0);
  CHECK(root.find("d")->as_double() == 1.5);
  CHECK_FALSE(root.find("d")->as_int64().has_value());
  CHECK(root.find("s")->as_string() == "x\ny");
  CHECK(root.find("a")->elements().size() == 2);
  CHECK(root.find("missing") == nullptr);

  CHECK_FALSE(root.as_bool().has_value());
  CHECK_FALSE(root.find("t")->as_int64().has_value());
  CHECK_FALSE(root.find("s")->as_double().has_value());
  CHECK_FALSE(root.find("i")->as_string().has_value());
  CHECK(root.find("s")->elements().empty());
  CHECK(root.find("a")->members().empty());
  CHECK(root.find("a")->find("n") == nullptr);
}

TEST_CASE("a json_value gives numbers back as they were spelt") {
  CHECK(parsed("1.50e+3").number_text() == "1.50e+3");
  CHECK(parsed("1.50e+3").as_int64() == 1500);
  CHECK(parsed("123456789012345678901234567890").number_text().size() == 30);
  CHECK_FALSE(parsed("123456789012345678901234567890").as_int64().has_value());
  CHECK_FALSE(parsed("-1").as_uint64().has_value());
  CHECK_FALSE(parsed("1e999").as_double().has_value());
  CHECK(parsed("true").number_text().empty());
  constexpr std::string_view text =
      R"({"z":[1.0,-0,1E5,123456789012345678901234567890],"a":{"\u0000":"\ud83d\ude00\/"}})";
  CHECK(rewritten(text) ==
        "{\"z\":[1.0,-0,1E5,123456789012345678901234567890],"
        "\"a\":{\"\\u0000\":\"\xf0\x9f\x98\x80/\"}}");
  CHECK(rewritten(rewritten(text)) == rewritten(text));
}

TEST_CASE("a json_value refuses a member named twice, however it is spelt") {
  for (auto const bad : {R"({"a":1,"a":1})", R"({"a":1,"b":2,"\u0061":3})", R"([{"":0,"":0}])"}) {
    auto const refused = json_value::parse(bad);
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.why().code == entente::error_code::malformed);
  }
  CHECK(json_value::parse(R"({"a":{"a":1},"b":{"a":1}})").ok());
}

TEST_CASE("equal json_values may differ in the order of members, not of elements") {
  CHECK(parsed(R"({"a":1,"b":[{"c":2,"d":3}]})") == parsed(R"({ "b":[{"d":3,"c":2}], "a":1})"));
  CHECK_FALSE(parsed("[1,2]") == parsed("[2,1]"));
  CHECK_FALSE(parsed("1") == parsed("1.0"));
  CHECK_FALSE(parsed("\"1\"") == parsed("1"));
  CHECK_FALSE(parsed(R"({"a":1})") == parsed(R"({"b":1})"));
  CHECK_FALSE(parsed("true") == parsed("false"));
}

TEST_CASE("a json_value can be copied, moved and read again") {
  json_value first = parsed(R"({"a":[1,{"b":2}]})");
  json_value const copy = first;
  json_value const moved = std::move(first);
  CHECK(copy == moved);
  entente::json_reader reader("[1] 2");
  CHECK(first.read_from(reader));
  CHECK(first == parsed("[1]"));
  CHECK(first.read_from(reader));
  CHECK(first == parsed("2"));
}

TEST_CASE("a json_value refuses what is not JSON or too deep") {
  for (auto const bad : {"", "[1,2", "{\"a\"}", "tru", "[nul]", "1 2", "{\"a\":}"})
    CHECK_FALSE(json_value::parse(bad).ok());
  CHECK(json_value::parse("[[[]]]", 3).ok());
  CHECK(json_value::parse("[[[]]]", 2).why().code == entente::error_code::too_large);
}

TEST_CASE("a huge object is parsed without comparing all names with all") {
  std::string text = "{";
  for (int i = 0; i < 200'000; ++i) text += '"' + std::to_string(i) + "\":0,";
  text += "\"last\":1}";
  auto const root = json_value::parse(text);
  REQUIRE(root.ok());
  CHECK(root->find("last")->as_int64() == 1);
}
