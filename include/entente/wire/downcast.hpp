// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/entity/describe.hpp>
#include <entente/entity/former_schema.hpp>
#include <entente/wire/change.hpp>
#include <entente/wire/detail/former_values.hpp>
#include <entente/wire/unknown_members.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace entente {
inline namespace v0 {

/// Puts a change of today's schema into the form that a program of schema version `to` reads: former
/// names, former types where the conversion has a way back. A value without a way back is left out, so
/// that the older program keeps the one it has. Fields it never knew stay, for it to keep by name. Version 0,
/// or one that is not older, leaves all as it is. Thread-safe.
template <class Schema, class Entity>
void downcast_change(change& out, int to) {
  bool const older = to > 0 && to < Schema::version;
  out.schema_version = older ? to : Schema::version;
  if (!older || !detail::has_history<Entity>) return;
  using about = describe<Entity>;
  out.entity = detail::entity_name_at<Schema, Entity>(to);
  unknown_members told;
  auto const taken = [&](std::string_view name) {
    for (auto const& each : told)
      if (each.name == name) return true;
    return false;
  };
  for (auto& each : members_of(out.fields)) {
    std::size_t const field = about::index_of_wire_name(each.name);
    if (field < about::size) {
      if (!detail::downcast_field<Schema, Entity>(field, each.raw, to)) continue;
      each.name = detail::wire_name_at<Schema, Entity>(field, to);
    }
    if (!taken(each.name)) told.push_back(std::move(each));
  }
  if (!out.fields.empty()) out.fields = told.empty() ? "{}" : object_of(told);
  unknown_members times;
  for (auto& each : members_of(out.times)) {
    std::size_t const field = about::index_of_wire_name(each.name);
    if (field < about::size) each.name = detail::wire_name_at<Schema, Entity>(field, to);
    times.push_back(std::move(each));
  }
  out.times = object_of(times);
}

}  // namespace v0
}  // namespace entente
