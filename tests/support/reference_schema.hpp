// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string_view>

namespace support {

/// The reference documents' schema for Space and Task, as their page has it, laid out as print_schema does.
inline constexpr std::string_view reference_schema =
    R"sdl("""RFC 3339 date-time in UTC, such as 2025-11-05T09:12:34.123Z"""
scalar DateTime @specifiedBy(url: "https://scalars.graphql.org/andimarek/date-time")

"""Any JSON value"""
scalar JSON @specifiedBy(url: "https://www.rfc-editor.org/rfc/rfc8259")

type Query {
  syncPull(entity: String!, since: DateTime, limit: Int = 1000): SyncPullResponse!
  syncPullSpace(lastSyncAt: DateTime, tenantId: ID!, limit: Int = 1000): SyncPullResponse!
  syncPullTask(lastSyncAt: DateTime, tenantId: ID!, limit: Int = 1000): SyncPullResponse!
}

type Mutation {
  syncPush(entity: String!, items: [JSON!]!): [SyncResultItem!]!
  syncPushSpace(payload: [SyncPushItem!]!, tenantId: ID!): SyncPushResponse!
  syncPushTask(payload: [SyncPushItem!]!, tenantId: ID!): SyncPushResponse!
}

type SyncPullResponse {
  items: [JSON!]!
  deletedIds: [ID!]!
  lastSyncAt: DateTime!
  versionHash: String
  hasMore: Boolean!
}

input SyncPushInput {
  entity: String!
  items: [JSON!]!
}

input SyncPushItem {
  clientId: String
  id: ID
  operation: String!
  data: JSON!
}

type SyncPushResponse {
  results: [SyncResultItem!]!
}

type SyncResultItem {
  clientId: String
  id: ID
  success: Boolean!
  errorCode: String
  errorMessage: String
  version: Int
  updatedAt: DateTime
  conflict: ConflictPayload
}

type ConflictPayload {
  serverData: JSON
  clientData: JSON
  serverVersion: Int
  resolutionSuggested: JSON
}
)sdl";

}  // namespace support
