// SPDX-License-Identifier: BSL-1.0
#include "support/catch.hpp"

#include "graphql/zoo.hpp"
#include "support/reference_schema.hpp"

#include <string>
#include <string_view>

using namespace entente::graphql;

namespace reference {

// The schema that the reference documents describe.
constexpr arg_def pull_args[] = {{.name = "entity", .type = "String!"},
                                 {.name = "since", .type = "DateTime"},
                                 {.name = "limit", .type = "Int", .default_value = "1000"}};
constexpr arg_def pull_entity_args[] = {{.name = "lastSyncAt", .type = "DateTime"},
                                        {.name = "tenantId", .type = "ID!"},
                                        {.name = "limit", .type = "Int", .default_value = "1000"}};
constexpr arg_def push_args[] = {{.name = "entity", .type = "String!"},
                                 {.name = "items", .type = "[JSON!]!"}};
constexpr arg_def push_entity_args[] = {{.name = "payload", .type = "[SyncPushItem!]!"},
                                        {.name = "tenantId", .type = "ID!"}};
constexpr field_def query_fields[] = {
    {.name = "syncPull", .type = "SyncPullResponse!", .args = pull_args},
    {.name = "syncPullSpace", .type = "SyncPullResponse!", .args = pull_entity_args},
    {.name = "syncPullTask", .type = "SyncPullResponse!", .args = pull_entity_args}};
constexpr field_def mutation_fields[] = {
    {.name = "syncPush", .type = "[SyncResultItem!]!", .args = push_args},
    {.name = "syncPushSpace", .type = "SyncPushResponse!", .args = push_entity_args},
    {.name = "syncPushTask", .type = "SyncPushResponse!", .args = push_entity_args}};
constexpr field_def pull_response_fields[] = {{.name = "items", .type = "[JSON!]!"},
                                              {.name = "deletedIds", .type = "[ID!]!"},
                                              {.name = "lastSyncAt", .type = "DateTime!"},
                                              {.name = "versionHash", .type = "String"},
                                              {.name = "hasMore", .type = "Boolean!"}};
constexpr arg_def push_input_fields[] = {{.name = "entity", .type = "String!"},
                                         {.name = "items", .type = "[JSON!]!"}};
constexpr arg_def push_item_fields[] = {{.name = "clientId", .type = "String"},
                                        {.name = "id", .type = "ID"},
                                        {.name = "operation", .type = "String!"},
                                        {.name = "data", .type = "JSON!"}};
constexpr field_def push_response_fields[] = {{.name = "results", .type = "[SyncResultItem!]!"}};
constexpr field_def result_item_fields[] = {
    {.name = "clientId", .type = "String"},     {.name = "id", .type = "ID"},
    {.name = "success", .type = "Boolean!"},    {.name = "errorCode", .type = "String"},
    {.name = "errorMessage", .type = "String"}, {.name = "version", .type = "Int"},
    {.name = "updatedAt", .type = "DateTime"},  {.name = "conflict", .type = "ConflictPayload"}};
constexpr field_def conflict_fields[] = {{.name = "serverData", .type = "JSON"},
                                         {.name = "clientData", .type = "JSON"},
                                         {.name = "serverVersion", .type = "Int"},
                                         {.name = "resolutionSuggested", .type = "JSON"}};

constexpr type_def query{.kind = type_kind::object, .name = "Query", .fields = query_fields};
constexpr type_def mutation{
    .kind = type_kind::object, .name = "Mutation", .fields = mutation_fields};
constexpr type_def pull_response{
    .kind = type_kind::object, .name = "SyncPullResponse", .fields = pull_response_fields};
constexpr type_def push_input{
    .kind = type_kind::input_object, .name = "SyncPushInput", .input_fields = push_input_fields};
constexpr type_def push_item{
    .kind = type_kind::input_object, .name = "SyncPushItem", .input_fields = push_item_fields};
constexpr type_def push_response{
    .kind = type_kind::object, .name = "SyncPushResponse", .fields = push_response_fields};
constexpr type_def result_item{
    .kind = type_kind::object, .name = "SyncResultItem", .fields = result_item_fields};
constexpr type_def conflict{
    .kind = type_kind::object, .name = "ConflictPayload", .fields = conflict_fields};
constexpr type_def const* types[] = {&date_time_type, &json_type,  &query,     &mutation,
                                     &pull_response,  &push_input, &push_item, &push_response,
                                     &result_item,    &conflict};
constexpr schema_def tables{.types = types, .query = &query, .mutation = &mutation};

}  // namespace reference

TEST_CASE("the reference schema prints as the reference documents write it") {
  CHECK(print_schema(reference::tables) == support::reference_schema);
  CHECK_NOTHROW(schema{reference::tables});
}

TEST_CASE("every kind of type prints") {
  std::string const text = print_schema(zoo::tables);
  CHECK(
      text.starts_with("\"\"\"A zoo\"\"\"\nschema {\n  query: Query\n  mutation: Mutation\n}\n\n"
                       "type Query {\n  \"\"\"The one at the entrance\"\"\"\n  parrot: Parrot\n"));
  for (std::string_view const part :
       {"interface Animal implements Named {\n", "union ParrotOrOtter = Parrot | Otter\n",
        "type Parrot implements Animal & Named {\n",
        "  BREAD @deprecated(reason: \"it is bad for them\")\n", "  guided: Boolean! = false\n",
        "  rename(\n    \"\"\"At most one word\"\"\"\n    to: String!\n    twice: Boolean = false\n"
        "  ): Parrot!\n",
        "  isAtHome(inRain: Boolean = true): Boolean\n",
        "\"\"\"\nA signed whole number of 64 bits, as a JSON integer; decimal strings are accepted "
        "too.\n\"\"\"\nscalar Int64\n"})
    CHECK(text.find(part) != text.npos);
}

namespace {

constexpr field_def odd_fields[] = {
    {.name = "a", .type = "Int", .description = "ends in a \"quote\""},
    {.name = "b", .type = "Int", .description = "two\nlines"},
    {.name = "c", .type = "Int", .description = "three \"\"\" quotes inside"},
    {.name = "d", .type = "Int", .deprecated = "No longer supported"}};
constexpr type_def odd{.kind = type_kind::object, .name = "Odd", .fields = odd_fields};
constexpr type_def const* odd_types[] = {&odd};

}  // namespace

TEST_CASE("odd descriptions and other root names print") {
  CHECK(print_schema({.types = odd_types, .query = &odd}) ==
        "schema {\n  query: Odd\n}\n\ntype Odd {\n"
        "  \"\"\"\n  ends in a \"quote\"\n  \"\"\"\n  a: Int\n\n"
        "  \"\"\"\n  two\n  lines\n  \"\"\"\n  b: Int\n\n"
        "  \"\"\"three \\\"\"\" quotes inside\"\"\"\n  c: Int\n"
        "  d: Int @deprecated\n}\n");
}
