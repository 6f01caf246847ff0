// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/error.hpp>
#include <entente/base/timestamp.hpp>
#include <entente/base/uuid.hpp>
#include <entente/entity/operation_kind.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace entente {
inline namespace v0 {

/// Where an operation stands on its way to the server.
enum class operation_state : std::uint8_t {
  pending,   ///< goes with the next push
  sending,   ///< is being pushed
  conflict,  ///< waits for a person to decide
  failed,    ///< was refused for good; retry, correct or discard it
  held,      ///< waits for another operation, named by `held_by`
};

constexpr std::string_view name_of(operation_state state) noexcept {
  switch (state) {
    case operation_state::pending: return "pending";
    case operation_state::sending: return "sending";
    case operation_state::conflict: return "conflict";
    case operation_state::failed: return "failed";
    case operation_state::held: return "held";
  }
  return "pending";
}

/// Whether an operation in this state waits for a person, another operation or another server.
constexpr bool is_blocked(operation_state state) noexcept {
  return state == operation_state::conflict || state == operation_state::failed || state == operation_state::held;
}

/// `queued_operation::held_by` of operations on a record whose server state this program cannot read.
inline constexpr std::int64_t held_by_quarantine = -1;

/// `queued_operation::held_by` of operations that the server is too old for; every sync asks it again.
inline constexpr std::int64_t held_by_server = -2;

/// One operation that the server has not acknowledged. A plain value.
struct queued_operation {
  std::int64_t sequence = 0;  ///< its place; operations go in this order
  uuid op_id{};               ///< identifies the intent; a repeat carries the same
  std::int64_t group = 0;     ///< the local transaction it belongs to; 0 for an operation alone
  std::string entity{};
  uuid key{};
  operation_kind kind = operation_kind::update;
  std::int64_t base_version = 0;
  edit_time edited{};
  int schema_version = 1;
  bool force = false;
  std::string body = "{}";  ///< the patch as it will travel
  operation_state state = operation_state::pending;
  std::optional<uuid>
      sender{};               ///< the incarnation under which it was first sent; frozen while set
  bool unsure = false;        ///< an attempt ended without an answer: the server may have it
  std::int64_t attempts = 0;  ///< verdicts that asked for a repeat
  std::int64_t held_by =
      0;  ///< the sequence of the operation it waits for, `held_by_quarantine`, or 0
  std::string error_code{};  ///< why it failed or waits, by `name_of`; empty for no reason
  std::string message{};
  std::string field{};

  /// Its bytes may have reached the server, so they must not change before a verdict.
  [[nodiscard]] bool frozen() const noexcept { return sender.has_value(); }
  /// The server has none of it: it may change again.
  void thaw() noexcept {
    sender.reset();
    unsure = false;
  }
  [[nodiscard]] bool blocked() const noexcept { return is_blocked(state); }
  /// Why it failed or waits, as data. Of a code that this program does not know: `unsupported`.
  [[nodiscard]] error why() const {
    return {error_code_of(error_code).value_or(entente::error_code::unsupported), message, entity, field, {}};
  }
};

}  // namespace v0
}  // namespace entente
