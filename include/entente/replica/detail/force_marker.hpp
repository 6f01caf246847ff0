// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/error.hpp>
#include <entente/replica/detail/dead_letters.hpp>
#include <entente/replica/detail/resolver.hpp>
#include <entente/replica/queued_operation.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace entente {
inline namespace v0 {
namespace detail {

/// Turns queued operations into ones that override what others wrote.
template <class Schema>
class force_marker {
 public:
  explicit force_marker(replica_session<Schema>& session) : session_(session) {}

  std::size_t run(std::string_view entity, std::int64_t through) {
    for (auto const& op : chosen(entity, through))
      if (op.state == operation_state::failed) dead_letters<Schema>{session_}.retry(op.op_id);
    decide_conflicts(entity, through);
    return mark(entity, through);
  }

  /// Those in conflict alone. Returns how many records were.
  std::size_t conflicts(std::string_view entity, std::int64_t through) {
    auto const decided = decide_conflicts(entity, through);
    if (decided > 0) mark(entity, through);
    return decided;
  }

 private:
  std::size_t decide_conflicts(std::string_view entity, std::int64_t through) {
    std::size_t decided = 0;
    for (auto const& op : chosen(entity, through))
      if (op.state == operation_state::conflict)
        with_entity_at<Schema>(Schema::find(op.entity), [&]<class Entity>() {
          decided += keep_local<Entity>(op) ? 1 : 0;
        });
    return decided;
  }

  std::size_t mark(std::string_view entity, std::int64_t through) {
    std::size_t changed = 0;
    for (auto op : chosen(entity, through)) {
      if (op.state != operation_state::pending || op.frozen() || op.force) continue;
      op.force = true;
      op.op_id = session_.fresh_id();
      session_.queue.put(op);
      ++changed;
    }
    return changed;
  }

  std::vector<queued_operation> chosen(std::string_view entity, std::int64_t through) {
    std::vector<queued_operation> found;
    for (auto& op : session_.queue.first_ones(static_cast<std::size_t>(INT64_MAX)))
      if (op.sequence <= through && (entity.empty() || op.entity == entity))
        found.push_back(std::move(op));
    return found;
  }

  /// The record as it is here is what its conflict comes to.
  template <class Entity>
  bool keep_local(queued_operation const& op) {
    auto const open = conflict_table{session_.on}.find(describe<Entity>::name, op.key);
    if (!open) return false;
    local_row<Entity> row;
    if (!session_.template rows<Entity>().load(op.key, row)) return false;
    try {
      resolver<Schema>{session_}.template decide<Entity>(
          op.key, row.deleted ? std::nullopt : std::optional<Entity>{row.value});
    } catch (failure const& refused) {
      // No force gives two records a value that only one may have: a person has to find another.
      if (refused.code() != error_code::not_unique) throw;
      return false;
    }
    // Based on the version that clashed, it overrides nothing in the server's eyes.
    if (open->server)
      session_.keep_image(describe<Entity>::name, op.key, false, *open->server, "overridden");
    return true;
  }

  replica_session<Schema>& session_;
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
