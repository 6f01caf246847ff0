// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/error.hpp>
#include <entente/base/timestamp.hpp>
#include <entente/replica/detail/state_table.hpp>

#include <chrono>
#include <optional>
#include <string_view>

namespace entente {
inline namespace v0 {
namespace detail {

/// A moment that a state table remembers; nothing before the first.
inline std::optional<timestamp> time_noted(state_table const& state, std::string_view name) {
  auto const micros = state.number(name);
  if (micros == 0) return std::nullopt;
  return timestamp{std::chrono::microseconds{micros}};
}

/// What stopped the last sync, as the sync room has noted it; nothing when it went through.
inline std::optional<error> problem_noted(state_table const& state) {
  auto const code = state.text("problem_code");
  if (!code) return std::nullopt;
  return error{error_code_of(*code).value_or(error_code::unsupported),
               state.text("problem_message").value_or(""),
               state.text("problem_entity").value_or(""),
               state.text("problem_field").value_or(""),
               state.text("problem_remedy").value_or("")};
}

inline void note_problem(state_table& state, std::optional<error> const& problem,
                         std::optional<timestamp> const& retry_at) {
  if (problem) {
    state.put("problem_code", name_of(problem->code));
    state.put("problem_message", problem->message);
    state.put("problem_entity", problem->entity);
    state.put("problem_field", problem->field);
    state.put("problem_remedy", problem->remedy);
  } else {
    state.forget("problem_code");
  }
  if (retry_at)
    state.put("retry_at", retry_at->time_since_epoch().count());
  else
    state.forget("retry_at");
}

}  // namespace detail
}  // namespace v0
}  // namespace entente
