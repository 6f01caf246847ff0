// SPDX-License-Identifier: BSL-1.0
#include "support/catch.hpp"

#include "graphql/zoo_root.hpp"

#include <entente/wire/json_value.hpp>

#include <string>
#include <string_view>
#include <vector>

using entente::json_value;
using zoo::ask;

namespace {

json_value data_of(std::string_view query) {
  auto answer = json_value::parse(ask(query));
  REQUIRE(answer.ok());
  INFO(ask(query));
  REQUIRE(answer->find("errors") == nullptr);
  return *answer->find("data");
}

std::vector<std::string_view> names(json_value const& list) {
  std::vector<std::string_view> found;
  for (json_value const& each : list.elements())
    found.push_back(each.find("name")->as_string().value());
  return found;
}

// What client tools ask: every member of introspection, with seven levels of ofType.
constexpr std::string_view tool_query = R"(
  query Tools { __schema {
    description queryType { name kind } mutationType { name kind } subscriptionType { name kind }
    types { ...Full }
    directives { name description isRepeatable locations args(includeDeprecated: true) { ...In } }
  } }
  fragment Full on __Type {
    kind name description specifiedByURL isOneOf
    fields(includeDeprecated: true) {
      name description args(includeDeprecated: true) { ...In } type { ...Ref }
      isDeprecated deprecationReason
    }
    inputFields(includeDeprecated: true) { ...In }
    interfaces { ...Ref }
    enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason }
    possibleTypes { ...Ref }
  }
  fragment In on __InputValue {
    name description type { ...Ref } defaultValue isDeprecated deprecationReason
  }
  fragment Ref on __Type {
    kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name
    ofType { kind name ofType { kind name ofType { kind name } } } } } } }
  })";

}  // namespace

TEST_CASE("the query of client tools is answered in full") {
  json_value const data = data_of(tool_query);
  json_value const& schema = *data.find("__schema");
  CHECK(schema.find("description")->as_string() == "A zoo");
  CHECK(schema.find("queryType")->find("name")->as_string() == "Query");
  CHECK(schema.find("mutationType")->find("name")->as_string() == "Mutation");
  CHECK(schema.find("subscriptionType")->is_null());
  CHECK(names(*schema.find("types")) ==
        std::vector<std::string_view>{"Query",       "Mutation",      "Named",
                                      "Animal",      "Parrot",        "Otter",
                                      "Keeper",      "ParrotOrOtter", "Food",
                                      "Visit",       "Echo",          "JSON",
                                      "Int64",       "DateTime",      "String",
                                      "Boolean",     "Int",           "Float",
                                      "ID",          "__Schema",      "__Type",
                                      "__TypeKind",  "__Field",       "__InputValue",
                                      "__EnumValue", "__Directive",   "__DirectiveLocation"});
  CHECK(names(*schema.find("directives")) ==
        std::vector<std::string_view>{"include", "skip", "deprecated", "specifiedBy"});
}

TEST_CASE("fields and arguments are described") {
  CHECK(ask("{__type(name: \"Mutation\"){fields{name type{kind name ofType{kind name}} "
            "args{name description defaultValue type{kind ofType{name}}}}}}") ==
        R"({"data":{"__type":{"fields":[{"name":"rename",)"
        R"("type":{"kind":"NON_NULL","name":null,"ofType":{"kind":"OBJECT","name":"Parrot"}},)"
        R"("args":[{"name":"to","description":"At most one word","defaultValue":null,)"
        R"("type":{"kind":"NON_NULL","ofType":{"name":"String"}}},)"
        R"({"name":"twice","description":null,"defaultValue":"false",)"
        R"("type":{"kind":"SCALAR","ofType":null}}]},{"name":"append",)"
        R"("type":{"kind":"NON_NULL","name":null,"ofType":{"kind":"SCALAR","name":"String"}},)"
        R"("args":[{"name":"string","description":null,"defaultValue":null,)"
        R"("type":{"kind":"SCALAR","ofType":null}}]}]}}})");
}

