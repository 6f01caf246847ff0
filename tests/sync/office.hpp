// SPDX-License-Identifier: BSL-1.0
// The entities, devices and mishaps of the sync engine's tests.
#pragma once

#include "support/catch.hpp"
#include "support/compiled_once.hpp"
#include "support/tasks.hpp"
#include "sync/scripted.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace office {

/// A person decides.
struct Deed {
  std::string text;
  std::string clause;
};

using schema = entente::schema<Space, Task, Deed>;

}  // namespace office

template <>
struct entente::entity_traits<office::Deed> {
  using conflict = entente::manual;
};

SUPPORT_AUTHORITY_OF(extern, office::schema)
SUPPORT_CLIENT_OF(extern, office::schema)

namespace office {

using namespace entente;
using namespace std::chrono_literals;
using scripted::failed;

using backend = scripted::backend<office::schema>;
using device = scripted::device<office::schema>;

inline Task task(std::string title) {
  Task made;
  made.title = std::move(title);
  return made;
}

inline std::size_t operations_in(push_request const& request) {
  std::size_t count = 0;
  for (auto const& group : request.groups) count += group.size();
  return count;
}

inline std::set<uuid> ids_in(push_request const& request) {
  std::set<uuid> ids;
  for (auto const& group : request.groups)
    for (auto const& op : group) ids.insert(op.op_id);
  return ids;
}

/// The server takes it, and the answer is lost on the way.
inline auto lose_answer(device& of) {
  return [line = of.line.get()](push_request const& request) {
    static_cast<void>(line->deliver(request));
    return failed(reaction::retry_later);
  };
}

inline auto refuse(reaction what, error_code code = error_code::network_failed,
                   std::optional<std::chrono::milliseconds> retry_after = {}) {
  return [=](auto const&) { return failed(what, code, retry_after); };
}

}  // namespace office
