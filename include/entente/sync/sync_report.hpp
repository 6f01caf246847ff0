// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/error.hpp>
#include <entente/base/timestamp.hpp>
#include <entente/remote/remote_answer.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace entente {
inline namespace v0 {

/// What one sync did. Failing to reach the server is an answer here, not an exception: the work stays
/// queued.
struct sync_report {
  std::size_t pushed =
      0;  ///< operations the server gave a verdict on, or would not take for their size
  std::size_t accepted = 0;           ///< of these, stored (alone or merged)
  std::size_t superseded = 0;         ///< lost to later edits; a snapshot of each was kept
  std::size_t conflicts = 0;          ///< conflicts that appeared and wait for a person
  std::size_t rejected = 0;           ///< refused for good; they stay in the queue, explained
  std::size_t pulled = 0;             ///< records the server sent that changed something here
  std::size_t given_back = 0;         ///< records that a server restored from a backup had lost
  std::size_t merged = 0;             ///< of these, merged with pending edits
  std::size_t quarantined = 0;        ///< records kept aside because this program cannot hold them
  std::size_t repaired = 0;           ///< records that differed from the server's, and do not any more
  std::vector<std::string> diverged;  ///< entities whose digest differs from the server's

  /// What stopped the sync before its end; nothing when it went through.
  std::optional<error> problem{};
  /// What to do about the problem, where there is one.
  entente::reaction reaction = entente::reaction::retry_later;
  /// When trying again makes sense. Nothing where there is no problem, or where time does not help:
  /// after `sign_in` and `stop`.
  std::optional<timestamp> retry_at{};

  /// Whether everything was exchanged.
  [[nodiscard]] bool complete() const noexcept { return !problem.has_value(); }
};

}  // namespace v0
}  // namespace entente
