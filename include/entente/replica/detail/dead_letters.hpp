// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/error.hpp>
#include <entente/entity/validate.hpp>
#include <entente/merge/diff.hpp>
#include <entente/merge/fold.hpp>
#include <entente/replica/detail/operation_patch.hpp>
#include <entente/replica/detail/queue_holds.hpp>
#include <entente/replica/detail/record_merger.hpp>
#include <entente/replica/detail/renew.hpp>
#include <entente/replica/detail/replica_session.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace entente {
inline namespace v0 {
namespace detail {

/// What a person decides about operations that the server has refused for good.
template <class Schema>
class dead_letters {
 public:
  explicit dead_letters(replica_session<Schema>& session) : session_(session), holds_(session.on) {}

  /// Sends one again, with what waits for it.
  void retry(uuid const& op_id) { send_again(require_failed(op_id)); }

  /// Changes the record, and what the operation says of it, and sends that.
  template <class Entity, class Change>
  void edit(uuid const& op_id, Change&& change) {
    auto op = require_failed(op_id);
    auto said = patch_to_correct<Entity>(op);
    local_row<Entity> row;
    session_.template rows<Entity>().load(op.key, row);
    Entity wanted = row.value;
    std::forward<Change>(change)(wanted);
    auto const when = session_.tick();
    auto const correction = diff(row.value, wanted, when);
    if (correction.fields.none()) return send_again(std::move(op));
    validate(wanted).value();
    if (!can_fold(said, correction)) refuse<Entity>(error_code::too_large, "the correction leaves the field's range", {});
    fold(said, correction);
    if (op.kind != operation_kind::insert) op.edited = when;
    op.body = body_of(said, op.edited);
    if (op.body.size() > session_.options.operation_bytes)
      refuse<Entity>(error_code::too_large, "the record is larger than one operation may be", "store less in it");
    auto const targets = refs_of(correction.value, correction.fields);
    for (auto const& target : targets)
      if (auto const made = session_.queue.insert_of(target); made && made->sequence > op.sequence)
        refuse<Entity>(error_code::invalid_argument, "the correction refers to a record that was made later",
                       "discard the operation, and write the record again");
    correct_later(op, correction);
    entente::apply(correction, row.value);
    session_.template rows<Entity>().save(row);
    for (auto const& target : targets)
      if (session_.queue.insert_of(target)) session_.queue.add_ref(target, op.sequence);
    send_again(std::move(op));
  }

  /// Gives one up; its record becomes what the rest of its operations make of it. A record that the server
  /// never had goes with all its operations.
  void discard(uuid const& op_id) { give_up({require_failed(op_id)}); }

  /// The same of the whole local transaction that it belongs to.
  void discard_group(uuid const& op_id) {
    auto const op = require_failed(op_id);
    give_up(op.group == 0 ? std::vector<queued_operation>{op} : session_.queue.of_group(op.group));
  }

 private:
  queued_operation require_failed(uuid const& op_id) {
    auto op = session_.queue.find(op_id);
    if (!op || op->state != operation_state::failed)
      throw failure({error_code::not_found, "there is no failed operation of this id", {}, {}, {}});
    return std::move(*op);
  }

  template <class Entity>
  [[noreturn]] static void refuse(error_code code, std::string message, std::string remedy) {
    throw failure({code, std::move(message), std::string{describe<Entity>::name}, {}, std::move(remedy)});
  }

  template <class Entity>
  static patch<Entity> patch_to_correct(queued_operation const& op) {
    if (op.entity != describe<Entity>::name)
      refuse<Entity>(error_code::invalid_argument, "the failed operation is about a record of another entity", {});
    if (op.frozen())
      refuse<Entity>(error_code::invalid_argument, "the server may have taken the operation as it was",
                     "send it again as it is, or discard it");
    if (op.kind != operation_kind::insert && op.kind != operation_kind::update)
      refuse<Entity>(error_code::invalid_argument, "a refused delete or restore has nothing to correct",
                     "retry or discard it");
    auto said = read_patch<Entity>(op.body, op.edited);
    if (!said)
      refuse<Entity>(error_code::unsupported, "the operation was written by another version of this program",
                     "export it, and discard it");
    return std::move(*said);
  }

  /// What was written to the record after the refused operation says the same of the corrected fields.
  template <class Entity>
  void correct_later(queued_operation const& corrected, patch<Entity> const& correction) {
    for (auto& op : session_.queue.of_record(corrected.entity, corrected.key)) {
      if (op.sequence <= corrected.sequence || op.frozen() || op.kind != operation_kind::update) continue;
      auto said = patch_of<Entity>(op);
      auto again = correction;
      again.fields = correction.fields & said.fields & (correction.whole | (describe<Entity>::all - adding_up<Entity>));
      if (again.fields.none()) continue;
      fold(said, again);
      op.body = body_of(said, op.edited);
      session_.queue.put(op);
    }
  }

  /// The fields whose edits travel as differences: those of the correction are told once.
  template <class Entity>
  static constexpr field_mask adding_up = []<std::size_t... I>(std::index_sequence<I...>) {
    field_mask mask;
    auto const look = [&]<std::size_t Field>(std::integral_constant<std::size_t, Field>) {
      using policy = typename describe<Entity>::template policy<Field>;
      if (std::is_same_v<policy, counter> || std::is_same_v<policy, set_union> || std::is_same_v<policy, append>)
        mask.set(Field);
    };
    (look(std::integral_constant<std::size_t, I>{}), ...);
    return mask;
  }(std::make_index_sequence<describe<Entity>::size>{});

  void send_again(queued_operation op) {
    renew(op, session_.fresh_id());
    session_.queue.put(op);
    holds_.release(op.sequence, [this] { return session_.fresh_id(); });
  }

  void give_up(std::vector<queued_operation> const& chosen) {
    std::vector<queued_operation> gone;
    for (auto const& op : chosen) {
      with_entity_at<Schema>(Schema::find(op.entity), [&]<class Entity>() { snapshot_once<Entity>(op, gone); });
      gone.push_back(op);
      if (op.kind == operation_kind::insert)
        for (auto& each : session_.queue.of_record(op.entity, op.key))
          if (each.sequence != op.sequence) gone.push_back(std::move(each));
    }
    for (auto const& op : gone) session_.queue.erase(op.sequence);
    for (auto const& op : chosen)
      with_entity_at<Schema>(Schema::find(op.entity), [&]<class Entity>() {
        record_merger<Schema, Entity>{session_}.drop(op);
      });
    for (auto const& op : gone) holds_.release(op.sequence, [this] { return session_.fresh_id(); });
  }

  template <class Entity>
  void snapshot_once(queued_operation const& op, std::vector<queued_operation> const& before) {
    bool const taken = std::any_of(before.begin(), before.end(), [&](auto const& each) {
      return each.key == op.key && each.entity == op.entity;
    });
    local_row<Entity> row;
    if (!taken && session_.template rows<Entity>().load(op.key, row))
      session_.keep_snapshot(row, "discarded");
  }

  replica_session<Schema>& session_;
  queue_holds holds_;
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
