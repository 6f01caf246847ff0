// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace entente {
inline namespace v0 {

/// What a server's answer to a push did to the queue, in operations.
struct settle_report {
  std::size_t applied = 0;
  std::size_t superseded = 0;  ///< lost to later edits; a snapshot of each was kept
  std::size_t conflicts = 0;
  std::size_t rejected = 0;
  std::size_t held = 0;             ///< refused because of another operation of their group
  std::size_t deferred = 0;         ///< the server is too old for them; the next sync asks again
  std::size_t retried = 0;          ///< the server failed on them; they stay pending
  std::size_t restaged = 0;         ///< merged onto a newer record, or renewed, and pending again
  std::size_t given_back = 0;       ///< records that a restored server had lost
  std::size_t protocol_errors = 0;  ///< results for operations that were not asked about
};

/// What a page of changes did, in records.
struct page_report {
  std::size_t applied = 0;              ///< taken as they came
  std::size_t merged = 0;               ///< merged with pending edits
  std::size_t removed = 0;              ///< deletions
  std::size_t conflicts = 0;            ///< conflicts that appeared
  std::size_t quarantined = 0;          ///< kept aside because this program cannot read them
  std::size_t restaged = 0;             ///< operations that have to be pushed on a newer version
  bool stale = false;  ///< nothing: the stream was moved after the page was asked for
  std::vector<std::string> diverged{};  ///< entities whose digest differs from the server's
};

}  // namespace v0
}  // namespace entente
