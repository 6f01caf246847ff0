// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/timestamp.hpp>
#include <entente/base/uuid.hpp>
#include <entente/replica/conflict.hpp>
#include <entente/replica/queued_operation.hpp>
#include <entente/sqlite/database.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace entente {
inline namespace v0 {
namespace detail {

/// A conflict as stored; images are JSON objects.
struct stored_conflict {
  conflict_info about{};
  std::optional<std::string> base{};
  std::optional<std::string> server{};
  edit_time server_edited{};
};

/// The conflicts, over one connection. One per record. A conflict goes with its operation (a trigger sees to
/// that), and is open while that operation is in conflict: nothing else has to be kept in step.
class conflict_table {
 public:
  explicit conflict_table(database& on) : on_(on) {}

  /// Opens a conflict, in place of the record's earlier one.
  void put(stored_conflict const& one) {
    auto const run = on_.borrow(
        "INSERT OR REPLACE INTO entente_conflict(entity,key,sequence,base_version,server_version,base,server,"
        "server_deleted,server_edited,at) VALUES(?,?,?,?,?,?,?,?,?,?)");
    run->bind_all(one.about.entity, one.about.key, one.about.sequence, one.about.base_version,
                  one.about.server_version, one.base, one.server, one.about.server_deleted,
                  one.server_edited, one.about.at.time_since_epoch().count());
    run->step();
  }

  /// The operation that carries the decision has another place in the queue.
  void move(std::int64_t from, std::int64_t to) {
    on_.prepared("UPDATE entente_conflict SET sequence=? WHERE sequence=?").run(to, from);
  }

  [[nodiscard]] std::optional<stored_conflict> find(std::string_view entity, uuid const& key) {
    auto const run = on_.borrow(std::string{columns} + " WHERE c.key=? AND c.entity=?");
    run->bind_all(key, entity);
    if (!run->step()) return std::nullopt;
    return read(*run);
  }
  [[nodiscard]] bool is_decision(std::int64_t sequence) {
    return on_.prepared("SELECT 1 FROM entente_conflict WHERE sequence=?")
        .value<std::int64_t>(sequence)
        .has_value();
  }

  [[nodiscard]] std::vector<conflict_info> all() {
    std::vector<conflict_info> found;
    auto const run = on_.borrow(std::string{columns} + " ORDER BY c.sequence");
    while (run->step()) found.push_back(read(*run).about);
    return found;
  }
  [[nodiscard]] std::int64_t count() {
    return on_.prepared("SELECT count(*) FROM entente_conflict").value<std::int64_t>().value_or(0);
  }

 private:
  static constexpr char const* columns =
      "SELECT c.entity,c.key,c.sequence,c.base_version,c.server_version,c.base,c.server,c.server_deleted,"
      "c.server_edited,c.at,q.state,q.error_code,q.message,q.field FROM entente_conflict c JOIN entente_queue q ON "
      "q.sequence=c.sequence";

  static stored_conflict read(statement const& from) {
    stored_conflict one;
    one.about.entity = from.column<std::string>(0);
    one.about.key = from.column<uuid>(1);
    one.about.sequence = from.column<std::int64_t>(2);
    one.about.base_version = from.column<std::int64_t>(3);
    one.about.server_version = from.column<std::int64_t>(4);
    one.base = from.column<std::optional<std::string>>(5);
    one.server = from.column<std::optional<std::string>>(6);
    one.about.server_deleted = from.column<bool>(7);
    one.server_edited = from.column<edit_time>(8);
    one.about.at = timestamp{std::chrono::microseconds{from.column<std::int64_t>(9)}};
    bool const open = from.column<std::uint8_t>(10) == static_cast<int>(operation_state::conflict);
    one.about.state = open ? conflict_state::open : conflict_state::resolving;
    one.about.error_code = from.column<std::string>(11);
    one.about.message = from.column<std::string>(12);
    one.about.field = from.column<std::string>(13);
    return one;
  }

  database& on_;
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
