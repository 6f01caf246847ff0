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

/// The records of which one request has operations that were not accepted: what comes later in the replica's queue
/// is to be applied later, too.
using waiting_records = std::set<std::pair<std::string, uuid>>;

}  // namespace detail
}  // namespace v0
}  // namespace entente
