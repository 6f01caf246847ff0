// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/timestamp.hpp>
#include <entente/base/uuid.hpp>

#include <chrono>
#include <cstdint>

namespace entente {
inline namespace v0 {

/// How a tenant's data stands on the server (`authority::status`). All zero for a tenant without any. A plain
/// value.
struct tenant_status {
  uuid epoch{};
  std::int64_t records = 0;     ///< that live
  std::int64_t tombstones = 0;  ///< deleted records that can still be told
  std::int64_t purged = 0;      ///< deleted records of which the key alone is known
  std::int64_t receipts = 0;    ///< answers kept for repeats, released ones included
  std::int64_t replicas = 0;    ///< incarnations that have ever released an answer, or had one purged
  stamp fence{};                ///< the newest purged tombstone's: older cursors begin again
  stamp last_stamp{};           ///< the newest that was given out
  /// How far the last stamp is ahead of real time: more than moments tell of a clock that was wrong. Stamps go on
  /// from there, correct in their order.
  std::chrono::microseconds ahead{0};
};

}  // namespace v0
}  // namespace entente
