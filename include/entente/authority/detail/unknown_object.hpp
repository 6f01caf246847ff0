// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/wire/json_reader.hpp>
#include <entente/wire/unknown_members.hpp>

#include <string>
#include <string_view>

namespace entente {
inline namespace v0 {
namespace detail {

/// The members of an object kept as text.
inline unknown_members members_of(std::string_view object) {
  unknown_members members;
  json_reader from{object};
  if (object.empty() || !from.begin_object()) return members;
  for (std::string_view name; from.next_member(name);) {
    auto& added = members.emplace_back(unknown_member{std::string{name}, {}});
    std::string_view raw;
    if (!from.skip(raw)) break;
    added.raw = raw;
  }
  return members;
}

inline std::string object_of(unknown_members const& members) {
  if (members.empty()) return {};
  std::string out = "{";
  append_unknown(out, members);
  return out + "}";
}

/// Sets one member; whether that changed anything.
inline bool set_member(unknown_members& members, unknown_member const& wanted) {
  for (auto& each : members)
    if (each.name == wanted.name) {
      if (each.raw == wanted.raw) return false;
      each.raw = wanted.raw;
      return true;
    }
  members.push_back(wanted);
  return true;
}

}  // namespace detail
}  // namespace v0
}  // namespace entente
