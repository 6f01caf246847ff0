// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/error.hpp>

#include <cstdint>
#include <optional>
#include <string_view>

namespace entente {
inline namespace v0 {

/// What became of a write that was sent at once.
enum class direct_state : std::uint8_t {
  applied,     ///< the server has it
  superseded,  ///< it lost to a later edit; a snapshot was kept
  conflict,    ///< a person has to decide
  rejected,    ///< refused for good; it stays in the queue, explained
  queued,      ///< not decided: it goes with the next sync
};

constexpr std::string_view name_of(direct_state state) noexcept {
  switch (state) {
    case direct_state::applied: return "applied";
    case direct_state::superseded: return "superseded";
    case direct_state::conflict: return "conflict";
    case direct_state::rejected: return "rejected";
    case direct_state::queued: return "queued";
  }
  return "queued";
}

/// The answer of `client::direct`: what the body returned, and what the server said of its writes. Of several
/// writes that are not one group's fate, the worst.
template <class T>
struct direct_outcome {
  T value;
  direct_state state = direct_state::queued;
  std::optional<entente::error> error{};  ///< why it is not applied, where there is a reason
};

template <>
struct direct_outcome<void> {
  direct_state state = direct_state::queued;
  std::optional<entente::error> error{};
};

}  // namespace v0
}  // namespace entente
