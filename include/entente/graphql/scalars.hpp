// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/timestamp.hpp>
#include <entente/graphql/type_system.hpp>

#include <string_view>

namespace entente {
inline namespace v0 {
namespace graphql {

/// The five scalars of the specification (3.5); every schema knows them.
inline constexpr type_def int_type{.kind = type_kind::scalar,
                                   .name = "Int",
                                   .description = "A signed whole number of 32 bits.",
                                   .scalar = scalar_form::integer};
inline constexpr type_def float_type{
    .kind = type_kind::scalar,
    .name = "Float",
    .description = "A finite number in double precision (IEEE 754).",
    .scalar = scalar_form::floating};
inline constexpr type_def string_type{.kind = type_kind::scalar,
                                      .name = "String",
                                      .description = "Text, as a sequence of Unicode characters.",
                                      .scalar = scalar_form::string};
inline constexpr type_def boolean_type{.kind = type_kind::scalar,
                                       .name = "Boolean",
                                       .description = "true or false.",
                                       .scalar = scalar_form::boolean};
inline constexpr type_def id_type{
    .kind = type_kind::scalar,
    .name = "ID",
    .description = "A unique identifier, written as a string; whole numbers are accepted too.",
    .scalar = scalar_form::id};

/// Whether `text` is an RFC 3339 date-time.
inline bool is_date_time(std::string_view text) { return parse_rfc3339(text).ok(); }

/// Scalars a schema may add to its types.
inline constexpr type_def date_time_type{
    .kind = type_kind::scalar,
    .name = "DateTime",
    .description = "RFC 3339 date-time in UTC, such as 2025-11-05T09:12:34.123Z",
    .specified_by_url = "https://scalars.graphql.org/andimarek/date-time",
    .scalar = scalar_form::string,
    .accepts = &is_date_time};
inline constexpr type_def json_type{.kind = type_kind::scalar,
                                    .name = "JSON",
                                    .description = "Any JSON value",
                                    .specified_by_url = "https://www.rfc-editor.org/rfc/rfc8259",
                                    .scalar = scalar_form::json};
inline constexpr type_def int64_type{
    .kind = type_kind::scalar,
    .name = "Int64",
    .description =
        "A signed whole number of 64 bits, as a JSON integer; decimal strings are "
        "accepted too.",
    .scalar = scalar_form::int64};

}  // namespace graphql
}  // namespace v0
}  // namespace entente
