// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/uuid.hpp>
#include <entente/replica/queued_operation.hpp>
#include <entente/sqlite/database.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace entente {
inline namespace v0 {
namespace detail {

/// Who waits for whom. An operation that cannot go on holds back the later ones on its record, the rest
/// of its group, and, if it is an insert, what refers to the new record; and so do those.
class queue_holds {
 public:
  explicit queue_holds(database& on) : on_(on) {}

  /// Holds back what depends on a blocked operation.
  void hold_dependants(std::int64_t cause) {
    // What waits for it already has dependants, too, which may have come free of another cause.
    auto found = held_by(cause);
    found.push_back(cause);
    spread(std::move(found), cause);
  }

  /// Holds back the operations of a record that this program cannot read, and what depends on them.
  void hold_record(std::string_view entity, uuid const& key) {
    std::vector<std::int64_t> found;
    {
      auto const run =
          on_.borrow("SELECT sequence FROM entente_queue WHERE key=? AND entity=? AND state=0");
      run->bind(1, key);
      run->bind(2, entity);
      while (run->step()) found.push_back(run->column<std::int64_t>(0));
    }
    for (auto const sequence : found) mark(sequence, held_by_quarantine);
    spread(std::move(found), held_by_quarantine);
  }

  /// Whether the record of an operation, or one that it refers to, is still to be made by an earlier one, from
  /// another transaction: what is of one is judged at once.
  [[nodiscard]] bool needs_queued_insert(queued_operation const& op) {
    return on_
        .prepared(
            "SELECT 1 FROM entente_queue WHERE kind=0 AND sequence<?1 AND (key=?2 AND entity=?3 OR key IN "
            "(SELECT target FROM entente_ref WHERE sequence=?1)) AND (group_id=0 OR group_id<>?4) LIMIT 1")
        .value<std::int64_t>(op.sequence, op.key, op.entity, op.group)
        .has_value();
  }

  /// Whether an earlier operation of the record, from another transaction, is still to be taken.
  [[nodiscard]] bool follows_another(queued_operation const& op) {
    return on_
        .prepared(
            "SELECT 1 FROM entente_queue WHERE key=? AND entity=? AND sequence<? AND (group_id=0 OR group_id<>?) "
            "LIMIT 1")
        .value<std::int64_t>(op.key, op.entity, op.sequence, op.group)
        .has_value();
  }

  /// Lets go of what waited for `cause`, unless it waits for something else as well. What the server has
  /// refused goes again as a new operation: `fresh_id()` makes its id.
  template <class FreshId>
  void release(std::int64_t cause, FreshId&& fresh_id) {
    std::vector<std::pair<std::int64_t, bool>> found;
    {
      auto const run = on_.borrow(
          "SELECT sequence,sender IS NULL FROM entente_queue WHERE state=4 AND held_by=?");
      run->bind(1, cause);
      while (run->step()) found.emplace_back(run->column<std::int64_t>(0), run->column<bool>(1));
    }
    for (auto const& [sequence, renew] : found) {
      on_.prepared(
             "UPDATE entente_queue SET state=0,held_by=0,error_code='',message='',field='' WHERE sequence=?")
          .run(sequence);
      if (renew)
        on_.prepared("UPDATE entente_queue SET op_id=? WHERE sequence=?").run(fresh_id(), sequence);
    }
    if (found.empty()) return;
    hold_again();
  }

  /// Lets go of what the server was too old for, and of what waited for it. False if there was nothing.
  template <class FreshId>
  bool release_deferred(FreshId&& fresh_id) {
    std::vector<std::int64_t> causes;
    {
      auto const run = on_.borrow("SELECT sequence FROM entente_queue WHERE state=4 AND held_by=-2");
      while (run->step()) causes.push_back(run->column<std::int64_t>(0));
    }
    if (causes.empty()) return false;
    release(held_by_server, fresh_id);
    for (auto const cause : causes) release(cause, fresh_id);
    return true;
  }

  /// Every cause holds what is its own. There are few, for each waits for a person or another server.
  void hold_again() {
    std::vector<std::int64_t> causes;
    for (auto const* sql : {"SELECT sequence FROM entente_queue WHERE state=2",
                            "SELECT sequence FROM entente_queue WHERE state=3",
                            "SELECT sequence FROM entente_queue WHERE state=4 AND held_by=-2"}) {
      auto const run = on_.borrow(sql);
      while (run->step()) causes.push_back(run->column<std::int64_t>(0));
    }
    for (auto const cause : causes) hold_dependants(cause);
    std::vector<std::pair<std::string, uuid>> unreadable;
    {
      auto const run = on_.borrow("SELECT entity,key FROM entente_quarantine");
      while (run->step())
        unreadable.emplace_back(run->column<std::string>(0), run->column<uuid>(1));
    }
    for (auto const& [entity, key] : unreadable) hold_record(entity, key);
    if (!unreadable.empty()) spread(held_by(held_by_quarantine), held_by_quarantine);
  }

 private:
  std::vector<std::int64_t> held_by(std::int64_t cause) {
    std::vector<std::int64_t> found;
    auto const run = on_.borrow("SELECT sequence FROM entente_queue WHERE state=4 AND held_by=?");
    run->bind(1, cause);
    while (run->step()) found.push_back(run->column<std::int64_t>(0));
    return found;
  }

  void spread(std::vector<std::int64_t> todo, std::int64_t cause) {
    while (!todo.empty()) {
      auto const sequence = todo.back();
      todo.pop_back();
      hold_found(
          cause, todo,
          "SELECT b.sequence FROM entente_queue a JOIN entente_queue b ON b.key=a.key AND b.entity=a.entity AND "
          "b.sequence>a.sequence WHERE a.sequence=? AND b.state=0",
          sequence);
      hold_found(
          cause, todo,
          "SELECT b.sequence FROM entente_queue a JOIN entente_queue b ON b.group_id=a.group_id AND b.group_id>0 "
          "WHERE a.sequence=? AND a.group_id>0 AND b.state=0",
          sequence);
      hold_found(
          cause, todo,
          "SELECT b.sequence FROM entente_queue a JOIN entente_ref r ON r.target=a.key JOIN entente_queue b ON "
          "b.sequence=r.sequence WHERE a.sequence=? AND a.kind=0 AND b.state=0",
          sequence);
    }
  }

  void hold_found(std::int64_t cause, std::vector<std::int64_t>& todo, std::string_view sql,
                  std::int64_t sequence) {
    auto const before = todo.size();
    {
      auto const run = on_.borrow(sql);
      run->bind(1, sequence);
      while (run->step()) todo.push_back(run->column<std::int64_t>(0));
    }
    for (auto i = before; i < todo.size(); ++i) mark(todo[i], cause);
  }

  void mark(std::int64_t sequence, std::int64_t cause) {
    on_.prepared("UPDATE entente_queue SET state=4,held_by=? WHERE sequence=?")
        .run(cause, sequence);
  }

  database& on_;
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
