// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/replica/range_report.hpp>
#include <entente/sync/sync_report.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace entente {
inline namespace v0 {

/// What `client::verify` does about records that differ from the server's.
enum class verify_mode : std::uint8_t {
  compare,  ///< nothing: it counts them
  repair,   ///< takes over what the server has; pending edits are kept
};

/// What comparing this device with its server showed. A plain value.
struct repair_report {
  sync_report sync{};       ///< of the exchange before, and what stopped the comparison, if something did
  bool by_ranges = true;    ///< false: the server compares sums only, and repairing reads everything again
  range_report records{};
  std::vector<std::string> differing{};     ///< the entities that had differing records
  std::vector<std::string> miscounted{};    ///< the entities whose stored sum did not agree with their own rows

  /// Everything was compared, and is as the server has it by now, or was already.
  [[nodiscard]] bool converged() const noexcept {
    return sync.complete() && sync.diverged.empty() && records.differing == records.mended + records.removed;
  }
};

}  // namespace v0
}  // namespace entente
