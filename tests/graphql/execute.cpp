// SPDX-License-Identifier: BSL-1.0
#include "support/catch.hpp"

#include "graphql/zoo_root.hpp"

#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

using namespace entente::graphql;
using zoo::ask;

TEST_CASE("fields come back in the order of the query, under their aliases") {
  CHECK(ask("{ parrot { talks b: name a: name __typename } }") ==
        R"({"data":{"parrot":{"talks":true,"b":"Polly","a":"Polly","__typename":"Parrot"}}})");
}

TEST_CASE("selections of one response name become one field") {
  CHECK(ask("{ parrot { ...A ...B name } parrot { talks } } "
            "fragment A on Parrot { weight ...B } fragment B on Animal { name weight }") ==
        R"({"data":{"parrot":{"weight":0.5,"name":"Polly","talks":true}}})");
}

TEST_CASE("type conditions follow the type at runtime") {
  CHECK(ask("{ animals { __typename ... on Parrot { words } ... on Otter { favourite } "
            "... on Named { name } } }") ==
        R"({"data":{"animals":[{"__typename":"Parrot","words":["hello","cracker"],"name":"Polly"},)"
        R"({"__typename":"Otter","favourite":"FISH","name":"Otto"}]}})");
  CHECK(ask("{ either { __typename ... on Otter { swims } } }") ==
        R"({"data":{"either":{"__typename":"Parrot"}}})");
}

TEST_CASE("@skip and @include decide at every place they may stand") {
  std::string_view const query =
      "query($x: Boolean!) { parrot { name @skip(if: $x) weight @include(if: $x) "
      "... @skip(if: $x) { talks } ...F @include(if: $x) } } fragment F on Parrot { volume }";
  CHECK(ask(query, R"({"x":true})") == R"({"data":{"parrot":{"weight":0.5,"volume":11}}})");
  CHECK(ask(query, R"({"x":false})") == R"({"data":{"parrot":{"name":"Polly","talks":true}}})");
  CHECK(ask("{ parrot { name @include(if: true) @skip(if: true) } }") ==
        R"({"data":{"parrot":{}}})");
}

TEST_CASE("a null condition is an error of the field that it stands in") {
  CHECK(ask("query($x: Boolean = true) { parrot { name @skip(if: $x) } count }", R"({"x":null})") ==
        R"({"data":{"parrot":null,"count":9007199254740993},"errors":[{"message":)"
        R"("Argument \"if\" of non-null type \"Boolean!\" must not be null.",)"
        R"("locations":[{"line":1,"column":53}],"path":["parrot"],)"
        R"("extensions":{"code":"BAD_USER_INPUT"}}]})");
}

TEST_CASE("a failing field is null, with its path, place and code") {
  CHECK(ask("{ animals { ... on Otter { v: volume } } }") ==
        R"({"data":{"animals":null},"errors":[{"message":"too shy",)"
        R"("locations":[{"line":1,"column":28}],"path":["animals",1,"v"],)"
        R"("extensions":{"code":"FORBIDDEN"}}]})");
}

TEST_CASE("null moves up to the nearest place that allows it") {
  CHECK(ask("{ keeper(id: 1) { name animals { ... on Otter { volume } } } }") ==
        R"({"data":{"keeper":{"name":"Ann","animals":[{},null,null]}},"errors":[)"
        R"({"message":"too shy","locations":[{"line":1,"column":49}],)"
        R"("path":["keeper","animals",2,"volume"],"extensions":{"code":"FORBIDDEN"}}]})");
  CHECK(ask("{ parrot { name } keepers { badge } }") ==
        R"({"data":null,"errors":[{"message":"Cannot return null for non-nullable field )"
        R"(Keeper.badge.","locations":[{"line":1,"column":29}],"path":["keepers",1,"badge"],)"
        R"("extensions":{"code":"INTERNAL"}}]})");
  CHECK(ask("{ parrot { name } mustNotFail }").starts_with(R"({"data":null,"errors":[)"));
}

TEST_CASE("what an exception says stays on the server") {
  std::string const answer = ask("{ fails count }");
  CHECK(
      answer ==
      R"({"data":{"fails":null,"count":9007199254740993},"errors":[{"message":"Internal error",)"
      R"("locations":[{"line":1,"column":3}],"path":["fails"],"extensions":{"code":"INTERNAL"}}]})");
  CHECK(answer.find("hunter2") == answer.npos);
}

TEST_CASE("the server is told what the client is not") {
  zoo::root root;
  std::string log;
  execution_options options;
  options.on_internal_error = [&](std::exception const& why, std::string_view path) {
    log += why.what();
    log += path;
  };
  (void)answer(zoo::types_of_zoo(), request{"{ x: fails }", {}, {}, {}}, root, options);
  CHECK(log == R"(password is hunter2["x"])");
}

