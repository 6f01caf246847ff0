// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/wire/unknown_members.hpp>

namespace entente {
inline namespace v0 {
namespace detail {

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
