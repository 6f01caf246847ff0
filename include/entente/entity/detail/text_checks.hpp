// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace entente {
inline namespace v0 {
namespace detail {

constexpr char folded(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// SQLite compares table and column names without regard to ASCII case.
constexpr bool same_ignoring_case(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i)
    if (folded(a[i]) != folded(b[i])) return false;
  return true;
}

constexpr bool starts_with_ignoring_case(std::string_view text, std::string_view prefix) {
  return text.size() >= prefix.size() && same_ignoring_case(text.substr(0, prefix.size()), prefix);
}

/// What can stand in double quotes as a name in SQL.
constexpr bool is_sql_name(std::string_view name) {
  return !name.empty() && name.find_first_of(std::string_view{"\"\0", 2}) == std::string_view::npos;
}

/// A Name of the GraphQL specification (2.1.9) that is not reserved for introspection.
constexpr bool is_graphql_name(std::string_view name) {
  if (name.empty() || name.substr(0, 2) == "__") return false;
  for (std::size_t i = 0; i < name.size(); ++i) {
    char const c = name[i];
    bool const letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    bool const digit = c >= '0' && c <= '9';
    if (!letter && !(digit && i > 0)) return false;
  }
  return true;
}

/// Members that every item on the wire has beside its fields (the reference documents' names).
inline constexpr std::array<std::string_view, 8> reserved_wire_names = {
    "id",        "clientId",         "version",   "updatedAt",
    "isDeleted", "clientMutationId", "createdAt", "deletedAt"};

/// Types of the GraphQL schema that an entity's own type must not shadow.
inline constexpr std::array<std::string_view, 21> reserved_type_names = {
    "Query",          "Mutation",         "Subscription", "String",        "Int",
    "Float",          "Boolean",          "ID",           "JSON",          "DateTime",
    "Int64",          "SyncPullResponse", "SyncPushItem", "SyncPushInput", "SyncPushResponse",
    "SyncResultItem", "ConflictPayload",  "ChangePage",   "PushAnswer",    "DeletePayload", "RecordComparison"};

template <std::size_t N>
constexpr bool contains(std::array<std::string_view, N> const& all, std::string_view wanted) {
  for (auto const one : all)
    if (one == wanted) return true;
  return false;
}

}  // namespace detail
}  // namespace v0
}  // namespace entente
