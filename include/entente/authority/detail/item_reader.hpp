// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/authority/item.hpp>
#include <entente/base/limits.hpp>
#include <entente/base/result.hpp>
#include <entente/base/sha256.hpp>
#include <entente/base/timestamp.hpp>
#include <entente/entity/operation_kind.hpp>
#include <entente/wire/json_reader.hpp>
#include <entente/wire/unknown_members.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace entente {
inline namespace v0 {
namespace detail {

/// An item with what it says of its record taken apart from the record's fields.
struct parsed_item {
  std::optional<std::string> id{};
  std::optional<std::string> client_id{};
  std::optional<std::int64_t> version{};
  std::optional<edit_time> edited{};
  std::optional<std::string> mutation_id{};
  bool deleted = false;
  std::optional<operation_kind> kind{};  ///< what the per-entity form says; the generic form leaves it open
  unknown_members fields{};              ///< everything else, as it came
};

inline error item_error(std::string_view entity, std::string_view member, std::string message) {
  return {error_code::validation_failed, std::move(message), std::string{entity}, std::string{member}, {}};
}

/// Reads an id: a string of at most `max_id_bytes`, an integer, or null.
inline bool read_item_id(json_reader& from, std::optional<std::string>& into) {
  switch (from.peek()) {
    case json_kind::null: return from.read_null();
    case json_kind::number: {
      std::int64_t number = 0;
      if (!from.read(number)) return false;
      into = std::to_string(number);
      return true;
    }
    default: {
      std::string text;
      if (!from.read(text)) return false;
      if (text.empty() || text.size() > max_id_bytes) {
        from.fail(error_code::validation_failed, "must have 1 to 200 bytes");
        return false;
      }
      into = std::move(text);
      return true;
    }
  }
}

inline bool read_item_time(json_reader& from, std::optional<edit_time>& into) {
  if (from.peek() == json_kind::null) return from.read_null();
  std::string_view text;
  if (!from.read_string_view(text)) return false;
  auto const when = parse_rfc3339(text);
  if (!when) {
    from.fail(error_code::validation_failed, "must be an RFC 3339 date-time");
    return false;
  }
  into = edit_time{std::chrono::floor<std::chrono::microseconds>(*when).time_since_epoch().count()};
  return true;
}

inline bool read_item_version(json_reader& from, std::optional<std::int64_t>& into) {
  if (from.peek() == json_kind::null) return from.read_null();
  std::int64_t version = 0;
  if (!from.read(version)) return false;
  if (version < 0) {
    from.fail(error_code::validation_failed, "must not be negative");
    return false;
  }
  into = version;
  return true;
}

/// Reads one member of an item into its place.
inline bool read_item_member(json_reader& from, std::string_view name, parsed_item& into) {
  if (name == "id") return read_item_id(from, into.id);
  if (name == "clientId") return read_item_id(from, into.client_id);
  if (name == "clientMutationId") return read_item_id(from, into.mutation_id);
  if (name == "version") return read_item_version(from, into.version);
  if (name == "updatedAt") return read_item_time(from, into.edited);
  if (name == "isDeleted") return from.peek() == json_kind::null ? from.read_null() : from.read(into.deleted);
  // Kept by the server; a client that sends back what it was given means nothing by them.
  if (name == "createdAt" || name == "deletedAt" || name == "__typename") return from.skip();
  auto& added = into.fields.emplace_back(unknown_member{std::string{name}, {}});
  std::string_view raw;
  if (!from.skip(raw)) return false;
  added.raw = raw;
  return true;
}

/// A name that is there more than once, if there is one.
inline std::optional<std::string> repeated_name(unknown_members const& members) {
  std::vector<std::string_view> names;
  names.reserve(members.size());
  for (auto const& each : members) names.push_back(each.name);
  std::sort(names.begin(), names.end());
  auto const twice = std::adjacent_find(names.begin(), names.end());
  return twice == names.end() ? std::nullopt : std::optional{std::string{*twice}};
}

/// Takes an item apart. Errors are `validation_failed` and name the member.
inline result<parsed_item> parse_item(std::string_view entity, pushed_item const& item, item_form form) {
  parsed_item out;
  json_reader from{item.json, max_json_depth};
  if (from.peek() != json_kind::object) return item_error(entity, "", "an item must be an object");
  from.begin_object();
  for (std::string_view name; from.next_member(name);) {
    std::string const blamed{name};
    if (out.fields.size() > max_fields + max_unknown_members)
      return item_error(entity, "", "an item must not have so many members");
    if (!read_item_member(from, blamed, out)) return item_error(entity, blamed, from.why().message);
  }
  if (!from.finish()) return item_error(entity, "", from.why().message);
  if (auto const name = repeated_name(out.fields)) return item_error(entity, *name, "is there twice");
  if (item.client_id) out.client_id = std::string{*item.client_id};
  if (item.id) out.id = std::string{*item.id};
  for (auto const* id : {&out.client_id, &out.id})
    if (*id && ((*id)->empty() || (*id)->size() > max_id_bytes))
      return item_error(entity, id == &out.id ? "id" : "clientId", "must have 1 to 200 bytes");
  if (!out.id && !out.client_id) return item_error(entity, "clientId", "an item needs an id or a clientId");
  if (form == item_form::per_entity) {
    out.kind = operation_kind_of(item.operation.value_or(""));
    if (!out.kind) return item_error(entity, "operation", "must be insert, update, delete or restore");
  }
  return out;
}

/// What makes two pushes the same push: everything the item says, whatever the order of its members.
inline uuid fingerprint_of(std::string_view principal, std::string_view entity, parsed_item const& item) {
  unknown_members fields = item.fields;
  std::sort(fields.begin(), fields.end(), [](auto const& a, auto const& b) { return a.name < b.name; });
  std::string text{"item"};
  auto const add = [&](std::string_view part) {
    text += std::to_string(part.size());
    text += ':';
    text += part;
  };
  add(principal);
  add(entity);
  add(item.id.value_or(""));
  add(item.client_id.value_or(""));
  add(item.mutation_id.value_or(""));
  add(item.version ? std::to_string(*item.version) : "");
  add(item.edited ? std::to_string(item.edited->micros) : "");
  add(item.deleted ? "deleted" : "");
  add(item.kind ? name_of(*item.kind) : "");
  for (auto const& field : fields) {
    add(field.name);
    add(field.raw);
  }
  return sha256::uuid_of(text);
}

}  // namespace detail
}  // namespace v0
}  // namespace entente
