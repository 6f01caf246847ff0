// SPDX-License-Identifier: BSL-1.0
// Calls to every operation the API has, with every argument, made from its tables: an operation or
// argument that is added later cannot be forgotten, for one without values here fails the test.
#pragma once

#include "serve/fixture.hpp"
#include "serve/pushing.hpp"

#include <entente/graphql/type_system.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fixture {

/// What a caller has got hold of, by whatever means, and fills arguments with.
struct loot {
  std::string tenant;
  std::string key;        ///< of a record
  std::string op_id;      ///< of an operation that was applied
  std::string replica;    ///< that sent it, at this place of its queue
  int sequence = 1;
  std::string cursor;
  std::string stamp;      ///< RFC 3339
  std::string epoch;
};

/// A GraphQL request: the document, and its variables as JSON.
struct api_call {
  std::string name;
  std::string document;
  std::string variables;
};

inline graphql::type_def const* type_of(std::string_view name) {
  for (graphql::type_def const* each : api_tables<app>().types)
    if (each->name == name) return each;
  return nullptr;
}

/// Everything that can be selected of a type.
inline std::string selection_of(std::string_view type) {
  graphql::type_def const* const found = type_of(type);
  if (found == nullptr || found->fields.empty()) return {};
  std::string all = " { __typename";
  for (auto const& field : found->fields)
    all += " " + std::string{field.name} + selection_of(field.type.name());
  return all + " }";
}

/// JSON for a place of this type, where nothing better is known.
inline std::string plain_value(graphql::type_ref type, loot const& with) {
  graphql::type_ref const open = type.nullable();
  if (open.is_list()) return "[" + plain_value(open.item(), with) + "]";
  std::string_view const name = open.name();
  if (graphql::type_def const* const input = type_of(name);
      input != nullptr && !input->input_fields.empty()) {
    std::string all;
    for (auto const& field : input->input_fields)
      all += (all.empty() ? "" : ",") + quoted_text(field.name) + ":" +
             (field.name == "operation" ? R"("update")" : plain_value(field.type, with));
    return "{" + all + "}";
  }
  if (name == "ID") return quoted_text(with.key);
  if (name == "String") return R"("mine")";
  if (name == "Boolean") return "true";
  if (name == "Int" || name == "Int64" || name == "UInt64" || name == "Float") return "1";
  if (name == "DateTime") return quoted_text(with.stamp);
  if (name == "JSON")
    return R"({"clientId":)" + quoted_text(with.key) +
           R"(,"version":1,"isDeleted":false,"name":"mine","title":"mine","value":"mine"})";
  FAIL("a type that nobody thought of: " << name << "; say here what to fill it with");
  return {};
}

inline std::string operation_json(loot const& with, std::string_view entity, std::string_view kind,
                                  std::string_view op_id, std::string_view extra = {}) {
  return R"({"opId":)" + quoted_text(op_id) + R"(,"seq":)" + std::to_string(with.sequence) +
         R"(,"entity":)" + quoted_text(entity) + R"(,"kind":)" + quoted_text(kind) +
         R"(,"clientId":)" + quoted_text(with.key) + R"(,"base":1,"schema":1,"editedAt":)" +
         std::to_string(start_of_time + 1) + std::string{extra} + R"(,"patch":{)" +
         (kind == "delete" || kind == "restore" ? "" : R"("set":{"name":"mine"})") + "}}";
}