TEST_CASE("failures that blame the caller keep their message") {
  CHECK(ask("{ keeper(id: \"refuse\") { name } }") ==
        R"({"data":{"keeper":null},"errors":[{"message":"this keeper is private",)"
        R"("locations":[{"line":1,"column":3}],"path":["keeper"],)"
        R"("extensions":{"code":"FORBIDDEN"}}]})");
  CHECK(ask("{ keeper(id: \"storage\") { name } }").find("disk") == std::string::npos);
}

TEST_CASE("a resolver may look ahead at what is asked for") {
  CHECK(ask("{ keeper(id: 5) { ...C } } fragment C on Named { ... on Keeper { colleagues { badge } "
            "badge } }") == R"({"data":{"keeper":{"colleagues":[{"badge":"2"}],"badge":"5"}}})");
  CHECK(ask("{ keeper(id: 5) { colleagues @skip(if: true) { badge } badge } }") ==
        R"({"data":{"keeper":{"badge":"5"}}})");
}

TEST_CASE("mutations run one after the other, and stop where null takes everything") {
  zoo::root root;
  request const asked{
      "mutation { a: append(string: \"1\") b: append(string: \"bad\") c: append(string: \"3\") }",
      {},
      {},
      {}};
  auto const made = answer(zoo::types_of_zoo(), asked, root);
  CHECK(root.log == std::vector<std::string>{"1", "bad"});
  CHECK(made.errors == 1);
  CHECK_FALSE(made.request_error);
  CHECK(made.body ==
        R"({"data":null,"errors":[{"message":"not this one","locations":[{"line":1,"column":35}],)"
        R"("path":["b"],"extensions":{"code":"BAD_USER_INPUT"}}]})");
}

TEST_CASE("the operation is chosen by name") {
  std::string_view const two = "query A { parrot { name } } query B { count }";
  CHECK(ask(two, "", "B") == R"({"data":{"count":9007199254740993}})");
  CHECK(ask(two) == R"({"errors":[{"message":"Must provide operation name if query contains )"
                    R"(multiple operations."}]})");
  CHECK(ask(two, "", "C") == R"({"errors":[{"message":"Unknown operation named \"C\"."}]})");
}

TEST_CASE("operations that the schema does not offer are request errors") {
  CHECK(ask("subscription { x }") ==
        R"({"errors":[{"message":"Schema is not configured to execute subscription operation.",)"
        R"("locations":[{"line":1,"column":1}]}]})");
}

TEST_CASE("request errors have no data") {
  CHECK(ask("{ nothing }") ==
        R"({"errors":[{"message":"Cannot query field \"nothing\" on type \"Query\".",)"
        R"("locations":[{"line":1,"column":3}]}]})");
  CHECK(ask("{ ") == R"({"errors":[{"message":"Syntax Error: Expected Name, found <EOF>.",)"
                     R"("locations":[{"line":1,"column":3}]}]})");
}

TEST_CASE("an answer beyond its limit is withdrawn") {
  zoo::root root;
  execution_options options;
  options.bounds.max_response_bytes = 40;
  CHECK(
      answer(zoo::types_of_zoo(), request{"{ parrot { name } }", {}, {}, {}}, root, options).body ==
      R"({"data":{"parrot":{"name":"Polly"}}})");
  CHECK(answer(zoo::types_of_zoo(), request{"{ a: count b: count c: count }", {}, {}, {}}, root,
               options)
            .body == R"({"data":null,"errors":[{"message":"Response is longer than 40 bytes.",)"
                     R"("extensions":{"code":"LIMIT_EXCEEDED"}}]})");
}

TEST_CASE("thousands of fields are answered") {
  std::string query = "{ parrot {";
  for (int i = 0; i < 3000; ++i) query += " f" + std::to_string(i % 2000) + ": name";
  std::string const body = ask(query + " } }");
  CHECK(body.starts_with(R"({"data":{"parrot":{"f0":"Polly","f1":"Polly")"));
  CHECK(body.ends_with(R"("f1999":"Polly"}}})"));
}

namespace {

// One field of each output type, and a resolver that answers all with one value.
constexpr field_def leaf_fields[] = {
    {.name = "int", .type = "Int"},        {.name = "float", .type = "Float"},
    {.name = "string", .type = "String"},  {.name = "boolean", .type = "Boolean"},
    {.name = "id", .type = "ID"},          {.name = "json", .type = "JSON"},
    {.name = "long", .type = "Int64"},     {.name = "food", .type = "Food"},
    {.name = "jsons", .type = "[JSON!]!"}, {.name = "strings", .type = "[String]"},
    {.name = "self", .type = "Leaves"},    {.name = "matrix", .type = "[[Int!]!]"}};
constexpr type_def leaves{.kind = type_kind::object, .name = "Leaves", .fields = leaf_fields};
constexpr type_def const* leaf_types[] = {&leaves, &json_type, &int64_type, &zoo::food};
constexpr schema_def leaf_tables{.types = leaf_types, .query = &leaves};

struct constant final : resolver {
  explicit constant(value answer) : answer_(std::move(answer)) {}
  value resolve(field_call const&) override { return answer_; }
  value answer_;
};

std::string leaf(std::string const& field, value answered) {
  static schema const types{leaf_tables};
  constant root{std::move(answered)};
  return answer(types, request{"{ r: " + field + " }", {}, {}, {}}, root).body;
}

std::string data(std::string const& json) { return R"({"data":{"r":)" + json + "}}"; }

bool fails(std::string const& body) {
  return body.starts_with(R"({"data":{"r":null},"errors":[)") &&
         body.find("INTERNAL") != std::string::npos;
}

}  // namespace

