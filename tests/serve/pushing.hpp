// SPDX-License-Identifier: BSL-1.0
// Pushing one item in either of the reference operations' two spellings.
#pragma once

#include "serve/fixture.hpp"

#include <string>
#include <string_view>

namespace fixture {

enum class spelling { generic, per_entity };

/// An item by its parts; `data` is JSON members without braces, such as `"version":1,"title":"x"`.
struct item {
  std::string client_id{};
  std::string id{};
  std::string operation = "insert";
  std::string data{};
};

inline std::string with_comma(std::string const& members) {
  return members.empty() ? "" : "," + members;
}

inline std::string quoted_text(std::string_view text) {
  std::string out;
  append_quoted(out, text);
  return out;
}

/// The item as JSON, for the given spelling.
inline std::string json_of(item const& one, spelling how) {
  std::string head;
  if (!one.client_id.empty()) head += with_comma("\"clientId\":" + quoted_text(one.client_id));
  if (!one.id.empty()) head += with_comma("\"id\":" + quoted_text(one.id));
  std::string json;
  if (how == spelling::per_entity) {
    json = "\"operation\":" + quoted_text(one.operation) + head + ",\"data\":{" + one.data + "}";
  } else {
    if (one.operation == "delete") head += ",\"isDeleted\":true";
    std::string const all = head + with_comma(one.data);
    json = all.empty() ? all : all.substr(1);
  }
  return "{" + json + "}";
}

struct push_result {
  std::string json;
  [[nodiscard]] answer view() const { return {200, {}, json, {}}; }
  [[nodiscard]] std::string get(std::string_view path) const { return view().get(path); }
  [[nodiscard]] std::string text(std::string_view path) const { return view().text(path); }
  [[nodiscard]] bool success() const { return get("success") == "true"; }
  [[nodiscard]] bool conflict() const { return !success() && text("errorCode") == "CONFLICT"; }
};

inline constexpr std::string_view result_fields =
    "{ clientId id success errorCode errorMessage version updatedAt "
    "conflict { serverData clientData serverVersion resolutionSuggested } }";

/// Pushes items, already JSON, and gives the results; there must be as many.
inline std::vector<push_result> push_all(world& in, spelling how, std::string const& entity,
                                         std::vector<std::string> const& items,
                                         std::string_view token = "one",
                                         std::string_view tenant = "acme") {
  std::string list = "[";
  for (auto const& each : items) list += (list.size() > 1 ? "," : "") + each;
  list += "]";
  std::string const tenant_text{tenant};
  answer const got =
      how == spelling::generic
          ? in.ask("mutation($items: [JSON!]!) { syncPush(entity: \"" + entity +
                       "\", items: $items) " + std::string{result_fields} + " }",
                   "{\"items\":" + list + "}", token, {{"x-tenant-id", tenant_text}})
          : in.ask("mutation($items: [SyncPushItem!]!, $tenant: ID!) { syncPush" + entity +
                       "(payload: $items, tenantId: $tenant) { results " +
                       std::string{result_fields} + " } }",
                   "{\"items\":" + list + ",\"tenant\":" + quoted_text(tenant) + "}", token);
  INFO(got.body);
  std::string const path =
      how == spelling::generic ? "data.syncPush" : "data.syncPush" + entity + ".results";
  REQUIRE(got.status == 200);
  REQUIRE(got.count(path) == items.size());
  std::vector<push_result> results;
  for (std::size_t i = 0; i < items.size(); ++i)
    results.push_back({got.get(path + "." + std::to_string(i))});
  return results;
}

inline push_result push(world& in, spelling how, std::string const& entity, item const& one,
                        std::string_view token = "one", std::string_view tenant = "acme") {
  return push_all(in, how, entity, {json_of(one, how)}, token, tenant).front();
}

/// One page of either pull operation.
inline answer pull(world& in, spelling how, std::string const& entity,
                   std::string const& since = {}, int limit = 1000, std::string_view token = "one",
                   std::string_view tenant = "acme") {
  std::string const from = since.empty() ? "null" : quoted_text(since);
  std::string const fields = " { items deletedIds lastSyncAt versionHash hasMore } }";
  answer got = how == spelling::generic
                   ? in.ask("{ page: syncPull(entity: \"" + entity + "\", since: " + from +
                                ", limit: " + std::to_string(limit) + ")" + fields,
                            "{}", token, {{"x-tenant-id", std::string{tenant}}})
                   : in.ask("{ page: syncPull" + entity + "(lastSyncAt: " + from +
                                ", tenantId: " + quoted_text(tenant) +
                                ", limit: " + std::to_string(limit) + ")" + fields,
                            "{}", token);
  INFO(got.body);
  REQUIRE(got.status == 200);
  return got;
}

/// The item of a record as a pull shows it; empty if it is not there.
inline std::string pulled(world& in, std::string const& entity, std::string const& client_id,
                          std::string_view token = "one") {
  answer const got = pull(in, spelling::generic, entity, at(-1000), 5000, token);
  for (std::size_t i = 0; i < got.count("data.page.items"); ++i) {
    std::string const path = "data.page.items." + std::to_string(i);
    if (got.text(path + ".clientId") == client_id) return got.get(path);
  }
  return {};
}

inline std::string member_of(std::string const& item_json, std::string_view path) {
  return answer{200, {}, item_json, {}}.get(path);
}

}  // namespace fixture
