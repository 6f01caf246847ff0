// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/timestamp.hpp>
#include <entente/base/uuid.hpp>
#include <entente/replica/detail/queue_table.hpp>
#include <entente/replica/detail/state_table.hpp>
#include <entente/replica/detail/sync_notes.hpp>
#include <entente/replica/stuck_reason.hpp>
#include <entente/sqlite/database.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace entente {
inline namespace v0 {
namespace detail {

/// What keeps a pending operation: nothing of its own.
inline void explain_pending(state_table const& state, queued_operation const& op, std::int64_t most_attempts,
                            stuck_reason& found) {
  auto problem = problem_noted(state);
  found.retry_at = time_noted(state, "retry_at");
  if (op.attempts > 0) {
    found.kind = stuck_kind::server_failing;
    found.problem = op.why();
    found.sentence = "The server could not handle it " + std::to_string(op.attempts) + " of " +
                     std::to_string(most_attempts) + " times (" + op.message + "). It goes again";
  } else if (problem) {
    found.kind = stuck_kind::sync_failed;
    found.sentence = "The last sync failed: " + problem->text() + ". It goes";
    found.problem = std::move(problem);
  } else {
    found.kind = stuck_kind::goes_next;
    found.sentence = "Nothing is wrong: it goes with the next sync.";
    return;
  }
  found.sentence += found.retry_at ? " with the next sync, from " + to_rfc3339(*found.retry_at, 0) + " on."
                                   : std::string{" with the next sync."};
}

/// Why an operation is not on the server yet.
inline stuck_reason explain(database& on, uuid const& op_id, std::int64_t most_attempts) {
  queue_table queue{on};
  stuck_reason found;
  auto const op = queue.find(op_id);
  if (!op) {
    found.sentence = "It is not in the queue: the server has settled it, or it was given up.";
    return found;
  }
  found.attempts = op->attempts;
  switch (op->state) {
    case operation_state::pending: explain_pending(state_table{on}, *op, most_attempts, found); break;
    case operation_state::sending:
      found.kind = stuck_kind::sending;
      found.sentence = "It is on its way to the server.";
      break;
    case operation_state::conflict:
      found.kind = stuck_kind::conflict;
      found.problem = op->why();
      found.sentence = "It waits for a person to decide a conflict: " + op->message + ".";
      break;
    case operation_state::failed:
      found.kind = stuck_kind::refused;
      found.problem = op->why();
      found.sentence = "The server has refused it: " + found.problem->text() + ". Correct it, send it again or give it up.";
      break;
    case operation_state::held: {
      auto const cause = queue.at(op->held_by);
      if (op->held_by == held_by_server) {
        found.kind = stuck_kind::server_too_old;
        found.problem = op->why();
        found.sentence = "The server is too old for it. It goes when the server has been upgraded.";
        break;
      }
      if (!cause) {
        found.kind = stuck_kind::unreadable;
        found.sentence = "The server has its record in a form that this program cannot read. A newer program can.";
        break;
      }
      found.kind = stuck_kind::held;
      found.blocked_by.push_back(cause->op_id);
      found.problem = cause->why();
      found.sentence = std::string{"It waits for another operation, which "} +
                       (cause->state == operation_state::conflict ? "is in conflict"
                        : cause->state == operation_state::failed ? "the server has refused"
                                                                  : "the server is too old for") +
                       ": " +
                       cause->message + ".";
    }
  }
  return found;
}

}  // namespace detail
}  // namespace v0
}  // namespace entente