TEST_CASE("leaf values are coerced to their types") {
  CHECK(leaf("int", 7) == data("7"));
  CHECK(leaf("int", 7.0) == data("7"));
  CHECK(leaf("int", true) == data("1"));
  CHECK(fails(leaf("int", 7.5)));
  CHECK(fails(leaf("int", "7")));
  CHECK(fails(leaf("int", std::int64_t{1} << 40)));
  CHECK(leaf("long", std::int64_t{1} << 62) == data("4611686018427387904"));
  CHECK(leaf("float", 0.1) == data("0.1"));
  CHECK(leaf("float", 3) == data("3"));
  CHECK(fails(leaf("float", std::numeric_limits<double>::infinity())));
  CHECK(fails(leaf("float", std::numeric_limits<double>::quiet_NaN())));
  CHECK(leaf("string", "a\"\n\x01é") == data(R"("a\"\n\u0001é")"));
  CHECK(leaf("string", 5) == data(R"("5")"));
  CHECK(leaf("string", false) == data(R"("false")"));
  CHECK(fails(leaf("string", 0.5)));
  CHECK(leaf("boolean", true) == data("true"));
  CHECK(fails(leaf("boolean", 1)));
  CHECK(leaf("id", 12) == data(R"("12")"));
  CHECK(leaf("food", "SEEDS") == data(R"("SEEDS")"));
  CHECK(fails(leaf("food", "CAKE")));
  CHECK(fails(leaf("strings", "x")));
  CHECK(fails(leaf("self { int }", 5)));
  CHECK(fails(leaf("self { int }", entente::json_text::trusted("{}"))));
}

TEST_CASE("JSON text goes into the answer as it is, alone and as a list") {
  auto const json = [](char const* text) { return entente::json_text::trusted(text); };
  CHECK(leaf("json", json(R"({ "a": 1e21, "b" : 9007199254740993 })")) ==
        data(R"({ "a": 1e21, "b" : 9007199254740993 })"));
  CHECK(leaf("jsons", json(R"([1.0,"\u0041"])")) == data(R"([1.0,"\u0041"])"));
  CHECK(leaf("strings", json(R"(["a",null])")) == data(R"(["a",null])"));
  CHECK(leaf("json", json("null")) == data("null"));
  CHECK(leaf("jsons", json("null")).starts_with(R"({"data":null,"errors":[)"));
  CHECK(leaf("jsons", value::list{json("{}"), 1, "x"}) == data(R"([{},1,"x"])"));
  CHECK(leaf("json", object{{"a", value::list{}},
                            {"b", object{}},
                            {"c", value::list{1, 0.5, true}},
                            {"d", nullptr}}) ==
        data(R"({"a":[],"b":{},"c":[1,0.5,true],"d":null})"));
}

TEST_CASE("a JSON text that is most of the answer stands in it wherever it is asked for") {
  std::string const text = "[\"" + std::string(100'000, 'x') + "\"]";
  auto const holder = [&] { return object{{"int", 7}, {"json", entente::json_text::trusted(text)}, {"string", "s"}}; };
  CHECK(leaf("json", entente::json_text::trusted(text)) == data(text));
  CHECK(leaf("self { int json string }", holder()) == data(R"({"int":7,"json":)" + text + R"(,"string":"s"})"));
  CHECK(leaf("self { a: json int b: json c: json }", holder()) ==
        data(R"({"a":)" + text + R"(,"int":7,"b":)" + text + R"(,"c":)" + text + "}"));
  CHECK(leaf("jsons", value::list{entente::json_text::trusted(text), 1, entente::json_text::trusted(text + " ")}) ==
        data("[" + text + ",1," + text + " ]"));
}

TEST_CASE("null inside nested lists rises no further than it must") {
  CHECK(leaf("matrix", value::list{value::list{1, 2}, value::list{}}) == data("[[1,2],[]]"));
  CHECK(leaf("matrix", value::list{value{value::list{1, nullptr}}})
            .starts_with(R"({"data":{"r":null},"errors":[{"message":"Cannot return null)"));
  CHECK(leaf("matrix", value::list{value{value::list{1, nullptr}}}).find(R"("path":["r",0,1])") !=
        std::string::npos);
  CHECK(leaf("strings", value::list{"a", nullptr, 5}) == data(R"(["a",null,"5"])"));
}
