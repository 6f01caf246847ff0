// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/entity/schema.hpp>
#include <entente/graphql/scalars.hpp>
#include <entente/graphql/type_system.hpp>
#include <entente/serve/detail/entity_types.hpp>
#include <entente/serve/detail/native_types.hpp>
#include <entente/serve/detail/reference_types.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>
#include <tuple>
#include <type_traits>

namespace entente {
inline namespace v0 {

namespace checks {

template <class Schema>
struct api_names_differ {
  static constexpr bool ok = Schema::api_names_differ;
  static_assert(
      ok,
      "entente: two entities of the schema lead to the same name in the GraphQL API (a type such "
      "as TaskInput, or a field such as task, tasks or syncPullTask); set entity_traits<...>::name "
      "of one of them to another");
};

}  // namespace checks

namespace detail::serving {

/// What a field of Query or Mutation does.
enum class api_action {
  pull_generic,
  pull_entity,
  pull_native,
  compare_native,
  find,
  list,
  push_generic,
  push_entity,
  push_native,
  create,
  update,
  remove
};

/// The work behind one root field, and the entity it is about where it is about one.
struct api_route {
  api_action action{};
  std::size_t entity = 0;
};

template <std::size_t N>
constexpr bool all_differ(std::array<std::string_view, N> names) {
  std::sort(names.begin(), names.end());
  return std::adjacent_find(names.begin(), names.end()) == names.end();
}

/// The GraphQL API of a schema as constant tables: root fields, the work behind each, and types.
template <class Schema>
struct api_tables_of;

template <class... Entities>
struct api_tables_of<schema<Entities...>> {
  static constexpr std::size_t entities = sizeof...(Entities);

  static constexpr std::array<graphql::field_def, 3 + 3 * entities> query_fields = [] {
    std::array<graphql::field_def, 3 + 3 * entities> all{};
    std::size_t at = 0;
    all[at++] = {.name = "syncPull", .type = "SyncPullResponse!", .args = sync_pull_args};
    ((all[at++] = {.name = entity_api<Entities>::pull_name,
                   .type = "SyncPullResponse!",
                   .args = sync_pull_entity_args}),
     ...);
    all[at++] = {
        .name = "pullChanges",
        .type = "ChangePage!",
        .args = pull_changes_args,
        .description = "What has changed, entities together, in order: for entente's own client."};
    all[at++] = {
        .name = "compareRecords",
        .type = "RecordComparison!",
        .args = compare_records_args,
        .description = "What there is within a range of keys, to be compared: for entente's own client."};
    ((all[at++] = {.name = entity_api<Entities>::find_name,
                   .type = entity_api<Entities>::name,
                   .args = find_args,
                   .description = "One record; null if there is none, or no longer."},
      all[at++] = {.name = entity_api<Entities>::list_name,
                   .type = entity_api<Entities>::list_type,
                   .args = list_args,
                   .description = "The records there are, the one changed last at the end."}),
     ...);
    return all;
  }();

  static constexpr std::array<api_route, query_fields.size()> query_routes = [] {
    std::array<api_route, query_fields.size()> all{};
    std::size_t at = 0;
    all[at++] = {api_action::pull_generic};
    for (std::size_t i = 0; i < entities; ++i) all[at++] = {api_action::pull_entity, i};
    all[at++] = {api_action::pull_native};
    all[at++] = {api_action::compare_native};
    for (std::size_t i = 0; i < entities; ++i) {
      all[at++] = {api_action::find, i};
      all[at++] = {api_action::list, i};
    }
    return all;
  }();

  static constexpr std::array<graphql::field_def, 2 + 4 * entities> mutation_fields = [] {
    std::array<graphql::field_def, 2 + 4 * entities> all{};
    std::size_t at = 0;
    all[at++] = {.name = "syncPush", .type = "[SyncResultItem!]!", .args = sync_push_args};
    ((all[at++] = {.name = entity_api<Entities>::push_name,
                   .type = "SyncPushResponse!",
                   .args = sync_push_entity_args}),
     ...);
    all[at++] = {.name = "pushOperations",
                 .type = "PushAnswer!",
                 .args = push_operations_args,
                 .description = "Applies operations, each once: for entente's own client."};
    ((all[at++] = {.name = entity_api<Entities>::create_name,
                   .type = entity_api<Entities>::record_type,
                   .args = entity_api<Entities>::create_args},
      all[at++] = {.name = entity_api<Entities>::update_name,
                   .type = entity_api<Entities>::record_type,
                   .args = entity_api<Entities>::update_args},
      all[at++] = {.name = entity_api<Entities>::delete_name,
                   .type = "DeletePayload!",
                   .args = remove_args}),
     ...);
    return all;
  }();

  static constexpr std::array<api_route, mutation_fields.size()> mutation_routes = [] {
    std::array<api_route, mutation_fields.size()> all{};
    std::size_t at = 0;
    all[at++] = {api_action::push_generic};
    for (std::size_t i = 0; i < entities; ++i) all[at++] = {api_action::push_entity, i};
    all[at++] = {api_action::push_native};
    for (std::size_t i = 0; i < entities; ++i)
      for (auto const action : {api_action::create, api_action::update, api_action::remove})
        all[at++] = {action, i};
    return all;
  }();

  static constexpr graphql::type_def query{
      .kind = graphql::type_kind::object, .name = "Query", .fields = query_fields};
  static constexpr graphql::type_def mutation{
      .kind = graphql::type_kind::object, .name = "Mutation", .fields = mutation_fields};

  static constexpr bool has_uint64 = (entity_api<Entities>::has_uint64 || ...);

  /// The reference types first, in their documents' order.
  static constexpr auto types = [] {
    std::array<graphql::type_def const*, 15 + 3 * entities + (has_uint64 ? 1 : 0)> all{
        {&graphql::date_time_type, &graphql::json_type, &query, &mutation, &sync_pull_response,
         &sync_push_input, &sync_push_item, &sync_push_response, &sync_result_item,
         &conflict_payload, &graphql::int64_type, &change_page_type, &push_answer_type,
         &delete_payload_type, &record_comparison_type}};
    std::size_t at = 15;
    ((all[at++] = &entity_api<Entities>::object_type,
      all[at++] = &entity_api<Entities>::input_object_type,
      all[at++] = &entity_api<Entities>::patch_object_type),
     ...);
    if constexpr (has_uint64) all[at++] = &uint64_type;
    return all;
  }();

  static constexpr graphql::schema_def tables{
      .types = types, .query = &query, .mutation = &mutation};

  /// Names may clash between entities ("Task" with "TaskInput") and with the library's own.
  static constexpr bool api_names_differ = [] {
    auto const names_of = [](auto const& fields) {
      std::array<std::string_view, std::tuple_size_v<std::remove_cvref_t<decltype(fields)>>>
          names{};
      for (std::size_t i = 0; i < names.size(); ++i) names[i] = fields[i].name;
      return names;
    };
    std::array<std::string_view, types.size()> type_names{};
    for (std::size_t i = 0; i < types.size(); ++i) type_names[i] = types[i]->name;
    return all_differ(names_of(query_fields)) && all_differ(names_of(mutation_fields)) &&
           all_differ(type_names);
  }();
};

}  // namespace detail::serving

/// The GraphQL API that a server of this schema offers, as constant tables: the reference
/// documents' operations, the native pair, typed reads and writes, one object type per entity. For
/// printing (`graphql::print_schema`) and for servers of one's own.
template <class Schema>
constexpr graphql::schema_def const& api_tables() {
  static_assert(Schema::usable);
  using tables = detail::serving::api_tables_of<Schema>;
  static_assert(checks::api_names_differ<tables>::ok);
  return tables::tables;
}

}  // namespace v0
}  // namespace entente