TEST_CASE("deprecated elements are shown to who asks for them") {
  CHECK(ask("{__type(name: \"Food\"){enumValues{name}}}") ==
        R"({"data":{"__type":{"enumValues":[{"name":"FISH"},{"name":"SEEDS"}]}}})");
  CHECK(ask("{__type(name: \"Food\"){enumValues(includeDeprecated: true){name isDeprecated "
            "deprecationReason}}}") ==
        R"({"data":{"__type":{"enumValues":[)"
        R"({"name":"FISH","isDeprecated":false,"deprecationReason":null},)"
        R"({"name":"SEEDS","isDeprecated":false,"deprecationReason":null},)"
        R"({"name":"BREAD","isDeprecated":true,"deprecationReason":"it is bad for them"}]}}})");
  json_value const hidden = data_of("{__type(name: \"Otter\"){fields{name}}}");
  CHECK(hidden.find("__type")->find("fields")->elements().size() == 7);
  json_value const shown =
      data_of("{__type(name: \"Otter\"){fields(includeDeprecated:true){name}}}");
  CHECK(shown.find("__type")->find("fields")->elements().size() == 8);
}

TEST_CASE("each kind of type answers its own fields and null to the others") {
  CHECK(
      ask("{__type(name: \"ParrotOrOtter\"){kind fields{name} possibleTypes{name} interfaces{name}"
          " enumValues{name} inputFields{name} ofType{name} specifiedByURL isOneOf}}") ==
      R"({"data":{"__type":{"kind":"UNION","fields":null,)"
      R"("possibleTypes":[{"name":"Parrot"},{"name":"Otter"}],"interfaces":null,)"
      R"("enumValues":null,"inputFields":null,"ofType":null,"specifiedByURL":null,)"
      R"("isOneOf":null}}})");
  CHECK(ask("{__type(name: \"Animal\"){kind possibleTypes{name} interfaces{name}}}") ==
        R"({"data":{"__type":{"kind":"INTERFACE","possibleTypes":[{"name":"Parrot"},)"
        R"({"name":"Otter"}],"interfaces":[{"name":"Named"}]}}})");
  CHECK(ask("{__type(name: \"Visit\"){kind isOneOf inputFields{name defaultValue}}}")
            .starts_with(R"({"data":{"__type":{"kind":"INPUT_OBJECT","isOneOf":false,)"
                         R"("inputFields":[{"name":"adults","defaultValue":null},)"
                         R"({"name":"guided","defaultValue":"false"})"));
  CHECK(ask("{__type(name: \"JSON\"){kind specifiedByURL}}") ==
        R"({"data":{"__type":{"kind":"SCALAR",)"
        R"("specifiedByURL":"https://www.rfc-editor.org/rfc/rfc8259"}}})");
  CHECK(ask("{__type(name: \"__Type\"){name kind}}") ==
        R"({"data":{"__type":{"name":"__Type","kind":"OBJECT"}}})");
}

TEST_CASE("an unknown type is null") {
  CHECK(ask("{__type(name: \"Unicorn\"){name}}") == R"({"data":{"__type":null}})");
}

TEST_CASE("__typename answers inside introspection and at the root of mutations") {
  CHECK(ask("{__typename __schema{__typename queryType{__typename}}}") ==
        R"({"data":{"__typename":"Query","__schema":{"__typename":"__Schema",)"
        R"("queryType":{"__typename":"__Type"}}}})");
  CHECK(ask("mutation{__typename}") == R"({"data":{"__typename":"Mutation"}})");
}

TEST_CASE("directives are described with their places") {
  CHECK(ask("{__schema{directives{name isRepeatable locations args{name type{ofType{name}}}}}}")
            .starts_with(R"({"data":{"__schema":{"directives":[{"name":"include",)"
                         R"("isRepeatable":false,"locations":["FIELD","FRAGMENT_SPREAD",)"
                         R"("INLINE_FRAGMENT"],"args":[{"name":"if",)"
                         R"("type":{"ofType":{"name":"Boolean"}}}]})"));
}
