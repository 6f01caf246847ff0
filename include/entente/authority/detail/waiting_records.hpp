// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/error.hpp>
#include <entente/base/uuid.hpp>
#include <entente/wire/op_result.hpp>
#include <entente/wire/operation.hpp>

#include <set>
#include <string>
#include <utility>
#include <vector>

namespace entente {
inline namespace v0 {
namespace detail {

/// The answers of a group that the server failed on.
inline std::vector<op_result> not_stored(std::vector<operation> const& group, error_code code) {
  std::vector<op_result> results;
  results.reserve(group.size());
  for (auto const& op : group) {
    op_result out;
    out.op_id = op.op_id;
    out.outcome = verdict::retry;
    out.code = code;
    out.message = "the server could not store the operation";
    results.push_back(std::move(out));
  }
  return results;
}

/// The answer to an operation that has to wait.
inline op_result held(operation const& op, error_code code, char const* why) {
  op_result out;
  out.op_id = op.op_id;
  out.outcome = verdict::held;
  out.code = code;
  out.message = why;
  return out;
}

/// What stood on a past that this database does not have must be brought onto the one it has first.
inline op_result out_of_epoch(operation const& op) {
  return held(op, error_code::not_ready, "the server's database was restored; pull before pushing");
}

inline error misused_op_id(operation const& op) {
  return {error_code::invalid_argument, "this op id was used for another operation", op.entity, {}, {}};
}

/// Thrown by an applier without undo: everything has to be undone, and done again by one with.
struct group_to_undo {};

/// The records of which one request has operations that were not accepted: what comes later in the replica's queue
/// is to be applied later, too.
using waiting_records = std::set<std::pair<std::string, uuid>>;

}  // namespace detail
}  // namespace v0
}  // namespace entente
