// SPDX-License-Identifier: BSL-1.0
// A schema with everything in it that a schema can have, for the tests of the graphql room.
#pragma once

#include <entente/graphql.hpp>

#include <string_view>

namespace zoo {

using namespace entente::graphql;

inline constexpr arg_def name_args[] = {{.name = "formal", .type = "Boolean"}};
inline constexpr field_def named_fields[] = {{.name = "name", .type = "String", .args = name_args}};
inline constexpr type_def named{
    .kind = type_kind::interface_type, .name = "Named", .fields = named_fields};

inline constexpr std::string_view named_only[] = {"Named"};
inline constexpr field_def animal_fields[] = {{.name = "name", .type = "String", .args = name_args},
                                              {.name = "weight", .type = "Float"},
                                              {.name = "friend", .type = "Animal"}};
inline constexpr type_def animal{.kind = type_kind::interface_type,
                                 .name = "Animal",
                                 .description = "Whoever lives here",
                                 .fields = animal_fields,
                                 .interfaces = named_only};

inline constexpr enum_value_def food_values[] = {
    {.name = "FISH", .description = "Fresh, never frozen"},
    {.name = "SEEDS"},
    {.name = "BREAD", .deprecated = "it is bad for them"}};
inline constexpr type_def food{
    .kind = type_kind::enumeration, .name = "Food", .enum_values = food_values};

inline constexpr std::string_view animal_and_named[] = {"Animal", "Named"};
inline constexpr arg_def eats_args[] = {{.name = "food", .type = "Food"}};
inline constexpr arg_def at_home_args[] = {
    {.name = "inRain", .type = "Boolean", .default_value = "true"}};
inline constexpr field_def parrot_fields[] = {
    {.name = "name", .type = "String", .args = name_args},
    {.name = "weight", .type = "Float"},
    {.name = "friend", .type = "Animal"},
    {.name = "words", .type = "[String!]"},
    {.name = "volume", .type = "Int"},
    {.name = "talks", .type = "Boolean!"},
    {.name = "eats", .type = "Boolean", .args = eats_args},
    {.name = "mother", .type = "Parrot"}};
inline constexpr type_def parrot{.kind = type_kind::object,
                                 .name = "Parrot",
                                 .fields = parrot_fields,
                                 .interfaces = animal_and_named};
inline constexpr field_def otter_fields[] = {
    {.name = "name", .type = "String", .args = name_args},
    {.name = "weight", .type = "Float"},
    {.name = "friend", .type = "Animal"},
    {.name = "volume", .type = "Int!"},
    {.name = "swims", .type = "Boolean"},
    {.name = "isAtHome", .type = "Boolean", .args = at_home_args},
    {.name = "favourite", .type = "Food"},
    {.name = "oldName", .type = "String", .deprecated = "use name"}};
inline constexpr type_def otter{.kind = type_kind::object,
                                .name = "Otter",
                                .fields = otter_fields,
                                .interfaces = animal_and_named};
inline constexpr field_def keeper_fields[] = {{.name = "name", .type = "String", .args = name_args},
                                              {.name = "animals", .type = "[Animal]"},
                                              {.name = "colleagues", .type = "[Keeper!]!"},
                                              {.name = "badge", .type = "ID!"}};
inline constexpr type_def keeper{
    .kind = type_kind::object, .name = "Keeper", .fields = keeper_fields, .interfaces = named_only};
inline constexpr std::string_view either_types[] = {"Parrot", "Otter"};
inline constexpr type_def either{
    .kind = type_kind::union_type, .name = "ParrotOrOtter", .possible_types = either_types};

inline constexpr arg_def visit_fields[] = {
    {.name = "adults", .type = "Int!", .description = "Without them nobody comes in"},
    {.name = "guided", .type = "Boolean!", .default_value = "false"},
    {.name = "names", .type = "[String]"},
    {.name = "food", .type = "Food", .default_value = "SEEDS"},
    {.name = "next", .type = "Visit"},
    {.name = "note", .type = "JSON"},
    {.name = "tickets", .type = "[[Int!]!]"}};
inline constexpr type_def visit{
    .kind = type_kind::input_object, .name = "Visit", .input_fields = visit_fields};

inline constexpr arg_def int_args[] = {{.name = "int", .type = "Int"}};
inline constexpr arg_def required_args[] = {{.name = "one", .type = "Int!"},
                                            {.name = "two", .type = "Int!"}};
inline constexpr arg_def filled_args[] = {{.name = "int", .type = "Int!", .default_value = "7"}};
inline constexpr arg_def string_args[] = {{.name = "string", .type = "String"}};
inline constexpr arg_def boolean_args[] = {{.name = "boolean", .type = "Boolean"}};
inline constexpr arg_def float_args[] = {{.name = "float", .type = "Float"}};
inline constexpr arg_def id_args[] = {{.name = "id", .type = "ID"}};
inline constexpr arg_def list_args[] = {{.name = "list", .type = "[String]"}};
inline constexpr arg_def strict_list_args[] = {{.name = "list", .type = "[String!]"}};
inline constexpr arg_def visit_args[] = {{.name = "visit", .type = "Visit"}};
inline constexpr arg_def visits_args[] = {{.name = "visits", .type = "[Visit!]!"}};
inline constexpr arg_def json_args[] = {{.name = "json", .type = "JSON"}};
inline constexpr arg_def jsons_args[] = {{.name = "list", .type = "[JSON!]!"}};
inline constexpr arg_def time_args[] = {{.name = "time", .type = "DateTime"}};
inline constexpr arg_def long_args[] = {{.name = "long", .type = "Int64"}};
/// Each field answers with the JSON text of its argument.
inline constexpr field_def echo_fields[] = {
    {.name = "ofInt", .type = "JSON", .args = int_args},
    {.name = "ofRequired", .type = "JSON", .args = required_args},
    {.name = "ofFilled", .type = "JSON", .args = filled_args},
    {.name = "ofString", .type = "JSON", .args = string_args},
    {.name = "ofBoolean", .type = "JSON", .args = boolean_args},
    {.name = "ofFloat", .type = "JSON", .args = float_args},
    {.name = "ofId", .type = "JSON", .args = id_args},
    {.name = "ofFood", .type = "JSON", .args = eats_args},
    {.name = "ofList", .type = "JSON", .args = list_args},
    {.name = "ofStrictList", .type = "JSON", .args = strict_list_args},
    {.name = "ofVisit", .type = "JSON", .args = visit_args},
    {.name = "ofVisits", .type = "JSON", .args = visits_args},
    {.name = "ofJson", .type = "JSON", .args = json_args},
    {.name = "ofJsons", .type = "JSON", .args = jsons_args},
    {.name = "ofTime", .type = "JSON", .args = time_args},
    {.name = "ofLong", .type = "JSON", .args = long_args}};
inline constexpr type_def echo{.kind = type_kind::object, .name = "Echo", .fields = echo_fields};

inline constexpr field_def query_fields[] = {
    {.name = "parrot", .type = "Parrot", .description = "The one at the entrance"},
    {.name = "otter", .type = "Otter"},
    {.name = "keeper", .type = "Keeper", .args = id_args},
    {.name = "keepers", .type = "[Keeper!]!"},
    {.name = "animal", .type = "Animal"},
    {.name = "animals", .type = "[Animal!]"},
    {.name = "named", .type = "Named"},
    {.name = "either", .type = "ParrotOrOtter"},
    {.name = "echo", .type = "Echo!"},
    {.name = "fails", .type = "String"},
    {.name = "mustNotFail", .type = "String!"},
    {.name = "count", .type = "Int64"}};
inline constexpr type_def query{.kind = type_kind::object, .name = "Query", .fields = query_fields};

inline constexpr arg_def rename_args[] = {
    {.name = "to", .type = "String!", .description = "At most one word"},
    {.name = "twice", .type = "Boolean", .default_value = "false"}};
inline constexpr field_def mutation_fields[] = {
    {.name = "rename", .type = "Parrot!", .args = rename_args},
    {.name = "append", .type = "String!", .args = string_args}};
inline constexpr type_def mutation{
    .kind = type_kind::object, .name = "Mutation", .fields = mutation_fields};

inline constexpr type_def const* types[] = {
    &query,  &mutation, &named, &animal, &parrot,    &otter,      &keeper,
    &either, &food,     &visit, &echo,   &json_type, &int64_type, &date_time_type};
inline constexpr schema_def tables{
    .types = types, .query = &query, .mutation = &mutation, .description = "A zoo"};

inline schema const& types_of_zoo() {
  static schema const built{tables};
  return built;
}

}  // namespace zoo
