// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/uuid.hpp>
#include <entente/replica/queued_operation.hpp>

namespace entente {
inline namespace v0 {
namespace detail {

/// What was refused, and a person has seen to, goes again: as an operation of its own, or, where the server may
/// have it all the same, as it was.
inline void renew(queued_operation& op, uuid const& fresh_id) {
  if (!op.frozen()) op.op_id = fresh_id;
  op.state = operation_state::pending;
  op.attempts = 0;
  op.held_by = 0;
  op.error_code.clear();
  op.message.clear();
  op.field.clear();
}

}  // namespace detail
}  // namespace v0
}  // namespace entente
