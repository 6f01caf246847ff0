// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/timestamp.hpp>
#include <entente/base/uuid.hpp>
#include <entente/replica/detail/local_row.hpp>
#include <entente/replica/detail/queue_holds.hpp>
#include <entente/replica/detail/replica_session.hpp>
#include <entente/replica/queued_operation.hpp>
#include <entente/replica/set_aside_operation.hpp>
#include <entente/sqlite/database.hpp>
#include <entente/wire/record_image.hpp>

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

/// The work that was set aside, over one connection.
class set_aside_table {
 public:
  explicit set_aside_table(database& on) : on_(on) {}

  void put(queued_operation const& op, bool deleted, std::string_view image,
           std::string_view reason, timestamp now) {
    on_.prepared(
           "INSERT INTO entente_set_aside(sequence,entity,key,kind,edited,schema_version,body,sent,deleted,image,reason,at) "
           "VALUES(?,?,?,?,?,?,?,?,?,?,?,?)")
        .run(op.sequence, op.entity, op.key, static_cast<int>(op.kind), op.edited, op.schema_version, op.body,
             op.frozen(), deleted, image, reason, now.time_since_epoch().count());
  }

  [[nodiscard]] std::vector<set_aside_operation> first_ones(std::size_t limit) {
    std::vector<set_aside_operation> found;
    auto const run = on_.borrow(std::string{select} + " ORDER BY at,sequence LIMIT ?");
    run->bind(1, limit);
    while (run->step()) found.push_back(read(*run));
    return found;
  }
  [[nodiscard]] std::optional<set_aside_operation> find(std::int64_t id) {
    auto const run = on_.borrow(std::string{select} + " WHERE id=?");
    run->bind(1, id);
    if (!run->step()) return std::nullopt;
    return read(*run);
  }
  /// Whether there was one.
  bool erase(std::int64_t id) {
    on_.prepared("DELETE FROM entente_set_aside WHERE id=?").run(id);
    return on_.changes() > 0;
  }
  [[nodiscard]] std::int64_t count() {
    return on_.prepared("SELECT count(*) FROM entente_set_aside").value<std::int64_t>().value_or(0);
  }
  [[nodiscard]] std::int64_t count_of(std::string_view entity, uuid const& key) {
    return on_.prepared("SELECT count(*) FROM entente_set_aside WHERE key=? AND entity=?")
        .value<std::int64_t>(key, entity)
        .value_or(0);
  }
  void erase_of(std::string_view entity, uuid const& key) {
    on_.prepared("DELETE FROM entente_set_aside WHERE key=? AND entity=?").run(key, entity);
  }

 private:
  static constexpr char const* select =
      "SELECT id,entity,key,kind,edited,schema_version,body,sent,deleted,image,reason,at FROM entente_set_aside";

  static set_aside_operation read(statement const& from) {
    set_aside_operation one;
    one.id = from.column<std::int64_t>(0);
    one.entity = from.column<std::string>(1);
    one.key = from.column<uuid>(2);
    one.kind = static_cast<operation_kind>(from.column<std::uint8_t>(3));
    one.edited = from.column<edit_time>(4);
    one.schema_version = from.column<int>(5);
    one.body = from.column<std::string>(6);
    one.sent = from.column<bool>(7);
    one.deleted = from.column<bool>(8);
    one.image = from.column<std::string>(9);
    one.reason = from.column<std::string>(10);
    one.at = timestamp{std::chrono::microseconds{from.column<std::int64_t>(11)}};
    return one;
  }

  database& on_;
};

/// Takes the work on records out of the queue, on request: their operations, and with them what a person had to decide
/// about them. The records' rows are the caller's.
template <class Schema>
class work_remover {
 public:
  /// `keep`: the operations are set aside, for `reason`.
  work_remover(replica_session<Schema>& session, bool keep, std::string_view reason)
      : session_(session), keep_(keep), reason_(reason) {}

  /// The operations that were queued for one record, in order.
  template <class Entity>
  std::vector<queued_operation> take(local_row<Entity> const& row) {
    std::string_view const entity = describe<Entity>::name;
    auto ops = session_.queue.of_record(entity, row.key);
    std::string image;
    if (keep_ && !ops.empty()) image = image_of(row.value, row.unknown);
    remove(ops, row.deleted, image);
    return ops;
  }

  /// The operations of entities that this program does not have.
  void take_strange() {
    std::vector<queued_operation> strange;
    for (auto& op : session_.queue.first_ones(static_cast<std::size_t>(INT64_MAX)))
      if (Schema::find(op.entity) == Schema::size) strange.push_back(std::move(op));
    remove(strange, false, "{}");
  }

  /// What waited for the operations that are gone, waits no longer.
  void finish() {
    queue_holds holds{session_.on};
    for (auto const sequence : blocked_)
      holds.release(sequence, [this] { return session_.fresh_id(); });
    blocked_.clear();
  }

  [[nodiscard]] std::size_t operations() const noexcept { return count_; }

 private:
  void remove(std::vector<queued_operation> const& ops, bool deleted, std::string_view image) {
    for (auto const& op : ops) {
      if (keep_) set_aside_table{session_.on}.put(op, deleted, image, reason_, session_.now);
      session_.queue.erase(op.sequence);
      if (op.blocked()) blocked_.push_back(op.sequence);
      ++count_;
    }
  }

  replica_session<Schema>& session_;
  bool keep_;
  std::string_view reason_;
  std::vector<std::int64_t> blocked_{};
  std::size_t count_ = 0;
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
