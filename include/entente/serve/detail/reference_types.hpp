// SPDX-License-Identifier: BSL-1.0
// The types of the reference documents' operations, name by name: strangers' clients were generated
// from them.
#pragma once

#include <entente/graphql/scalars.hpp>
#include <entente/graphql/type_system.hpp>

namespace entente {
inline namespace v0 {
namespace detail::serving {

inline constexpr graphql::arg_def sync_pull_args[] = {
    {.name = "entity", .type = "String!"},
    {.name = "since", .type = "DateTime"},
    {.name = "limit", .type = "Int", .default_value = "1000"}};
inline constexpr graphql::arg_def sync_pull_entity_args[] = {
    {.name = "lastSyncAt", .type = "DateTime"},
    {.name = "tenantId", .type = "ID!"},
    {.name = "limit", .type = "Int", .default_value = "1000"}};
inline constexpr graphql::arg_def sync_push_args[] = {{.name = "entity", .type = "String!"},
                                                      {.name = "items", .type = "[JSON!]!"}};
inline constexpr graphql::arg_def sync_push_entity_args[] = {
    {.name = "payload", .type = "[SyncPushItem!]!"}, {.name = "tenantId", .type = "ID!"}};

inline constexpr graphql::field_def sync_pull_response_fields[] = {
    {.name = "items", .type = "[JSON!]!"},
    {.name = "deletedIds", .type = "[ID!]!"},
    {.name = "lastSyncAt", .type = "DateTime!"},
    {.name = "versionHash", .type = "String"},
    {.name = "hasMore", .type = "Boolean!"}};
inline constexpr graphql::type_def sync_pull_response{.kind = graphql::type_kind::object,
                                                      .name = "SyncPullResponse",
                                                      .fields = sync_pull_response_fields};

/// No operation takes it: it is there because the reference documents list it.
inline constexpr graphql::type_def sync_push_input{.kind = graphql::type_kind::input_object,
                                                   .name = "SyncPushInput",
                                                   .input_fields = sync_push_args};

inline constexpr graphql::arg_def sync_push_item_fields[] = {
    {.name = "clientId", .type = "String"},
    {.name = "id", .type = "ID"},
    {.name = "operation", .type = "String!"},
    {.name = "data", .type = "JSON!"}};
inline constexpr graphql::type_def sync_push_item{.kind = graphql::type_kind::input_object,
                                                  .name = "SyncPushItem",
                                                  .input_fields = sync_push_item_fields};

inline constexpr graphql::field_def sync_push_response_fields[] = {
    {.name = "results", .type = "[SyncResultItem!]!"}};
inline constexpr graphql::type_def sync_push_response{.kind = graphql::type_kind::object,
                                                      .name = "SyncPushResponse",
                                                      .fields = sync_push_response_fields};

inline constexpr graphql::field_def sync_result_item_fields[] = {
    {.name = "clientId", .type = "String"},     {.name = "id", .type = "ID"},
    {.name = "success", .type = "Boolean!"},    {.name = "errorCode", .type = "String"},
    {.name = "errorMessage", .type = "String"}, {.name = "version", .type = "Int"},
    {.name = "updatedAt", .type = "DateTime"},  {.name = "conflict", .type = "ConflictPayload"}};
inline constexpr graphql::type_def sync_result_item{.kind = graphql::type_kind::object,
                                                    .name = "SyncResultItem",
                                                    .fields = sync_result_item_fields};

inline constexpr graphql::field_def conflict_payload_fields[] = {
    {.name = "serverData", .type = "JSON"},
    {.name = "clientData", .type = "JSON"},
    {.name = "serverVersion", .type = "Int"},
    {.name = "resolutionSuggested", .type = "JSON"}};
inline constexpr graphql::type_def conflict_payload{.kind = graphql::type_kind::object,
                                                    .name = "ConflictPayload",
                                                    .fields = conflict_payload_fields};

}  // namespace detail::serving
}  // namespace v0
}  // namespace entente
