// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/error.hpp>
#include <entente/replica/detail/conflict_table.hpp>
#include <entente/replica/detail/page_applier.hpp>
#include <entente/replica/detail/queue_holds.hpp>
#include <entente/replica/detail/record_merger.hpp>
#include <entente/replica/detail/record_mergers.hpp>
#include <entente/replica/detail/replica_session.hpp>
#include <entente/replica/sync_outcome.hpp>
#include <entente/wire/push_answer.hpp>
#include <entente/wire/push_request.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace entente {
inline namespace v0 {
namespace detail {

/// Works a server's answer into the queue and the rows. Results are matched by op id.
template <class Schema>
class settler {
 public:
  explicit settler(replica_session<Schema>& session) : session_(session), holds_(session.on), mergers_(session) {}

  settle_report run(push_request const& request, push_answer const& answer) {
    // Versions of another epoch do not compare with ours. The cursor stays: its epoch tells the server that we have
    // records of another past, which it has to tell the deleted ones of.
    if (page_applier<Schema>::note_epoch(session_, answer.epoch, answer.epoch_start))
      session_.begin_generation();
    of_another_past_ = !request.released.epoch.is_nil() && request.released.epoch != answer.epoch;
    std::unordered_map<uuid, op_result const*> results;
    for (auto const& each : answer.results) {
      results.emplace(each.op_id, &each);
      if (!answer.epoch.is_nil()) session_.note_seen(each.updated_at);
    }
    std::size_t matched = 0;
    for (auto const& group : request.groups) {
      for (auto const& sent : group) {
        auto op = still_queued(sent);
        auto found = results.find(sent.op_id);
        if (found != results.end() && tells_of(*found->second, sent)) {
          ++matched;
        } else {
          found = results.end();  // what tells of another record tells nothing of this operation
        }
        if (!sent.recovered.is_nil()) {
          if (found != results.end())
            lost_records<Schema>{session_}.settle(sent, *found->second) ? ++report_.given_back : ++report_.retried;
          continue;
        }
        if (!op || !awaits_answer(*op)) continue;
        op->state = operation_state::pending;
        if (found == results.end()) {
          op->unsure = true;
          session_.queue.put(*op);  // it will be asked again
          continue;
        }
        if (Schema::find(op->entity) == Schema::size) {
          settle_orphan(*op, *found->second);
          continue;
        }
        with_entity_at<Schema>(Schema::find(op->entity),
                               [&]<class Entity>() { settle_one<Entity>(*op, *found->second); });
      }
    }
    report_.protocol_errors += results.size() - matched;
    for (auto const sequence : blocked_) holds_.hold_dependants(sequence);
    if (judged_too_early_) holds_.hold_again();
    note_settled();
    session_.keep_clock();
    return report_;
  }

  /// No request with these operations gets through, which is no verdict of the server's.
  void refuse(push_request const& request, error const& why) {
    for (auto const& group : request.groups)
      for (auto const& sent : group) {
        auto op = session_.queue.find(sent.op_id);
        if (!op || op->blocked()) continue;
        if (!op->unsure) op->thaw();
        fail(*op, why);
      }
    for (auto const sequence : blocked_) holds_.hold_dependants(sequence);
  }

 private:
  /// A sent operation keeps its place; that is found sooner than its id.
  std::optional<queued_operation> still_queued(operation const& sent) {
    auto op = session_.queue.at(sent.sequence);
    return op && op->op_id == sent.op_id ? op : session_.queue.find(sent.op_id);
  }

  /// Also one whose lease was recalled meanwhile, by another process that opened the file.
  static bool awaits_answer(queued_operation const& op) {
    return op.state == operation_state::sending || (op.state == operation_state::pending && op.unsure);
  }

  /// Whether the rows in a result are the operation's record.
  static bool tells_of(op_result const& result, operation const& sent) {
    auto const fits = [&](std::optional<change> const& row) {
      return !row || (row->key == sent.key && (row->entity == sent.entity ||
                                               find_entity<Schema>(row->entity, row->schema_version) ==
                                                   find_entity<Schema>(sent.entity, sent.schema_version)));
    };
    return fits(result.row) && fits(result.replaced);
  }

  /// Of an entity that the program has no more; sent by an earlier version of it.
  void settle_orphan(queued_operation& op, op_result const& result) {
    if (result.outcome == verdict::applied || result.outcome == verdict::superseded) {
      ++(result.outcome == verdict::applied ? report_.applied : report_.superseded);
      return leave_queue(op);
    }
    if (result.outcome == verdict::retry && ++op.attempts < session_.options.server_attempts) {
      ++report_.retried;
      return session_.queue.put(op);
    }
    ++report_.rejected;
    op.sender.reset();
    fail(op, result);
  }

  /// What waits was not refused: an earlier attempt that got no answer, and is on its way still, may be applied once
  /// what it waits for has come. It goes again as it was, or it would count twice. A server that was restored holds
  /// that attempt, too, for the past it stands on.
  void thaw_unless_unsure(queued_operation& op) const {
    if (!op.unsure || of_another_past_) op.thaw();
  }

  /// The server is too old for the operation: it waits until there is a newer one.
  void defer(queued_operation& op, op_result const& result) {
    ++report_.deferred;
    thaw_unless_unsure(op);
    op.state = operation_state::held;
    op.held_by = held_by_server;
    note_error(op, result);
    session_.queue.put(op);
    blocked_.push_back(op.sequence);
  }

  template <class Entity>
  void settle_one(queued_operation& op, op_result const& result) {
    auto& merger = mergers_.template of<Entity>();
    bool const too_early = judged_too_early(op, result);
    judged_too_early_ = judged_too_early_ || too_early;
    switch (too_early ? verdict::held : result.outcome) {
      case verdict::applied:
        ++report_.applied;
        if (result.replaced && !result.replaced->deleted)
          session_.keep_image(op.entity, op.key, false, result.replaced->fields, "overridden");
        leave_queue(op);
        take_result(merger, op, result, true);
        return;
      case verdict::superseded:
        ++report_.superseded;
        leave_queue(op);
        merger.load(op.key);
        if (merger.exists() && op.kind != operation_kind::remove)
          session_.keep_snapshot(merger.row(), "superseded");
        take_result(merger, op, result, false);
        return;
      case verdict::conflict:
        ++report_.conflicts;
        conflict(merger, op, result);
        return;
      case verdict::stale: stale(merger, op, result); return;
      case verdict::rejected:
        if (result.code == error_code::invalid_argument) return follow_twin(merger, op);
        op.thaw();
        ++report_.rejected;
        // A retry is to have a chance.
        if (result.code == error_code::forbidden) op.force = false;
        fail(op, result);
        return;
      case verdict::retry:
        if (result.code == error_code::newer_schema) return defer(op, result);
        ++report_.retried;
        if (++op.attempts >= session_.options.server_attempts) return fail(op, result);
        note_error(op, result);
        session_.queue.put(op);
        return;
      case verdict::held:
        ++report_.held;
        thaw_unless_unsure(op);
        session_.queue.put(op);  // its cause, which blocks, will hold it
        return;
      case verdict::fork:
        ++report_.restaged;
        if (!forked_) session_.renew_incarnation();
        forked_ = true;
        op.thaw();
        session_.queue.put(op);
        return;
    }
  }

  /// A copy of this file has sent the same operation, carried over to another version of the record. Its effect is
  /// the server's by now, and the stream will tell.
  template <class Entity>
  void follow_twin(record_merger<Schema, Entity>& merger, queued_operation const& op) {
    ++report_.applied;
    leave_queue(op);
    merger.drop(op);
  }

  /// Whether the server has refused an operation only because it has not taken what that builds on: an earlier
  /// operation of the record, or an insert that it needs.
  bool judged_too_early(queued_operation const& op, op_result const& result) {
    if (result.outcome != verdict::rejected && result.outcome != verdict::conflict) return false;
    return holds_.follows_another(op) ||
           (result.code == error_code::not_found && holds_.needs_queued_insert(op));
  }

  /// The server is done with an operation; its receipt may go.
  void leave_queue(queued_operation const& op) {
    session_.queue.erase(op.sequence);
    settled_.emplace_back(op.sequence, op.op_id);
  }

  /// What is settled up to the oldest operation in the queue needs no telling apart.
  void note_settled() {
    if (settled_.empty()) return;
    auto const through = session_.queue.settled_through();
    for (auto const& [sequence, op_id] : settled_)
      if (sequence > through)
        session_.on.prepared("INSERT OR IGNORE INTO entente_settled(sequence,op_id) VALUES(?,?)").run(sequence, op_id);
  }

  template <class Entity>
  void take_result(record_merger<Schema, Entity>& merger, queued_operation const& op,
                   op_result const& result, bool applied) {
    merger.load(op.key);
    bool const told = result.row && !result.row->left;  // of what is out of sight the stream will tell
    if (told && result.row->version != 0 && merger.exists()) {
      if (!merger.knows(result.row->version)) {
        if (!merger.read(*result.row)) {
          auto const effect = merger.take(applied ? &op : nullptr);
          if (effect.conflict != 0) ++report_.conflicts;
          return;
        }
      }
      // Known already, or not to be read here: the stream will tell.
      merger.drop(op);
      return;
    }
    if (applied)
      merger.acknowledge(op, result.version, result.updated_at);
    else
      merger.drop(op);
  }

  template <class Entity>
  void conflict(record_merger<Schema, Entity>& merger, queued_operation& op,
                op_result const& result) {
    op.thaw();
    merger.load(op.key);
    // Given up meanwhile, and unknown to the server: there are no two sides that a person could choose from.
    if (!merger.exists() && !result.row) return fail(op, result);
    bool const told = result.row && !merger.read(*result.row);
    merger.open_conflict(op, told ? &merger.remote() : nullptr);
    op.state = operation_state::conflict;
    note_error(op, result);
    if (op.message.empty()) {
      op.error_code = name_of(error_code::conflict);
      op.message = clash_message;
    }
    session_.queue.put(op);
    if (told && !merger.knows(merger.remote().version)) merger.take();
    blocked_.push_back(op.sequence);
  }

  /// A server that does not merge: we do, and ask again. After many times a person has to look.
  template <class Entity>
  void stale(record_merger<Schema, Entity>& merger, queued_operation& op, op_result const& result) {
    if (++op.attempts >= session_.options.server_attempts) {
      ++report_.conflicts;
      return conflict(merger, op, result);
    }
    op.thaw();
    op.op_id = session_.fresh_id();
    session_.queue.put(op);
    ++report_.restaged;
    if (!result.row) return;
    merger.load(op.key);
    if (!merger.exists()) return;
    if (merger.read(*result.row)) return;
    auto const effect = merger.take();
    if (effect.conflict != 0) ++report_.conflicts;
  }

  /// Refused for good. A decision that is refused leaves its conflict open again, unless it may have arrived.
  template <class Reason>  // an error or a result: both have a code, a message and a field
  void fail(queued_operation& op, Reason const& why) {
    bool const decision = !op.frozen() && conflict_table{session_.on}.is_decision(op.sequence);
    op.state = decision ? operation_state::conflict : operation_state::failed;
    note_error(op, why);
    session_.queue.put(op);
    blocked_.push_back(op.sequence);
  }

  template <class Reason>
  static void note_error(queued_operation& op, Reason const& why) {
    op.error_code = name_of(why.code);
    op.message = why.message;
    op.field = why.field;
  }

  replica_session<Schema>& session_;
  queue_holds holds_;
  record_mergers<Schema> mergers_;
  settle_report report_{};
  bool forked_ = false;
  bool judged_too_early_ = false;
  bool of_another_past_ = false;  ///< the request stands on what the server's database does not have
  std::vector<std::int64_t> blocked_;
  std::vector<std::pair<std::int64_t, uuid>> settled_;
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
