// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/timestamp.hpp>
#include <entente/base/uuid.hpp>

#include <cstdint>
#include <string>

namespace entente {
inline namespace v0 {

/// A record as it was here before something else replaced it. `undo` brings it back.
struct snapshot_info {
  std::int64_t id = 0;
  std::string entity{};
  uuid key{};
  bool deleted = false;
  std::string image{};   ///< the fields as a JSON object
  std::string reason{};  ///< superseded, merged, deleted, discarded, resolved, resynced, left, force_pulled,
                         ///< overridden or undone
  timestamp at{};
};

}  // namespace v0
}  // namespace entente
