// SPDX-License-Identifier: BSL-1.0
// Arguments and variables on their way to a resolver.
#include "support/catch.hpp"

#include "graphql/reference_coercions.hpp"
#include "graphql/zoo_root.hpp"

#include <entente/wire/json_value.hpp>

#include <stdexcept>
#include <string>
#include <string_view>

using namespace entente::graphql;
using zoo::ask;

namespace {

std::string outcome(std::string_view query, std::string_view variables, std::string_view field) {
  auto const answer = entente::json_value::parse(ask(query, variables)).value();
  std::string text;
  if (auto const* errors = answer.find("errors")) {
    for (auto const& each : errors->elements()) {
      if (!text.empty()) text += '\n';
      text += each.find("message")->as_string().value();
    }
    return text;
  }
  entente::json_writer json{text};
  answer.find("data")->find("echo")->find(field)->write(json);
  return text;
}

std::string echoed(std::string const& field, std::string_view variables = {},
                   std::string const& definitions = {}) {
  return ask("query" + definitions + "{echo{r:" + field + "}}", variables);
}

std::string data(std::string const& json) { return R"({"data":{"echo":{"r":)" + json + "}}}"; }

}  // namespace

TEST_CASE("variables are coerced as the reference implementation coerces them") {
  for (auto const& each : zoo::reference_coercions) {
    INFO(each.variables);
    CHECK(outcome(zoo::coercing_query, each.variables, each.field) == each.expected);
  }
}

TEST_CASE("a refused variable is a request error with the place of its definition") {
  CHECK(ask("query($limit: Int){echo{ofInt(int:$limit)}}", R"({"limit":"x"})") ==
        R"({"errors":[{"message":"Variable \"$limit\" got invalid value \"x\"; )"
        R"(Int cannot represent non-integer value: \"x\"","locations":[{"line":1,"column":7}]}]})");
}

TEST_CASE("required variables must be given") {
  CHECK(ask("query($x: Int!){echo{ofInt(int:$x)}}", "{}")
            .find(R"(Variable \"$x\" of required type \"Int!\" was not provided.)") !=
        std::string::npos);
  CHECK(ask("query($x: Int!){echo{ofInt(int:$x)}}", R"({"x":null})")
            .find(R"(Variable \"$x\" of non-null type \"Int!\" must not be null.)") !=
        std::string::npos);
  CHECK(echoed("ofInt(int:$x)", "", "($x: Int! = 3)") == data("3"));
}

TEST_CASE("absent, null and default are three things") {
  CHECK(echoed("ofInt") == data(R"("absent")"));
  CHECK(echoed("ofInt(int: null)") == data("null"));
  CHECK(echoed("ofInt(int: $x)", "{}", "($x: Int)") == data(R"("absent")"));
  CHECK(echoed("ofInt(int: $x)", R"({"x":null})", "($x: Int = 5)") == data("null"));
  CHECK(echoed("ofInt(int: $x)", "{}", "($x: Int = 5)") == data("5"));
  CHECK(echoed("ofFilled") == data("7"));
  CHECK(echoed("ofFilled(int: $x)", "{}", "($x: Int)") == data("7"));
  CHECK(echoed("ofFilled(int: $x)", R"({"x":null})", "($x: Int)")
            .find(R"(Argument \"int\" of non-null type \"Int!\" must not be null.)") !=
        std::string::npos);
}

TEST_CASE("a JSON variable keeps its text") {
  for (std::string const json :
       {"1e21", "9007199254740993", "-0.0", "1.10", R"("\u0001\u00e9\ud83d\ude00")", R"("")",
        R"({ "a" : [ 1 , 2 ] , "a":3})", "[]", "true", R"(["\"", {"x":{}}])"}) {
    CHECK(echoed("ofJson(json: $x)", R"({"x":)" + json + "}", "($x: JSON)") == data(json));
    CHECK(echoed("ofJsons(list: $x)", R"({"x":[)" + json + "]}", "($x: [JSON!]!)") ==
          data("[" + json + "]"));
    CHECK(echoed("ofVisit(visit: $x)", R"({"x":{"note":)" + json + R"(,"adults":1}})",
                 "($x: Visit)") ==
          data(R"({"adults":1,"guided":false,"food":"SEEDS","note":)" + json + "}"));
  }
}

