// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/error.hpp>
#include <entente/base/timestamp.hpp>
#include <entente/base/uuid.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace entente {
inline namespace v0 {

/// Why an operation is still in the queue.
enum class stuck_kind : std::uint8_t {
  goes_next,       ///< nothing is wrong: it goes with the next sync
  sync_failed,     ///< the last sync did not go through
  sending,         ///< it is on its way
  server_failing,  ///< the server asked for it again
  conflict,        ///< a person must decide
  refused,         ///< the server has refused it for good
  held,            ///< it waits for other operations
  server_too_old,  ///< the server does not know its entity yet
  unreadable,      ///< the server's state of its record cannot be read by this program
  not_queued,      ///< it is not in the queue: the server has settled it, or it was given up
};

constexpr std::string_view name_of(stuck_kind kind) noexcept {
  switch (kind) {
    case stuck_kind::goes_next: return "goes_next";
    case stuck_kind::sync_failed: return "sync_failed";
    case stuck_kind::sending: return "sending";
    case stuck_kind::server_failing: return "server_failing";
    case stuck_kind::conflict: return "conflict";
    case stuck_kind::refused: return "refused";
    case stuck_kind::held: return "held";
    case stuck_kind::server_too_old: return "server_too_old";
    case stuck_kind::unreadable: return "unreadable";
    case stuck_kind::not_queued: return "not_queued";
  }
  return "not_queued";
}

/// Everything there is to say about an operation that the server has not acknowledged. A plain value, true for
/// one moment.
struct stuck_reason {
  stuck_kind kind = stuck_kind::not_queued;
  std::string sentence{};            ///< for people, in English; holds no record contents
  std::vector<uuid> blocked_by{};    ///< the operations that must go on first
  std::int64_t attempts = 0;         ///< verdicts of the server that asked for a repeat
  std::optional<error> problem{};    ///< its own, or that of the last sync; `advice_for` tells what to do
  std::optional<timestamp> retry_at{};  ///< when trying again makes sense, where time helps
};

}  // namespace v0
}  // namespace entente
