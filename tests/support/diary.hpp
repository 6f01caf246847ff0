// SPDX-License-Identifier: BSL-1.0
// Entities that not everybody sees.
#pragma once

#include <entente/entity.hpp>

#include <string>
#include <string_view>

namespace diary {

/// Everybody sees it.
struct Topic {
  std::string name;
};

/// Seen by its owner, and by everybody where it has none.
struct Entry {
  std::string owner;
  std::string text;
  entente::ref<Topic> topic{};
};

using pages = entente::schema<Topic, Entry>;

}  // namespace diary

template <>
struct entente::entity_traits<diary::Entry> {
  static bool visible(std::string_view principal, diary::Entry const& entry) {
    return entry.owner.empty() || entry.owner == principal;
  }
};
