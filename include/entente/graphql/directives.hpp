// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/graphql/type_system.hpp>

#include <span>
#include <string_view>

namespace entente {
inline namespace v0 {
namespace graphql {
namespace detail {

inline constexpr std::string_view selection_locations[] = {"FIELD", "FRAGMENT_SPREAD",
                                                           "INLINE_FRAGMENT"};
inline constexpr std::string_view deprecated_locations[] = {
    "FIELD_DEFINITION", "ARGUMENT_DEFINITION", "INPUT_FIELD_DEFINITION", "ENUM_VALUE"};
inline constexpr std::string_view scalar_locations[] = {"SCALAR"};

inline constexpr arg_def include_args[] = {
    {.name = "if", .type = "Boolean!", .description = "Included when true."}};
inline constexpr arg_def skip_args[] = {
    {.name = "if", .type = "Boolean!", .description = "Skipped when true."}};
inline constexpr arg_def deprecated_args[] = {
    {.name = "reason",
     .type = "String",
     .default_value = "\"No longer supported\"",
     .description = "Why it should not be used, and what to use instead, as Markdown."}};
inline constexpr arg_def specified_by_args[] = {
    {.name = "url", .type = "String!", .description = "Where the scalar is specified."}};

inline constexpr directive_def built_in_directives[] = {
    {.name = "include",
     .description = "Keeps this field or fragment only when the `if` argument is true.",
     .locations = selection_locations,
     .args = include_args},
    {.name = "skip",
     .description = "Leaves this field or fragment out when the `if` argument is true.",
     .locations = selection_locations,
     .args = skip_args},
    {.name = "deprecated",
     .description = "Marks an element of the schema that is no longer supported.",
     .locations = deprecated_locations,
     .args = deprecated_args},
    {.name = "specifiedBy",
     .description = "Names the URL that specifies the behaviour of a scalar.",
     .locations = scalar_locations,
     .args = specified_by_args},
};

}  // namespace detail

/// The directives every schema has (GraphQL specification, 3.13).
inline constexpr std::span<directive_def const> built_in_directives = detail::built_in_directives;

/// The directive called `name`, or null.
constexpr directive_def const* find_directive(std::string_view name) noexcept {
  for (directive_def const& each : built_in_directives)
    if (each.name == name) return &each;
  return nullptr;
}

}  // namespace graphql
}  // namespace v0
}  // namespace entente