TEST_CASE("a JSON literal becomes JSON") {
  CHECK(
      echoed(R"(ofJson(json: {a: [1, -2.50, 1e21, true, null, FISH], b: {c: "x\n\u{1F600}"}}))") ==
      data(R"({"a":[1,-2.50,1e21,true,null,"FISH"],"b":{"c":"x\n😀"}})"));
  CHECK(echoed("ofJson(json: 9007199254740993)") == data("9007199254740993"));
  CHECK(echoed("ofJsons(list: {a: 1})") == data(R"([{"a":1}])"));
  CHECK(echoed("ofJson(json: \"\"\"\n  block\n\"\"\")") == data(R"("block")"));
}

TEST_CASE("variables inside a JSON literal are put in, or left out") {
  CHECK(echoed("ofJson(json: {a: $i, b: [$j, $f], c: $none, d: [$none]})",
               R"({"i":1,"j":{"x": 1.0},"f":"FISH"})",
               "($i: Int, $j: JSON, $f: Food, $none: String)") ==
        data(R"({"a":1,"b":[{"x": 1.0},"FISH"],"d":[null]})"));
}

TEST_CASE("repeating a large variable inside a literal has an end") {
  std::string list;
  for (int i = 0; i < 5000; ++i) list += "$j ";
  std::string const answer =
      echoed("ofJson(json: [" + list + "])", R"({"j":")" + std::string(100'000, 'x') + R"("})",
             "($j: JSON)");
  CHECK(answer.size() < 1000);
  CHECK(answer.find("LIMIT_EXCEEDED") != std::string::npos);
}

TEST_CASE("an Int64 is an integer or a decimal string") {
  CHECK(echoed("ofLong(long: $x)", R"({"x":9223372036854775807})", "($x: Int64)") ==
        data("9223372036854775807"));
  CHECK(echoed("ofLong(long: $x)", R"({"x":"-9223372036854775808"})", "($x: Int64)") ==
        data("-9223372036854775808"));
  CHECK(echoed("ofLong(long: \"12\")") == data("12"));
  for (auto const* bad : {"9223372036854775808", "1.5", R"("x")", R"("")", R"("1.0")", "true"})
    CHECK(echoed("ofLong(long: $x)", std::string{R"({"x":)"} + bad + "}", "($x: Int64)")
              .find("Int64 cannot represent non-integer value") != std::string::npos);
}

TEST_CASE("a DateTime is RFC 3339") {
  CHECK(echoed("ofTime(time: $x)", R"({"x":"2025-11-05T09:12:34Z"})", "($x: DateTime)") ==
        data(R"("2025-11-05T09:12:34Z")"));
  CHECK(echoed("ofTime(time: $x)", R"({"x":"2025-13-05T09:12:34Z"})", "($x: DateTime)")
            .find("DateTime cannot represent an invalid value: ") != std::string::npos);
}

TEST_CASE("escaped strings arrive decoded, wherever they are nested") {
  CHECK(echoed("ofList(list: $x)", R"({"x":["\u0041","b","\n","\u0043"]})", "($x: [String])") ==
        data(R"(["A","b","\n","C"])"));
  CHECK(echoed("ofString(string: $x)", R"({"\u0078":"\u0041"})", "($x: String)") == data(R"("A")"));
}

TEST_CASE("the last of two equal variable names wins") {
  CHECK(echoed("ofInt(int: $x)", R"({"x":"wrong","x":2})", "($x: Int)") == data("2"));
}

