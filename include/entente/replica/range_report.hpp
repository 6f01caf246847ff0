// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>

namespace entente {
inline namespace v0 {

/// What comparing records with the server's showed, and what was done about it. Counts of records.
struct range_report {
  std::size_t compared = 0;      ///< one by one, in ranges whose sums differed
  std::size_t differing = 0;     ///< not as the server has them: changed, missing here, or missing there
  std::size_t mended = 0;        ///< of these, now as the server has them
  std::size_t removed = 0;       ///< of these, gone here, for the server has no such record
  std::size_t with_pending = 0;  ///< of those mended or gone, edited here: the edits are kept

  range_report& operator+=(range_report const& more) noexcept {
    compared += more.compared;
    differing += more.differing;
    mended += more.mended;
    removed += more.removed;
    with_pending += more.with_pending;
    return *this;
  }
};

}  // namespace v0
}  // namespace entente
