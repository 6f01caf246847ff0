// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/remote/detail/graphql_endpoint.hpp>
#include <entente/remote/detail/page_size.hpp>
#include <entente/remote/remote.hpp>
#include <entente/wire/json_reader.hpp>
#include <entente/wire/json_writer.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace entente {
inline namespace v0 {

/// The way to an entente server over HTTP: the native operations `pushOperations` and
/// `pullChanges` (docs/protocol.md). Satisfies `remote`.
class http_remote {
 public:
  /// `url` is the GraphQL endpoint's; a missing path means /graphql. `token` is the bearer token.
  /// Throws `failure` for a URL that cannot be one.
  explicit http_remote(std::string url, std::string token = {})
      : http_remote(remote_options{std::move(url),
                                   token.empty() ? token_function{} : [token = std::move(token)] { return token; }}) {}
  explicit http_remote(remote_options options)
      : endpoint_(std::make_unique<detail::graphql_endpoint>(std::move(options))) {}

  [[nodiscard]] remote_traits traits(remote_context const&) const { return {}; }

  remote_answer<push_answer> push(remote_context const& context, push_request const& request) {
    endpoint_->begin();
    std::string variables;
    json_writer out{variables};
    begin_variables(out, context, request.replica, request.released);
    out.key("groups").begin_array();
    for (auto const& group : request.groups) {
      out.begin_array();
      for (auto const& op : group) {
        std::string text;
        write_json(text, op);
        out.raw(text);
      }
      out.end_array();
    }
    out.end_array().end_object();
    auto const reply = endpoint_->call(
        "mutation Push($tenantId: ID!, $replica: ID!, $acknowledged: JSON, $groups: [JSON!]!) { "
        "pushOperations(tenantId: $tenantId, replica: $replica, acknowledged: $acknowledged, "
        "groups: $groups) "
        "{ results epoch epochStart serverTime } }",
        variables, "pushOperations", context.tenant);
    if (!reply.ok()) return reply.why();
    auto answer = decoded(read_push_answer(reply->field));
    if (answer.ok() && answers_nothing(request, *answer))
      return remote_failure{reaction::retry_later,
                            {error_code::protocol_violation,
                             "the server answered none of the operations",
                             {},
                             {},
                             {}},
                            {}};
    return answer;
  }

  remote_answer<change_page> pull(remote_context const& context, pull_request const& request) {
    endpoint_->begin();
    return sizes_.fit(request.limit, [&](std::size_t limit) -> remote_answer<change_page> {
      std::string variables;
      json_writer out{variables};
      begin_variables(out, context, request.replica, request.released);
      if (request.schema_version > 0) out.key("schema").value(request.schema_version);
      out.key("limit").value(limit).key("cursor");
      if (request.cursor.empty())
        out.null();
      else
        out.value(request.cursor);
      if (!request.entities.empty()) {
        out.key("entities").begin_array();
        for (auto const& entity : request.entities) out.value(entity);
        out.end_array();
      }
      out.end_object();
      change_page page;
      auto const reply = endpoint_->call(
          "query Pull($tenantId: ID!, $replica: ID, $acknowledged: JSON, $cursor: String, "
          "$limit: Int, $schema: Int, $entities: [String!]) { "
          "pullChanges(tenantId: $tenantId, replica: $replica, acknowledged: $acknowledged, "
          "cursor: $cursor, limit: $limit, schema: $schema, entities: $entities) "
          "{ changes cursor hasMore epoch epochStart restart digests serverTime } }",
          variables, "pullChanges", context.tenant, [&](json_reader& from) {
            page = {};
            return read_json(from, page);
          });
      if (!reply.ok()) return reply.why();
      if (reply->taken) return page;
      return decoded(read_change_page(reply->field));
    });
  }

  /// What the server has within a range of keys.
  remote_answer<range_answer> compare(remote_context const& context, range_query const& query) {
    endpoint_->begin();
    std::string variables;
    json_writer out{variables};
    out.begin_object().key("tenantId").value(context.tenant).key("entity").value(query.entity);
    out.key("first").value(query.first.text()).key("last").value(query.last.text());
    out.key("cursor").value(query.cursor).key("rows").value(query.rows);
    if (query.schema_version > 0) out.key("schema").value(query.schema_version);
    out.end_object();
    auto const reply = endpoint_->call(
        "query Compare($tenantId: ID!, $entity: String!, $first: ID!, $last: ID!, $cursor: String!, "
        "$rows: Int, $schema: Int) { compareRecords(tenantId: $tenantId, entity: $entity, first: $first, "
        "last: $last, cursor: $cursor, rows: $rows, schema: $schema) { moved whole changes parts } }",
        variables, "compareRecords", context.tenant);
    if (!reply.ok()) return reply.why();
    return decoded(read_range_answer(reply->field));
  }

  /// Makes the push or pull in flight, on another thread, return soon.
  void cancel() { endpoint_->cancel(); }

 private:
  static void begin_variables(json_writer& out, remote_context const& context, uuid const& replica,
                              acknowledged const& released) {
    std::string text;
    write_json(text, released);
    out.begin_object().key("tenantId").value(context.tenant).key("replica").value(replica.text());
    out.key("acknowledged").raw(text);
  }

  /// Such an answer leaves every outcome unknown, and asking again at once would not end.
  static bool answers_nothing(push_request const& request, push_answer const& answer) {
    bool asked = false;
    for (auto const& group : request.groups)
      for (auto const& op : group) {
        asked = true;
        for (auto const& each : answer.results)
          if (each.op_id == op.op_id) return false;
      }
    return asked;
  }

  /// An answer that is GraphQL but not our protocol leaves the outcome unknown.
  template <class T>
  static remote_answer<T> decoded(result<T> read) {
    if (read) return std::move(*read);
    error why = read.why();
    why.code = error_code::protocol_violation;
    return remote_failure{reaction::retry_later, std::move(why), {}};
  }

  std::unique_ptr<detail::graphql_endpoint> endpoint_;
  detail::page_size sizes_;
};

}  // namespace v0
}  // namespace entente
