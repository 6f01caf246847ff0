// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/entity/describe.hpp>
#include <entente/graphql/type_system.hpp>
#include <entente/serve/detail/field_types.hpp>
#include <entente/serve/detail/native_types.hpp>
#include <entente/serve/detail/text.hpp>

#include <array>
#include <cstddef>
#include <string_view>
#include <utility>

namespace entente {
inline namespace v0 {
namespace detail::serving {

inline constexpr graphql::arg_def tenant_arg = pull_changes_args[0];
inline constexpr graphql::arg_def id_arg{
    .name = "id", .type = "ID!", .description = "The record's id or client id."};
inline constexpr graphql::arg_def version_arg{
    .name = "version",
    .type = "Int",
    .description = "The version the change was made on; without it, the newest."};

inline constexpr graphql::arg_def find_args[] = {id_arg, tenant_arg};
inline constexpr graphql::arg_def list_args[] = {
    {.name = "limit",
     .type = "Int",
     .default_value = "100",
     .description = "Records wanted at most."},
    {.name = "offset", .type = "Int", .default_value = "0", .description = "Records to pass over."},
    tenant_arg};
inline constexpr graphql::arg_def remove_args[] = {id_arg, version_arg, tenant_arg};

inline constexpr graphql::field_def delete_payload_fields[] = {
    {.name = "id", .type = "ID!"},
    {.name = "version", .type = "Int!"},
    {.name = "updatedAt", .type = "DateTime!"}};
inline constexpr graphql::type_def delete_payload_type{.kind = graphql::type_kind::object,
                                                       .name = "DeletePayload",
                                                       .description = "A record that was deleted",
                                                       .fields = delete_payload_fields};

inline constexpr std::string_view sync_pull_word = "syncPull";
inline constexpr std::string_view sync_push_word = "syncPush";
inline constexpr std::string_view create_word = "create";
inline constexpr std::string_view update_word = "update";
inline constexpr std::string_view delete_word = "delete";
inline constexpr std::string_view input_word = "Input";
inline constexpr std::string_view patch_word = "Patch";
inline constexpr std::string_view record_words = "A record of ";
inline constexpr std::string_view new_words = "A new record of ";
inline constexpr std::string_view default_words = "; what is left out has its default.";
inline constexpr std::string_view change_words = "What to change in a record of ";
inline constexpr std::string_view stay_words = "; what is left out stays.";

/// What every record has beside its fields.
inline constexpr std::array<graphql::field_def, 5> record_fields{{
    {.name = "id", .type = "ID!"},
    {.name = "clientId",
     .type = "ID!",
     .description = "The id its creator gave it; it never changes."},
    {.name = "version", .type = "Int!", .description = "Counts its changes, from 1."},
    {.name = "updatedAt",
     .type = "DateTime!",
     .description = "When the server accepted the last change."},
    {.name = "isDeleted", .type = "Boolean!"},
}};
inline constexpr graphql::arg_def client_id_input{
    .name = "clientId",
    .type = "ID",
    .description =
        "The record's id for its creator. A repeat with the same makes no second record."};

/// The names and types that one entity adds to the API.
template <class Entity>
struct entity_api {
  static constexpr std::string_view name = describe<Entity>::name;
  static constexpr std::size_t size = describe<Entity>::size;

  static constexpr std::string_view find_name = field_spelling<name>::text;
  static constexpr std::string_view list_name = plural<find_name>::text;
  static constexpr std::string_view pull_name = joined<sync_pull_word, name>::text;
  static constexpr std::string_view push_name = joined<sync_push_word, name>::text;
  static constexpr std::string_view create_name = joined<create_word, name>::text;
  static constexpr std::string_view update_name = joined<update_word, name>::text;
  static constexpr std::string_view delete_name = joined<delete_word, name>::text;
  static constexpr std::string_view input_name = joined<name, input_word>::text;
  static constexpr std::string_view patch_name = joined<name, patch_word>::text;

  static constexpr std::string_view record_type = joined<name, bang>::text;
  static constexpr std::string_view list_type =
      joined<open_bracket, name, bang, close_bracket, bang>::text;
  static constexpr std::string_view input_type = joined<input_name, bang>::text;
  static constexpr std::string_view patch_type = joined<patch_name, bang>::text;

  static constexpr auto object_fields = []<std::size_t... I>(std::index_sequence<I...>) {
    return std::array<graphql::field_def, record_fields.size() + size>{
        {record_fields[0], record_fields[1], record_fields[2], record_fields[3], record_fields[4],
         graphql::field_def{.name = describe<Entity>::wire_names[I],
                            .type = field_graphql_type<field_type<Entity, I>>::text}...}};
  }
  (std::make_index_sequence<size>{});

  static constexpr auto patch_fields = []<std::size_t... I>(std::index_sequence<I...>) {
    return std::array<graphql::arg_def, size>{
        {graphql::arg_def{.name = describe<Entity>::wire_names[I],
                          .type = field_graphql_type<field_type<Entity, I>>::inner}...}};
  }
  (std::make_index_sequence<size>{});

  /// Whether some field needs the scalar UInt64.
  static constexpr bool has_uint64 = [] {
    for (graphql::arg_def const& field : patch_fields)
      if (field.type.name() == uint64_type.name) return true;
    return false;
  }();

  static constexpr auto input_fields = []<std::size_t... I>(std::index_sequence<I...>) {
    return std::array<graphql::arg_def, size + 1>{{client_id_input, patch_fields[I]...}};
  }
  (std::make_index_sequence<size>{});

  static constexpr graphql::arg_def create_args[] = {{.name = "input", .type = input_type},
                                                     tenant_arg};
  static constexpr graphql::arg_def update_args[] = {
      id_arg, {.name = "input", .type = patch_type}, version_arg, tenant_arg};

  static constexpr graphql::type_def object_type{.kind = graphql::type_kind::object,
                                                 .name = name,
                                                 .description = joined<record_words, name>::text,
                                                 .fields = object_fields};
  static constexpr graphql::type_def input_object_type{
      .kind = graphql::type_kind::input_object,
      .name = input_name,
      .description = joined<new_words, name, default_words>::text,
      .input_fields = input_fields};
  static constexpr graphql::type_def patch_object_type{
      .kind = graphql::type_kind::input_object,
      .name = patch_name,
      .description = joined<change_words, name, stay_words>::text,
      .input_fields = patch_fields};
};

}  // namespace detail::serving
}  // namespace v0
}  // namespace entente