/// The values to try for an argument, as JSON. The first is the one that hurts most.
inline std::vector<std::string> values_for(graphql::arg_def const& arg, loot const& with) {
  std::string_view const name = arg.name;
  if (name == "tenantId") return {quoted_text(with.tenant)};
  if (name == "replica") return {quoted_text(with.replica)};
  if (name == "cursor") return {quoted_text(with.cursor)};
  if (name == "acknowledged")
    return {R"({"through":)" + std::to_string(with.sequence) + R"(,"beyond":[)" + quoted_text(with.op_id) +
                R"(],"epoch":)" + quoted_text(with.epoch) + R"(,"seen":)" + std::to_string(start_of_time) + "}",
            R"({"through":9223372036854775807})"};
  if (name == "entity") return {R"("Space")", R"("Task")"};
  if (name == "entities") return {R"(["Space","Task","Contract","Seat","Setting"])"};
  if (name == "first") return {quoted_text(with.key), R"("00000000-0000-0000-0000-000000000000")"};
  if (name == "last") return {R"("ffffffff-ffff-ffff-ffff-ffffffffffff")"};
  if (name == "limit" || name == "rows") return {"1000"};
  if (name == "offset") return {"0"};
  if (name == "schema") return {"1"};
  if (name == "version") return {"1", "2147483647"};
  if (name == "groups") {
    std::string const fresh = make_uuid_v7(system_now(), system_random).text();
    std::vector<std::string> all;
    for (auto const* kind : {"update", "insert", "delete", "restore"}) {
      all.push_back("[[" + operation_json(with, "Space", kind, fresh) + "]]");
      all.push_back("[[" + operation_json(with, "Space", kind, with.op_id) + "]]");
      all.push_back("[[" + operation_json(with, "Space", kind, fresh, R"(,"force":true)") + "]]");
      all.push_back("[[" + operation_json(with, "Space", kind, fresh, R"(,"recovered":)" + quoted_text(with.epoch)) +
                    "]]");
    }
    return all;
  }
  for (std::string_view const known : {"id", "since", "lastSyncAt", "items", "payload", "input"})
    if (name == known) {
      std::vector<std::string> all{plain_value(arg.type, with)};
      if (name == "payload")
        for (auto const* operation : {"insert", "delete", "restore"}) {
          std::string other = all.front();
          other.replace(other.find("\"update\""), 8, quoted_text(operation));
          all.push_back(std::move(other));
        }
      return all;
    }
  FAIL("an argument that nobody thought of: " << name << "; say here what to fill it with");
  return {};
}

/// One call with all arguments but the tenant's, of which the caller decides, each with its first
/// value; and one more for each other value.
inline std::vector<api_call> calls_of(std::string_view kind, graphql::field_def const& field,
                                      loot const& with, bool name_tenant) {
  std::vector<std::vector<std::string>> values;
  for (auto const& arg : field.args) values.push_back(values_for(arg, with));
  auto const call = [&](std::size_t odd, std::size_t variant) {
    std::string declared;
    std::string given;
    std::string variables;
    for (std::size_t i = 0; i < field.args.size(); ++i) {
      auto const& arg = field.args[i];
      if (arg.name == "tenantId" && !name_tenant && !arg.is_required()) continue;
      std::string const name{arg.name};
      declared += " $" + name + ": " + std::string{arg.type.text()};
      given += " " + name + ": $" + name;
      variables += (variables.empty() ? "" : ",") + quoted_text(name) + ":" + values[i][i == odd ? variant : 0];
    }
    std::string const head = declared.empty() ? "" : "(" + declared + ")";
    std::string const args = given.empty() ? "" : "(" + given + ")";
    return api_call{std::string{field.name},
                    std::string{kind} + head + " { " + std::string{field.name} + args +
                        selection_of(field.type.name()) + " }",
                    "{" + variables + "}"};
  };
  std::vector<api_call> calls{call(field.args.size(), 0)};
  for (std::size_t i = 0; i < values.size(); ++i)
    for (std::size_t variant = 1; variant < values[i].size(); ++variant) calls.push_back(call(i, variant));
  return calls;
}

/// Every call there is.
inline std::vector<api_call> all_calls(loot const& with, bool name_tenant) {
  std::vector<api_call> all;
  auto const add = [&](std::string_view kind, graphql::type_def const& root) {
    for (auto const& field : root.fields)
      for (auto& each : calls_of(kind, field, with, name_tenant)) all.push_back(std::move(each));
  };
  add("query", *api_tables<app>().query);
  add("mutation", *api_tables<app>().mutation);
  return all;
}

}  // namespace fixture