TEST_CASE("variables that are no object, too deep or too long are refused") {
  CHECK(ask("{count}", "[1]").starts_with(R"({"errors":[{"message":"Variables are invalid)"));
  CHECK(ask("{count}", "{").starts_with(R"({"errors":[{"message":"Variables are invalid)"));
  CHECK(ask("{count}", "null") == R"({"data":{"count":9007199254740993}})");
  std::string const deep = std::string(100'000, '[') + std::string(100'000, ']');
  CHECK(echoed("ofJson(json: $x)", R"({"x":)" + deep + "}", "($x: JSON)")
            .starts_with(R"({"errors":[)"));
  std::string nested = "1";
  for (int i = 0; i < 64; ++i) nested = "[" + nested + "]";
  CHECK(echoed("ofJson(json: $x)", R"({"x":)" + nested + "}", "($x: JSON)") ==
        R"({"data":{"echo":{"r":)" + nested + "}}}");

  zoo::root root;
  execution_options options;
  options.bounds.max_list_items = 2;
  request asked{"query($x: [String]){echo{ofList(list: $x)}}", "", R"({"x":["a","b"]})", ""};
  CHECK_FALSE(answer(zoo::types_of_zoo(), asked, root, options).request_error);
  asked.variables = R"({"x":["a","b","c"]})";
  auto const refused = answer(zoo::types_of_zoo(), asked, root, options);
  CHECK(refused.request_error);
  CHECK(refused.body.find("LIMIT_EXCEEDED") != std::string::npos);
}

namespace {

constexpr arg_def typed_args[] = {
    {.name = "b", .type = "Boolean"}, {.name = "i", .type = "Int"},
    {.name = "f", .type = "Float"},   {.name = "s", .type = "String"},
    {.name = "j", .type = "JSON"},    {.name = "js", .type = "[JSON]"},
    {.name = "v", .type = "Visit"},   {.name = "e", .type = "Food"},
    {.name = "ns", .type = "[Int!]"}, {.name = "limit", .type = "Int", .default_value = "10"}};
constexpr field_def typed_fields[] = {{.name = "read", .type = "String", .args = typed_args}};
constexpr type_def typed{.kind = type_kind::object, .name = "Typed", .fields = typed_fields};
constexpr type_def const* typed_types[] = {&typed, &zoo::visit, &zoo::food, &json_type};
constexpr schema_def typed_tables{.types = typed_types, .query = &typed};

template <class Read>
std::string with_arguments(std::string const& args, Read read) {
  static schema const types{typed_tables};
  struct reader final : resolver {
    explicit reader(Read read) : read_(read) {}
    value resolve(field_call const& call) override {
      read_(call.args);
      return "done";
    }
    Read read_;
  } root{read};
  return answer(types, request{"{ read" + args + " }", {}, {}, {}}, root).body;
}

}  // namespace

TEST_CASE("a resolver reads arguments by name and type") {
  auto const body = with_arguments(
      R"((b: true, i: 3, f: 4, s: "t", j: {k: 1}, js: [1, null, "x"], v: {adults: 2, next: )"
      R"({adults: 1, guided: true}}, e: FISH, ns: [1, 2]))",
      [](arguments const& args) {
        CHECK(args.get_bool("b"));
        CHECK(args.get_int("i") == 3);
        CHECK(args.get_double("f") == 4.0);
        CHECK(args.get_string("s") == "t");
        CHECK(args.get_json("j") == R"({"k":1})");
        CHECK(args.get_json_list("js") == std::vector<std::string_view>{"1", "null", R"("x")"});
        auto const visit = args.get_object("v");
        CHECK(visit.get_int("adults") == 2);
        CHECK_FALSE(visit.get_bool("guided"));
        CHECK(visit.get_object("next").get_bool("guided"));
        CHECK(visit.get_string("food") == "SEEDS");
        CHECK(args.get_string("e") == "FISH");
        std::int64_t sum = 0;
        for (input const& each : args.get_list("ns")) sum += each.as_int();
        CHECK(sum == 3);
        CHECK(args.optional_int("limit") == 10);
        CHECK(args.optional_bool("b") == true);
        CHECK(args.optional_double("f") == 4.0);
        CHECK(args.optional_string("s") == "t");
        CHECK(args.optional_json("j") == R"({"k":1})");
        CHECK(args.optional_object("v")->get_int("adults") == 2);
      });
  CHECK(body == R"({"data":{"read":"done"}})");
}

TEST_CASE("optional reads tell nothing from something") {
  auto const body = with_arguments("(s: null)", [](arguments const& args) {
    CHECK(args.has("s"));
    CHECK(args.is_null("s"));
    CHECK_FALSE(args.has("i"));
    CHECK_FALSE(args.is_null("i"));
    CHECK_FALSE(args.optional_string("s"));
    CHECK_FALSE(args.optional_int("i"));
    CHECK_FALSE(args.optional_object("v"));
    CHECK(args.find("s") == nullptr);
  });
  CHECK(body == R"({"data":{"read":"done"}})");
}

TEST_CASE("a null that a resolver cannot use is the client's mistake, a wrong type the server's") {
  CHECK(
      with_arguments("(limit: null)", [](arguments const& args) { (void)args.get_int("limit"); }) ==
      R"({"data":{"read":null},"errors":[{"message":"Argument \"limit\" must not be null.",)"
      R"("locations":[{"line":1,"column":3}],"path":["read"],)"
      R"("extensions":{"code":"BAD_USER_INPUT"}}]})");
  CHECK(with_arguments("(s: \"x\")", [](arguments const& args) {
          (void)args.get_int("s");
        }).find(R"("message":"Internal error")") != std::string::npos);
}
