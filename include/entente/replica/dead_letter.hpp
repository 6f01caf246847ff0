// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/error.hpp>
#include <entente/replica/queued_operation.hpp>

#include <vector>

namespace entente {
inline namespace v0 {

/// An operation that the server has refused for good, and what waits for it. It stays until somebody sends it
/// again, corrects it or gives it up. A plain value.
struct dead_letter {
  queued_operation op{};
  error why{};                           ///< `advice_for` tells what to do
  std::vector<queued_operation> held{};  ///< the rest of its group, and what builds on its record
};

}  // namespace v0
}  // namespace entente
