// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>

namespace entente {
inline namespace v0 {

/// What a purge has removed of one tenant (`authority::purge`). A plain value.
struct purge_report {
  std::size_t tombstones = 0;  ///< deleted records; of each, the key is remembered
  std::size_t receipts = 0;    ///< answers, and what was left of released ones
  std::size_t history = 0;     ///< superseded field values
  std::size_t replaced = 0;    ///< records as they were before somebody overrode them by force

  [[nodiscard]] std::size_t total() const noexcept { return tombstones + receipts + history + replaced; }
  friend bool operator==(purge_report const&, purge_report const&) = default;
};

}  // namespace v0
}  // namespace entente
