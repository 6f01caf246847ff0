// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/error.hpp>
#include <entente/base/timestamp.hpp>
#include <entente/base/uuid.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace entente {
inline namespace v0 {

/// How a replica stands. A plain value, true for one moment.
struct replica_status {
  std::int64_t pending = 0;              ///< operations that go with the next push
  std::int64_t sending = 0;              ///< on their way
  std::int64_t held = 0;                 ///< waiting for others
  std::int64_t conflicts = 0;            ///< waiting for a person
  std::int64_t resolving = 0;            ///< conflicts decided, the decision not yet taken
  std::int64_t failed = 0;               ///< refused for good
  std::int64_t quarantined = 0;          ///< records of the server that this program cannot read
  std::int64_t snapshots = 0;            ///< replaced edits that can be brought back
  std::int64_t set_aside = 0;            ///< operations that wait to be entered again or forgotten
  std::string cursor{};                  ///< of the native stream; empty before the first pull
  bool complete = false;                 ///< the first sync is over: every stream was once read to its end
  std::int64_t first_pages = 0;          ///< pages that the first sync has taken so far, or took
  std::int64_t first_records = 0;        ///< changes in them
  uuid epoch{};                          ///< of the server's database; nil before the first answer
  uuid incarnation{};                    ///< of this file
  std::optional<timestamp> last_push{};  ///< when an answer was last settled
  std::optional<timestamp> last_pull{};  ///< when a stream was last read to its end
  std::optional<error> problem{};        ///< what stopped the last sync; nothing when it went through
  std::optional<timestamp> retry_at{};   ///< when trying again makes sense, where time helps
  std::vector<std::string> diverged{};   ///< entities whose digest differed at the last horizon

  /// Everything written here is on the server.
  [[nodiscard]] bool clean() const noexcept {
    return pending + sending + held + conflicts + failed == 0;
  }
};

}  // namespace v0
}  // namespace entente
