// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/replica/detail/conflict_table.hpp>
#include <entente/replica/detail/page_applier.hpp>
#include <entente/replica/detail/queue_table.hpp>
#include <entente/replica/detail/state_table.hpp>
#include <entente/replica/detail/sync_notes.hpp>
#include <entente/replica/replica_status.hpp>
#include <entente/replica/snapshot_info.hpp>
#include <entente/sqlite/database.hpp>
#include <entente/sqlite/transaction.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace entente {
inline namespace v0 {
namespace detail {

inline replica_status read_status(database& on) {
  entente::transaction const snapshot{on, transaction_kind::read};
  queue_table queue{on};
  state_table const state{on};
  replica_status now;
  now.pending = queue.count(operation_state::pending);
  now.sending = queue.count(operation_state::sending);
  now.held = queue.count(operation_state::held);
  now.conflicts = queue.count(operation_state::conflict);
  now.resolving = conflict_table{on}.count() - now.conflicts;
  now.failed = queue.count(operation_state::failed);
  now.quarantined =
      on.prepared("SELECT count(*) FROM entente_quarantine").value<std::int64_t>().value_or(0);
  now.snapshots =
      on.prepared("SELECT count(*) FROM entente_snapshot").value<std::int64_t>().value_or(0);
  now.set_aside =
      on.prepared("SELECT count(*) FROM entente_set_aside").value<std::int64_t>().value_or(0);
  now.first_pages = state.number("first_pages");
  now.first_records = state.number("first_records");
  now.cursor = state.text(cursor_name("")).value_or("");
  now.complete = state.number("complete") != 0;
  now.epoch = state.identifier("epoch");
  now.incarnation = state.identifier("incarnation");
  now.problem = problem_noted(state);
  now.retry_at = time_noted(state, "retry_at");
  now.last_push = time_noted(state, "last_push");
  now.last_pull = time_noted(state, "last_pull");
  std::string const names = state.text("diverged").value_or("");
  for (std::size_t at = 0; at < names.size();) {
    auto const end = (std::min)(names.find(',', at), names.size());
    now.diverged.push_back(names.substr(at, end - at));
    at = end + 1;
  }
  return now;
}

inline snapshot_info snapshot_at(statement const& row) {
  snapshot_info one;
  one.id = row.column<std::int64_t>(0);
  one.entity = row.column<std::string>(1);
  one.key = row.column<uuid>(2);
  one.deleted = row.column<bool>(3);
  one.image = row.column<std::string>(4);
  one.reason = row.column<std::string>(5);
  one.at = timestamp{std::chrono::microseconds{row.column<std::int64_t>(6)}};
  return one;
}

inline std::vector<snapshot_info> read_snapshots(database& on, std::size_t limit) {
  std::vector<snapshot_info> found;
  auto const run = on.borrow(
      "SELECT id,entity,key,deleted,image,reason,at FROM entente_snapshot ORDER BY id DESC LIMIT ?");
  run->bind(1, limit);
  while (run->step()) found.push_back(snapshot_at(*run));
  return found;
}

inline std::optional<snapshot_info> read_snapshot(database& on, std::int64_t id) {
  auto const run =
      on.borrow("SELECT id,entity,key,deleted,image,reason,at FROM entente_snapshot WHERE id=?");
  run->bind(1, id);
  if (!run->step()) return std::nullopt;
  return snapshot_at(*run);
}

}  // namespace detail
}  // namespace v0
}  // namespace entente
