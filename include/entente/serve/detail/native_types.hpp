// SPDX-License-Identifier: BSL-1.0
// The types of the operations our own client uses (docs/protocol.md).
#pragma once

#include <entente/graphql/type_system.hpp>

namespace entente {
inline namespace v0 {
namespace detail::serving {

inline constexpr graphql::arg_def pull_changes_args[] = {
    {.name = "tenantId",
     .type = "ID",
     .description = "The tenant; without it the x-tenant-id header, or the caller's only one."},
    {.name = "replica",
     .type = "ID",
     .description = "The incarnation of the replica that asks, a UUID."},
    {.name = "acknowledged",
     .type = "JSON",
     .description = "The receipts that may be forgotten: {\"through\":41,\"beyond\":[]}."},
    {.name = "cursor",
     .type = "String",
     .description = "Where the last page ended; null: from the beginning."},
    {.name = "limit", .type = "Int", .description = "Changes wanted at most; there may be fewer."},
    {.name = "schema",
     .type = "Int",
     .description = "The version of the schema in whose names to answer; without it, the server's."},
    {.name = "entities",
     .type = "[String!]",
     .description = "The entities wanted, by name; null or none: all. With others than before the stream "
                    "starts again."}};
inline constexpr graphql::arg_def compare_records_args[] = {
    pull_changes_args[0],
    {.name = "entity", .type = "String!"},
    {.name = "first", .type = "ID!", .description = "The least key of the range, a UUID."},
    {.name = "last", .type = "ID!", .description = "The greatest key of the range."},
    {.name = "cursor",
     .type = "String!",
     .description = "Where the caller stands, as its last page ended."},
    {.name = "rows",
     .type = "Int",
     .default_value = "200",
     .description = "Up to that many records are told whole; of more, digests of parts of the range."},
    pull_changes_args[5]};
inline constexpr graphql::arg_def push_operations_args[] = {
    {.name = "tenantId",
     .type = "ID",
     .description = "The tenant; without it the x-tenant-id header, or the caller's only one."},
    {.name = "replica",
     .type = "ID!",
     .description = "The incarnation of the replica that pushes, a UUID."},
    {.name = "acknowledged",
     .type = "JSON",
     .description = "The receipts that may be forgotten: {\"through\":41,\"beyond\":[]}."},
    {.name = "groups",
     .type = "[JSON!]!",
     .description = "Lists of operations; each list is applied as a whole or not at all."}};

inline constexpr graphql::field_def change_page_fields[] = {
    {.name = "changes",
     .type = "[JSON!]!",
     .description = "Records of all entities, in the order they changed."},
    {.name = "cursor", .type = "String!", .description = "Where the next page starts."},
    {.name = "hasMore", .type = "Boolean!"},
    {.name = "epoch",
     .type = "String!",
     .description = "The database's own id; another one means: start again."},
    {.name = "restart",
     .type = "Boolean!",
     .description = "The stream begins again: what it does not mention by its end is gone."},
    {.name = "epochStart",
     .type = "Int64!",
     .description = "The last stamp in common with the caller's epoch, where that is another one."},
    {.name = "digests",
     .type = "[JSON!]!",
     .description = "A checksum per entity where there is nothing more; empty before."},
    {.name = "serverTime", .type = "Int64!", .description = "Microseconds since 1970."}};
inline constexpr graphql::type_def change_page_type{
    .kind = graphql::type_kind::object,
    .name = "ChangePage",
    .description = "A page of everything that changed",
    .fields = change_page_fields};

inline constexpr graphql::field_def record_comparison_fields[] = {
    {.name = "moved",
     .type = "Boolean!",
     .description = "There is something behind the cursor: pull first, and ask again."},
    {.name = "whole", .type = "Boolean!", .description = "Whether changes is all that the range holds."},
    {.name = "changes", .type = "[JSON!]!", .description = "The live records of the range."},
    {.name = "parts", .type = "[JSON!]!", .description = "Digests of parts that together are the range."}};
inline constexpr graphql::type_def record_comparison_type{
    .kind = graphql::type_kind::object,
    .name = "RecordComparison",
    .description = "What there is of an entity within a range of keys",
    .fields = record_comparison_fields};

inline constexpr graphql::field_def push_answer_fields[] = {
    {.name = "results",
     .type = "[JSON!]!",
     .description = "One verdict per operation, by its opId."},
    {.name = "epoch",
     .type = "String!",
     .description = "The database's own id; another one means: start again."},
    {.name = "epochStart",
     .type = "Int64!",
     .description = "The last stamp in common with the caller's epoch, where that is another one."},
    {.name = "serverTime", .type = "Int64!", .description = "Microseconds since 1970."}};
inline constexpr graphql::type_def push_answer_type{
    .kind = graphql::type_kind::object,
    .name = "PushAnswer",
    .description = "What became of pushed operations",
    .fields = push_answer_fields};

}  // namespace detail::serving
}  // namespace v0
}  // namespace entente
