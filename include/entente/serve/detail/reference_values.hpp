// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/authority/item.hpp>
#include <entente/base/timestamp.hpp>
#include <entente/graphql/input.hpp>
#include <entente/graphql/value.hpp>
#include <entente/wire/json_text.hpp>
#include <entente/wire/json_writer.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace entente {
inline namespace v0 {
namespace detail::serving {

/// JSON texts as one JSON list.
inline graphql::value json_list(std::vector<std::string> const& texts) {
  std::size_t size = 2;
  for (auto const& text : texts) size += text.size() + 1;
  std::string all;
  all.reserve(size);
  all += '[';
  for (auto const& text : texts) {
    if (all.size() > 1) all += ',';
    all += text;
  }
  all += ']';
  return json_text::trusted(std::move(all));
}

/// Strings as one JSON list.
inline graphql::value string_list(std::vector<std::string> const& texts) {
  std::string all;
  json_writer json{all};
  json.begin_array();
  for (auto const& text : texts) json.value(text);
  json.end_array();
  return json_text::trusted(std::move(json.out()));
}

inline graphql::value text_or_null(std::string const& text) {
  return text.empty() ? graphql::value{} : graphql::value{text};
}
inline graphql::value text_or_null(std::optional<std::string> const& text) {
  return text ? graphql::value{*text} : graphql::value{};
}
inline graphql::value json_or_null(std::string const& json) {
  return json.empty() ? graphql::value{} : graphql::value{json_text::trusted(json)};
}
inline graphql::value stamp_or_null(stamp at) {
  return at == stamp{} ? graphql::value{} : graphql::value{to_rfc3339(at)};
}

/// SyncPullResponse.
inline graphql::value page_value(item_page const& page) {
  return graphql::object{{"items", json_list(page.items)},
                         {"deletedIds", string_list(page.deleted_ids)},
                         {"lastSyncAt", to_rfc3339(page.last_sync_at)},
                         {"versionHash", text_or_null(page.version_hash)},
                         {"hasMore", page.has_more}};
}

/// ConflictPayload.
inline graphql::value conflict_value(item_conflict const& conflict) {
  return graphql::object{
      {"serverData", json_or_null(conflict.server_data)},
      {"clientData", json_or_null(conflict.client_data)},
      {"serverVersion",
       conflict.server_version > 0 ? graphql::value{conflict.server_version} : graphql::value{}},
      {"resolutionSuggested", json_or_null(conflict.suggested)}};
}

/// A list of SyncResultItem.
inline graphql::value results_value(std::vector<item_result> const& results) {
  graphql::value::list all;
  all.reserve(results.size());
  for (auto const& each : results)
    all.emplace_back(graphql::object{
        {"clientId", text_or_null(each.client_id)},
        {"id", text_or_null(each.id)},
        {"success", each.success},
        {"errorCode", text_or_null(each.error_code)},
        {"errorMessage", text_or_null(each.error_message)},
        {"version", each.version > 0 ? graphql::value{each.version} : graphql::value{}},
        {"updatedAt", stamp_or_null(each.updated_at)},
        {"conflict", each.conflict ? conflict_value(*each.conflict) : graphql::value{}}});
  return all;
}

/// The items of `syncPush(entity, items)`. They view the arguments.
inline std::vector<pushed_item> generic_items(graphql::arguments const& args) {
  std::vector<pushed_item> items;
  for (std::string_view const json : args.get_json_list("items")) items.push_back({.json = json});
  return items;
}

/// The items of `syncPush<Entity>(payload)`. They view the arguments.
inline std::vector<pushed_item> entity_items(graphql::arguments const& args) {
  std::vector<pushed_item> items;
  for (graphql::input const& each : args.get_list("payload")) {
    graphql::arguments const item = each.fields();
    items.push_back({.json = item.get_json("data"),
                     .client_id = item.optional_string("clientId"),
                     .id = item.optional_string("id"),
                     .operation = item.get_string("operation")});
  }
  return items;
}

}  // namespace detail::serving
}  // namespace v0
}  // namespace entente
