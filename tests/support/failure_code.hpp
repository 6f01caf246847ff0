// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/error.hpp>

#include <optional>
#include <utility>

namespace support {

/// What a call was refused with; nothing when it was not.
template <class F>
std::optional<entente::error> refusal_of(F&& call) {
  try {
    std::forward<F>(call)();
  } catch (entente::failure const& refused) {
    return refused.why();
  }
  return std::nullopt;
}

/// The code of the `failure` that a call throws; nothing when it throws none.
template <class F>
std::optional<entente::error_code> code_of(F&& call) {
  auto const refused = refusal_of(std::forward<F>(call));
  if (!refused) return std::nullopt;
  return refused->code;
}

}  // namespace support
