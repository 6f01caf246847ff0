// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/graphql/type_system.hpp>

#include <span>

namespace entente {
inline namespace v0 {
namespace graphql {
namespace detail {

inline constexpr arg_def with_deprecated[] = {
    {.name = "includeDeprecated", .type = "Boolean", .default_value = "false"}};
inline constexpr arg_def type_name_args[] = {{.name = "name", .type = "String!"}};

inline constexpr field_def schema_fields[] = {
    {.name = "description", .type = "String"},
    {.name = "types", .type = "[__Type!]!", .description = "All types of this schema."},
    {.name = "queryType", .type = "__Type!", .description = "Where queries start."},
    {.name = "mutationType",
     .type = "__Type",
     .description = "Where mutations start; null if there are none."},
    {.name = "subscriptionType",
     .type = "__Type",
     .description = "Where subscriptions start; null if there are none."},
    {.name = "directives", .type = "[__Directive!]!", .description = "All directives."},
};
inline constexpr field_def type_fields[] = {
    {.name = "kind", .type = "__TypeKind!"},
    {.name = "name", .type = "String"},
    {.name = "description", .type = "String"},
    {.name = "specifiedByURL", .type = "String"},
    {.name = "fields", .type = "[__Field!]", .args = with_deprecated},
    {.name = "interfaces", .type = "[__Type!]"},
    {.name = "possibleTypes", .type = "[__Type!]"},
    {.name = "enumValues", .type = "[__EnumValue!]", .args = with_deprecated},
    {.name = "inputFields", .type = "[__InputValue!]", .args = with_deprecated},
    {.name = "ofType", .type = "__Type"},
    {.name = "isOneOf", .type = "Boolean"},
};
inline constexpr field_def field_fields[] = {
    {.name = "name", .type = "String!"},
    {.name = "description", .type = "String"},
    {.name = "args", .type = "[__InputValue!]!", .args = with_deprecated},
    {.name = "type", .type = "__Type!"},
    {.name = "isDeprecated", .type = "Boolean!"},
    {.name = "deprecationReason", .type = "String"},
};
inline constexpr field_def input_value_fields[] = {
    {.name = "name", .type = "String!"},
    {.name = "description", .type = "String"},
    {.name = "type", .type = "__Type!"},
    {.name = "defaultValue",
     .type = "String",
     .description = "The default value, written as a GraphQL literal."},
    {.name = "isDeprecated", .type = "Boolean!"},
    {.name = "deprecationReason", .type = "String"},
};
inline constexpr field_def enum_value_fields[] = {
    {.name = "name", .type = "String!"},
    {.name = "description", .type = "String"},
    {.name = "isDeprecated", .type = "Boolean!"},
    {.name = "deprecationReason", .type = "String"},
};
inline constexpr field_def directive_fields[] = {
    {.name = "name", .type = "String!"},
    {.name = "description", .type = "String"},
    {.name = "isRepeatable", .type = "Boolean!"},
    {.name = "locations", .type = "[__DirectiveLocation!]!"},
    {.name = "args", .type = "[__InputValue!]!", .args = with_deprecated},
};
inline constexpr enum_value_def type_kind_values[] = {
    {.name = "SCALAR"}, {.name = "OBJECT"},       {.name = "INTERFACE"}, {.name = "UNION"},
    {.name = "ENUM"},   {.name = "INPUT_OBJECT"}, {.name = "LIST"},      {.name = "NON_NULL"},
};
inline constexpr enum_value_def directive_location_values[] = {
    {.name = "QUERY"},
    {.name = "MUTATION"},
    {.name = "SUBSCRIPTION"},
    {.name = "FIELD"},
    {.name = "FRAGMENT_DEFINITION"},
    {.name = "FRAGMENT_SPREAD"},
    {.name = "INLINE_FRAGMENT"},
    {.name = "VARIABLE_DEFINITION"},
    {.name = "SCHEMA"},
    {.name = "SCALAR"},
    {.name = "OBJECT"},
    {.name = "FIELD_DEFINITION"},
    {.name = "ARGUMENT_DEFINITION"},
    {.name = "INTERFACE"},
    {.name = "UNION"},
    {.name = "ENUM"},
    {.name = "ENUM_VALUE"},
    {.name = "INPUT_OBJECT"},
    {.name = "INPUT_FIELD_DEFINITION"},
};

inline constexpr type_def schema_meta_type{
    .kind = type_kind::object,
    .name = "__Schema",
    .description = "The capabilities of a server: its types, directives and entry points.",
    .fields = schema_fields};
inline constexpr type_def type_meta_type{
    .kind = type_kind::object,
    .name = "__Type",
    .description =
        "A type; `kind` says which of its fields apply. Lists and non-null types wrap "
        "another type, `ofType`.",
    .fields = type_fields};
inline constexpr type_def field_meta_type{
    .kind = type_kind::object,
    .name = "__Field",
    .description = "A field of an object or interface: name, arguments and type.",
    .fields = field_fields};
inline constexpr type_def input_value_meta_type{
    .kind = type_kind::object,
    .name = "__InputValue",
    .description = "An argument or a field of an input object, with its default value if any.",
    .fields = input_value_fields};
inline constexpr type_def enum_value_meta_type{.kind = type_kind::object,
                                               .name = "__EnumValue",
                                               .description = "One of the values of an enum.",
                                               .fields = enum_value_fields};
inline constexpr type_def directive_meta_type{
    .kind = type_kind::object,
    .name = "__Directive",
    .description = "A directive: where it may stand and which arguments it takes.",
    .fields = directive_fields};
inline constexpr type_def type_kind_meta_type{.kind = type_kind::enumeration,
                                              .name = "__TypeKind",
                                              .description = "The kinds of types.",
                                              .enum_values = type_kind_values};
inline constexpr type_def directive_location_meta_type{
    .kind = type_kind::enumeration,
    .name = "__DirectiveLocation",
    .description = "The places where a directive may stand.",
    .enum_values = directive_location_values};

inline constexpr type_def const* meta_types[] = {
    &schema_meta_type,      &type_meta_type,
    &type_kind_meta_type,   &field_meta_type,
    &input_value_meta_type, &enum_value_meta_type,
    &directive_meta_type,   &directive_location_meta_type};

inline constexpr field_def typename_field{
    .name = "__typename", .type = "String!", .description = "The name of the object's type."};
inline constexpr field_def schema_field{
    .name = "__schema", .type = "__Schema!", .description = "The schema of this server."};
inline constexpr field_def type_field{.name = "__type",
                                      .type = "__Type",
                                      .args = type_name_args,
                                      .description = "The type of that name, if there is one."};

}  // namespace detail

/// The types of introspection (GraphQL specification, 4.2); every schema has them.
inline constexpr std::span<type_def const* const> introspection_types = detail::meta_types;

}  // namespace graphql
}  // namespace v0
}  // namespace entente
