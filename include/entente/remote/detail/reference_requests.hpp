// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/timestamp.hpp>
#include <entente/remote/detail/reference_results.hpp>
#include <entente/wire/json_writer.hpp>
#include <entente/wire/operation.hpp>
#include <entente/wire/pull_request.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace entente {
inline namespace v0 {
namespace detail {

/// A GraphQL request of one root field.
struct question {
  std::string query;
  std::string variables;
  std::string field;
};

/// Writes an operation as an item of `syncPush`, or else as a SyncPushItem.
inline void write_item(json_writer& out, sent_item const& item, bool generic) {
  auto const& op = *item.op;
  bool const removes = op.kind == operation_kind::remove;
  bool const restores = op.kind == operation_kind::restore;
  out.begin_object();
  if (item.client_id) out.key("clientId").value(*item.client_id);
  if (item.id) out.key("id").value(*item.id);
  if (!generic) {
    out.key("operation").value(restores ? "update" : name_of(op.kind));
    out.key("data").begin_object();
  }
  if (generic || removes || restores) out.key("isDeleted").value(removes);
  out.key("version").value(item.version);
  out.key("updatedAt").value(to_rfc3339(stamp{op.edited.micros}));
  out.key("clientMutationId").value(op.op_id.text());
  for (auto const& member : item.values) {
    out.key(member.name);
    member.value.write(out);
  }
  if (!generic) out.end_object();
  out.end_object();
}

/// Pushes items of one entity; the record they conflict with is asked for if `conflict`.
inline question push_question(bool generic, std::string_view tenant,
                              std::vector<sent_item> const& items, bool conflict) {
  std::string const& entity = items.front().op->entity;
  question asked{{}, {}, generic ? "syncPush" : "syncPush" + entity};
  std::string results = "clientId id success errorCode errorMessage version updatedAt";
  if (conflict) results += " conflict { serverData serverVersion }";
  if (generic)
    asked.query =
        "mutation Push($entity: String!, $items: [JSON!]!) { "
        "syncPush(entity: $entity, items: $items) { " +
        results + " } }";
  else
    asked.query = "mutation Push($payload: [SyncPushItem!]!, $tenantId: ID!) { " + asked.field +
                  "(payload: $payload, tenantId: $tenantId) { results { " + results + " } } }";
  json_writer out{asked.variables};
  out.begin_object();
  if (generic)
    out.key("entity").value(entity).key("items").begin_array();
  else
    out.key("tenantId").value(tenant).key("payload").begin_array();
  for (auto const& item : items) write_item(out, item, generic);
  out.end_array().end_object();
  return asked;
}

/// Pulls a page of the entity that is the request's scope; tombstones are asked for if `deleted`.
inline question pull_question(bool generic, std::string_view tenant, pull_request const& request,
                              std::size_t limit, bool deleted) {
  question asked{{}, {}, generic ? "syncPull" : "syncPull" + request.scope};
  std::string selection = "items lastSyncAt hasMore";
  if (deleted) selection += " deletedIds";
  if (generic)
    asked.query =
        "query Pull($entity: String!, $since: DateTime, $limit: Int) { "
        "syncPull(entity: $entity, since: $since, limit: $limit) { " +
        selection + " } }";
  else
    asked.query = "query Pull($since: DateTime, $tenantId: ID!, $limit: Int) { " + asked.field +
                  "(lastSyncAt: $since, tenantId: $tenantId, limit: $limit) { " + selection +
                  " } }";
  json_writer out{asked.variables};
  out.begin_object();
  if (generic)
    out.key("entity").value(request.scope);
  else
    out.key("tenantId").value(tenant);
  out.key("limit").value(limit).key("since");
  if (request.cursor.empty())
    out.null();
  else
    out.value(request.cursor);
  out.end_object();
  return asked;
}

}  // namespace detail
}  // namespace v0
}  // namespace entente
