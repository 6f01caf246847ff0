// SPDX-License-Identifier: BSL-1.0
/// Bringing what an older program wrote to the names and types of today's schema, by the histories
/// that entities have in their traits. Text to text, so that everything kept or sent as text can be
/// read by today's readers afterwards. Thread-safe.
#pragma once

#include <entente/base/error.hpp>
#include <entente/entity/describe.hpp>
#include <entente/entity/former_schema.hpp>
#include <entente/wire/adopt_member.hpp>
#include <entente/wire/change.hpp>
#include <entente/wire/detail/former_values.hpp>
#include <entente/wire/detail/patch_members.hpp>
#include <entente/wire/unknown_members.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace entente {
inline namespace v0 {

/// Whether what a schema of that version wrote of an entity may differ from today's form. Version 0
/// stands for "not said", which is taken for today's.
template <class Schema, class Entity>
[[nodiscard]] constexpr bool needs_upcast(int from) noexcept {
  return from > 0 && from < Schema::version && detail::has_history<Entity>;
}

/// The position of an entity by its name on the wire: today's, or the one it had in a schema of
/// that version or, where it is 0, in any. `Schema::size` when there is none.
template <class Schema>
[[nodiscard]] constexpr std::size_t find_entity(std::string_view name, int version = 0) noexcept {
  if (version > 0 && version < Schema::version)
    if (auto const then = detail::find_entity_at<Schema>(name, version); then < Schema::size)
      return then;
  std::size_t found = Schema::find(name);
  if (found == Schema::size)
    Schema::for_each([&]<class Entity>(std::type_identity<Entity>, std::size_t i) {
      if (!name.empty() && detail::former_entity_name<Entity> == name) found = i;
    });
  return found;
}

/// Members of a record, as a schema of that version wrote them, under today's names and in today's
/// forms. Returns those whose values have no counterpart, as they were. Members that belong to no
/// field stay.
template <class Schema, class Entity>
unknown_members upcast_members(unknown_members& members, int from) {
  using about = describe<Entity>;
  unknown_members stranded;
  if (!needs_upcast<Schema, Entity>(from)) return stranded;
  unknown_members kept;
  for (auto& each : members) {
    std::size_t const field = detail::field_named_at<Schema, Entity>(each.name, from);
    if (field == about::size) {
      kept.push_back(std::move(each));
    } else if (detail::upcast_field<Schema, Entity>(field, each.raw, from)) {
      each.name = about::wire_names[field];
      kept.push_back(std::move(each));
    } else {
      stranded.push_back(std::move(each));
    }
  }
  members = std::move(kept);
  return stranded;
}

/// The same of a JSON object's text, which can be read as an Entity then. What has no counterpart, or does
/// not fit its field, stays in it as `<name>@<version>`, which is no field's name: nothing reads it, and
/// nothing is lost. Returns how many such there are.
template <class Schema, class Entity>
std::size_t upcast_object(std::string& object, int from) {
  if (object.empty()) return 0;
  auto found = members_of(object);
  auto stranded = upcast_members<Schema, Entity>(found, from);
  unknown_members members;
  Entity scratch{};
  for (auto& each : found) {
    bool const fits = describe<Entity>::index_of_wire_name(each.name) == describe<Entity>::size ||
                      adopt_member(scratch, each.name, each.raw);
    (fits ? members : stranded).push_back(std::move(each));
  }
  for (auto& each : stranded) {
    each.name += '@' + std::to_string(from);
    members.push_back(std::move(each));
  }
  object = members.empty() ? "{}" : object_of(members);
  return stranded.size();
}

/// Brings a patch, as the body of an operation has it, to today's schema. What is no intent of its
/// field any more (the policy has changed, the field was converted, or is gone) is handed to
/// `settle(field, part, name, raw, value)`, field being the entity's size for one that is gone: it makes
/// the whole value out of it, or returns false. Returns an error, and leaves the body, where something has
/// no counterpart: validation_failed with the field at fault.
template <class Schema, class Entity, class Settle>
std::optional<error> upcast_patch(std::string& body, int from, Settle&& settle) {
  using about = describe<Entity>;
  detail::patch_members parts{body};
  detail::patch_members out;
  std::string_view blamed;
  bool const good = parts.each([&](detail::patch_part part, unknown_member& each) {
    blamed = each.name;
    bool const dated = from > 0 && from < Schema::version;
    std::size_t const field = dated ? detail::field_named_at<Schema, Entity>(each.name, from)
                                    : about::index_of_wire_name(each.name);
    std::string const name{field < about::size ? about::wire_names[field] : std::string_view{each.name}};
    if (part == detail::patch_part::at) {
      out.set(part, name, each.raw);
      return true;
    }
    bool const moved = field < about::size && dated && detail::was_converted<Schema, Entity>(field, from);
    if (part == detail::patch_part::set) {
      if (moved && !detail::upcast_field<Schema, Entity>(field, each.raw, from)) return false;
      if (!out.has(part, name)) out.set(part, name, each.raw);
      return true;
    }
    bool const fits = field < about::size && detail::knows_part<Entity>(field, part);
    bool const list = part != detail::patch_part::delta;
    if (fits && (!moved || (list && detail::upcast_field<Schema, Entity>(field, each.raw, from)))) {
      out.set(part, name, each.raw);
      return true;
    }
    std::string value;
    if (!settle(field, part, std::string_view{name}, std::string_view{each.raw}, value)) return false;
    out.set(detail::patch_part::set, name, value);
    return true;
  });
  if (good) {
    body = out.text();
    return std::nullopt;
  }
  return error{error_code::validation_failed,
               "an older program wrote something that has no counterpart any more",
               std::string{about::name}, std::string{blamed},
               "upgrade the program that wrote it, or enter it again"};
}

/// Brings the fields and times of a change to today's schema; its entity is that of today. Returns an
/// error, and leaves the change, where a value has no counterpart.
template <class Schema, class Entity>
std::optional<error> upcast_change(change& from) {
  if (!needs_upcast<Schema, Entity>(from.schema_version)) return std::nullopt;
  auto fields = members_of(from.fields);
  auto const stranded = upcast_members<Schema, Entity>(fields, from.schema_version);
  if (!stranded.empty())
    return error{error_code::validation_failed,
                 "a value of an older schema has no counterpart in this one",
                 std::string{describe<Entity>::name}, stranded.front().name,
                 "upgrade the server, or correct the entity's history"};
  auto times = members_of(from.times);
  for (auto& each : times) {
    auto const field = detail::field_named_at<Schema, Entity>(each.name, from.schema_version);
    if (field < describe<Entity>::size) each.name = describe<Entity>::wire_names[field];
  }
  if (!from.fields.empty()) from.fields = fields.empty() ? "{}" : object_of(fields);
  from.times = object_of(times);
  from.schema_version = Schema::version;
  return std::nullopt;
}

}  // namespace v0
}  // namespace entente
