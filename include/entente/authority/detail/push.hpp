// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/authority/detail/apply_intent.hpp>
#include <entente/authority/detail/group_rules.hpp>
#include <entente/authority/detail/key_horizon.hpp>
#include <entente/authority/detail/receipt_book.hpp>
#include <entente/authority/detail/rows.hpp>
#include <entente/authority/detail/take_back.hpp>
#include <entente/authority/detail/waiting_records.hpp>
#include <entente/authority/detail/write_session.hpp>
#include <entente/base/error.hpp>
#include <entente/base/uuid.hpp>
#include <entente/entity/patch.hpp>
#include <entente/entity/visible_to.hpp>
#include <entente/reflect/field_name.hpp>
#include <entente/reflect/field_type.hpp>
#include <entente/reflect/for_each_chosen.hpp>
#include <entente/reflect/get_field.hpp>
#include <entente/wire/op_result.hpp>
#include <entente/wire/downcast.hpp>
#include <entente/wire/patch_codec.hpp>
#include <entente/wire/push_request.hpp>
#include <entente/wire/settle_intent.hpp>
#include <entente/wire/upcast.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace entente {
inline namespace v0 {
namespace detail {

/// Applies the groups of one push request within one transaction.
template <class Schema, class Session>
class group_applier {
 public:
  /// To be made before the request's receipts are released: a replica that has forgotten what it had acknowledged
  /// before is an old copy of one.
  group_applier(write_session<Schema, Session>& session, push_request const& request, waiting_records& waiting)
      : session_(session),
        waiting_(waiting),
        replica_(request.replica),
        acknowledged_(session.store.acknowledged_through(replica_, session.who.name)),
        purged_(session.store.retention().purged_through(replica_, session.who.name)),
        receipt_fence_(first_uuid_of({session.store.number("receipt_fence")})),
        other_epoch_(!request.released.epoch.is_nil() && request.released.epoch != session.store.identifier("epoch")),
        forked_(request.released.through > 0 && request.released.through < acknowledged_),
        receipts_(session, replica_, greatest_of(request, &operation::op_id)),
        last_key_(greatest_of(request, &operation::key)) {
    acknowledged_ = (std::max)(acknowledged_, request.released.through);
  }

  /// From now on no group can be undone by itself: where one would have to be, `group_to_undo` is thrown.
  void go_without_undo() noexcept { without_undo_ = true; }

  /// All of a group, or nothing of it. One result per operation, in order.
  std::vector<op_result> run(std::vector<operation> const& group) {
    auto results = waits(group) ? hold_all(group) : decide(group);
    for (std::size_t i = 0; i < group.size(); ++i)
      if (blocks(results[i].outcome)) waiting_.emplace(group[i].entity, group[i].key);
    return results;
  }

 private:
  std::vector<op_result> decide(std::vector<operation> const& group) {
    auto const mark = session_.here();
    writes_before_ = session_.store.writes();
    session_.log = {};
    try {
      std::vector<op_result> results;
      auto const refused = without_undo_ ? attempt(group, results) : attempt_with_undo(group, results);
      if (refused == group.size()) return results;
      require_undone();
      session_.back_to(mark);
      return hold_siblings(group, std::move(results[refused]), refused);
    } catch (failure const& why) {
      return fail_group(group, mark, why.code());
    } catch (std::exception const&) {  // a validator's or merge policy's, or no memory
      return fail_group(group, mark, error_code::server_failed);
    }
  }

  [[nodiscard]] bool waits(std::vector<operation> const& group) const {
    return std::any_of(group.begin(), group.end(),
                       [&](operation const& op) { return waiting_.contains({op.entity, op.key}); });
  }

  std::vector<op_result> hold_all(std::vector<operation> const& group) {
    std::vector<op_result> results;
    results.reserve(group.size());
    for (auto const& op : group) {
      auto earlier = settled(op);
      results.push_back(earlier ? std::move(*earlier)
                                : held(op, error_code::not_ready, "an earlier operation of the record was not accepted"));
    }
    return results;
  }

  struct pending_ref {
    std::size_t operation;
    std::size_t target;
    uuid key;
    std::string_view field;
  };

  static bool blocks(verdict outcome) {
    return outcome != verdict::applied && outcome != verdict::superseded;
  }

  std::size_t attempt_with_undo(std::vector<operation> const& group, std::vector<op_result>& results) {
    auto undo = session_.store.begin_group();
    auto const refused = attempt(group, results);
    if (refused == group.size()) undo.release();
    return refused;
  }

  /// Most refusals come before anything is written.
  void require_undone() const {
    if (without_undo_ && session_.store.writes() != writes_before_) throw group_to_undo{};
  }

  /// Applies one after the other and keeps the receipts. Returns the place of what is refused, or the group's size.
  std::size_t attempt(std::vector<operation> const& group, std::vector<op_result>& results) {
    refs_.clear();
    fresh_.clear();
    places_.clear();
    results.reserve(group.size());
    for (std::size_t i = 0; i < group.size(); ++i) {
      results.push_back(answer(group, i, results));
      if (blocks(results.back().outcome)) return i;
    }
    if (auto const at_fault = check_refs(results); at_fault < results.size()) return at_fault;
    auto const at_fault = enforce_rules(group, results);
    if (at_fault == results.size()) keep_receipts(group, results);
    return at_fault;
  }

  op_result answer(std::vector<operation> const& group, std::size_t position, std::vector<op_result> const& results) {
    operation const& op = group[position];
    op_result out;
    out.op_id = op.op_id;
    if (op.op_id.is_nil() || op.key.is_nil())
      return refused(out, {error_code::malformed, "an operation needs an op id and a key", op.entity, {}, {}});
    if (auto earlier = receipt_of(op)) return std::move(*earlier);
    if (group.size() > 1)
      if (auto const [twin, first] = places_.try_emplace(op.op_id, position); !first)
        return body_hash(group[twin->second]) == body_hash(op) ? results[twin->second] : refused(out, misused_op_id(op));
    if (other_epoch_) return out_of_epoch(op);
    if (op.recovered.is_nil() && is_purged(op)) return as_it_stands(op);
    if (op.recovered.is_nil() && is_fork(op)) return forked(out);
    std::size_t const entity = find_entity<Schema>(op.entity, op.schema_version);
    if (entity == Schema::size) return unknown_entity(op, out);
    if (op.recovered.is_nil()) fresh_.push_back(position);
    session_.log.operation = position;
    try {
      with_entity<Schema>(entity, [&]<class Entity>() {
        if (!op.recovered.is_nil())
          take_back<Entity>(op, out);
        else
          apply_typed<Entity>(op, position, out);
        horizon_of<Entity>().note(op.key);
      });
    } catch (failure const& why) {
      // What cannot be stored, such as a number beyond SQL's, is the operation's fault; the rest is ours.
      if (why.code() != error_code::validation_failed && why.code() != error_code::too_large) throw;
      out = {};
      out.op_id = op.op_id;
      return refused(out, why.why());
    }
    return out;
  }

  /// A program of an older schema speaks of what is no more; any other knows what this server does not know
  /// yet, and may wait for it.
  [[nodiscard]] static op_result unknown_entity(operation const& op, op_result& out) {
    if (op.schema_version < Schema::version)
      return refused(out, {error_code::not_found, "the server has no entity of this name any more", {}, {}, {}});
    return deferred(out, {error_code::newer_schema, "the server does not know this entity yet", {}, {}, {}});
  }

  [[nodiscard]] static op_result deferred(op_result& out, error const& why) {
    auto answer = refused(out, why);
    answer.outcome = verdict::retry;
    return answer;
  }

  [[nodiscard]] static op_result refused(op_result& out, error const& why) {
    out.outcome = verdict::rejected;
    out.code = why.code;
    out.message = why.message;
    out.field = why.field;
    return std::move(out);
  }

  // ---- What was decided before -----------------------------------------------------------------

  /// The answer given before, byte for byte.
  std::optional<op_result> receipt_of(operation const& op) {
    auto const earlier = receipts_.find(op.op_id);
    if (!earlier) return std::nullopt;
    if (earlier->body_hash != body_hash(op)) {
      op_result out;
      out.op_id = op.op_id;
      return refused(out, misused_op_id(op));
    }
    // What somebody else was told may show what this caller does not see.
    if (earlier->released || earlier->principal != session_.who.name) return as_it_stands(op);
    return told_before(op.op_id, *earlier);
  }

  /// The replica is done with this place in its queue, and did not apply anything there.
  [[nodiscard]] bool is_passed(operation const& op) const { return op.sequence <= acknowledged_; }

  /// Whether the operation may have had a receipt that was purged. One that is younger than all these, or comes after
  /// them in its replica's queue, had none.
  [[nodiscard]] bool is_purged(operation const& op) {
    if (tells_its_time(op.op_id) ? op.op_id >= receipt_fence_ : !has_place(op)) return false;
    if (!has_place(op)) return true;
    return op.sequence <= (std::max)(acknowledged_, purged_) && !session_.store.operation_at(replica_, op.sequence);
  }
  [[nodiscard]] bool has_place(operation const& op) const noexcept { return !replica_.is_nil() && op.sequence > 0; }

  /// The answer to what was applied before and acknowledged: where the record stands.
  op_result as_it_stands(operation const& op) {
    op_result out;
    out.op_id = op.op_id;
    out.outcome = verdict::applied;
    add_row(op, out);
    if (out.version > 0 || !session_.purged_at(op.entity, op.key)) return out;
    out.outcome = verdict::superseded;
    out.code = error_code::not_found;
    out.message = "the record was deleted long ago";
    return out;
  }

  /// Whether another copy of the replica has pushed. Then its edits cannot be told from this one's, and all
  /// that is new must come again under a new incarnation. To be asked for operations without a receipt.
  bool is_fork(operation const& op) {
    return has_place(op) && (forked_ || is_passed(op) || is_taken(op));
  }
  /// Whether another operation has used its place in the queue.
  bool is_taken(operation const& op) {
    if (!last_place_) last_place_ = session_.store.last_place(replica_);
    if (op.sequence > *last_place_) return false;
    auto const other = session_.store.operation_at(replica_, op.sequence);
    return other && *other != op.op_id;
  }

  op_result forked(op_result& out) {
    forked_ = true;
    out.outcome = verdict::fork;
    out.code = error_code::conflict;
    out.message = "another copy of this replica has used this place in the queue";
    return std::move(out);
  }

  // ---- One operation ---------------------------------------------------------------------------

  template <class Entity>
  key_horizon& horizon_of() {
    auto& known = records_[Schema::template index_of<Entity>];
    if (!known) known.emplace(session_.store.template last_key_up_to<Entity>(last_key_));
    return *known;
  }

  template <class Entity>
  void apply_typed(operation const& op, std::size_t position, op_result& out) {
    intent<Entity> wanted;
    wanted.key = op.key;
    wanted.kind = op.kind;
    wanted.base_version = op.base_version;
    wanted.edited = op.edited;
    wanted.force = op.force;
    wanted.author = replica_;
    wanted.absent = !horizon_of<Entity>().may_hold(op.key);
    if (op.kind == operation_kind::insert || op.kind == operation_kind::update) {
      auto change = read_body<Entity>(op, &wanted.unknown);
      if (!change) {
        out = unreadable(op, change.why(), out);
        return;
      }
      wanted.change = std::move(*change);
      note_refs(wanted.change, position);
    }
    intent_applier<Schema, Session, Entity> applier{session_};
    auto done = applier.run(std::move(wanted));
    out.outcome = done.outcome;
    if (done.replaced && visible_to(session_.who.name, done.replaced->value))
      out.replaced = change_of(*done.replaced);
    if (done.refused) {
      out.code = done.refused->code;
      out.message = done.refused->message;
      out.field = done.refused->field;
    }
    if (done.row.version > 0 && done.outcome != verdict::rejected)
      describe_row(done.row, done.altered || done.outcome != verdict::applied || needs_upcast<Schema, Entity>(op.schema_version),
                   op, out);
  }

  /// A newer program may write a known field in a form that this one cannot read yet.
  static op_result unreadable(operation const& op, error why, op_result& out) {
    bool const newer = op.schema_version > Schema::version ||
                       (why.code == error_code::newer_schema && op.schema_version == Schema::version);
    if (newer) why.code = error_code::newer_schema;
    return newer ? deferred(out, why) : refused(out, why);
  }

  /// Reads what an operation writes, with older programs' names and values brought to this schema.
  template <class Entity>
  result<patch<Entity>> read_body(operation const& op, unknown_members* unknown) {
    if (!needs_upcast<Schema, Entity>(op.schema_version)) {
      auto change = read_patch<Entity>(op.body, op.edited, unknown);
      if (change || op.schema_version >= Schema::version) return change;
      unknown->clear();
    }
    std::string body = op.body;
    stored_row<Entity> row;
    session_.store.load(op.key, row);
    auto fault = upcast_patch<Schema, Entity>(
        body, op.schema_version,
        [&](std::size_t field, auto part, std::string_view, std::string_view raw, std::string& value) {
          // A difference of a field that was converted, or is gone, means nothing here.
          bool const converted = field == describe<Entity>::size || was_converted<Schema, Entity>(field, op.schema_version);
          return !converted && settle_intent(row.value, field, part, raw, value);
        });
    if (fault) return *std::move(fault);
    return read_patch<Entity>(std::string_view{body}, op.edited, unknown);
  }

  template <class Entity>
  void take_back(operation const& op, op_result& out) {
    patch<Entity> whole;
    unknown_members unknown;
    if (op.kind != operation_kind::remove) {
      auto read = read_body<Entity>(op, &unknown);
      if (!read) {
        out = unreadable(op, read.why(), out);
        return;
      }
      whole = std::move(*read);
    }
    auto const done = taker_back<Schema, Session, Entity>{session_}.run(op, std::move(whole), std::move(unknown));
    out.outcome = done.outcome;
    if (done.refused) {
      out.code = done.refused->code;
      out.message = done.refused->message;
      out.field = done.refused->field;
    }
    if (done.row.version > 0) describe_row(done.row, true, op, out);
  }

  template <class Entity>
  void describe_row(stored_row<Entity> const& row, bool whole, operation const& op, op_result& out) const {
    out.version = row.version;
    out.updated_at = row.at;
    if (!whole) return;
    out.row = visible_to(session_.who.name, row.value) ? change_of(row) : left_of(row);
    downcast_change<Schema, Entity>(*out.row, op.schema_version);
  }

  /// Adds the record of the operation as it is now, if there is one.
  void add_row(operation const& op, op_result& out) {
    out.version = 0;
    out.updated_at = {};
    out.row.reset();
    with_entity<Schema>(find_entity<Schema>(op.entity, op.schema_version), [&]<class Entity>() {
      stored_row<Entity> row;
      if (session_.store.load(op.key, row)) describe_row(row, true, op, out);
    });
  }

  // ---- Refs ------------------------------------------------------------------------------------

  template <class Entity>
  void note_refs(patch<Entity> const& change, std::size_t position) {
    if (!session_.options.enforce_refs) return;
    for_each_chosen<describe<Entity>::is_ref>([&]<std::size_t I>(std::integral_constant<std::size_t, I>) {
      using target = typename field_type<Entity, I>::target;
      auto const& value = get_field<I>(change.value);
      if (change.fields.test(I) && value)
        refs_.push_back({position, Schema::template index_of<target>, value.key, field_name<Entity, I>});
    });
  }

  /// Refs are checked at the end of the group, so that its operations may come in any order. Returns
  /// the operation at fault.
  std::size_t check_refs(std::vector<op_result>& results) {
    for (auto const& ref : refs_) {
      if (results[ref.operation].outcome != verdict::applied) continue;
      bool there = false;
      with_entity<Schema>(ref.target, [&]<class Target>() {
        there = session_.store.template exists<Target>(ref.key) ||
                session_.purged_at(describe<Target>::name, ref.key).has_value();
      });
      if (there) continue;
      op_result out;
      out.op_id = results[ref.operation].op_id;
      results[ref.operation] = refused(out, {error_code::not_found, "the record referred to is not known to the server", {},
                                             std::string{ref.field}, {}});
      return ref.operation;
    }
    return results.size();
  }

  /// The rules between records. Returns the operation at fault; tells the others what became of theirs.
  std::size_t enforce_rules(std::vector<operation> const& group, std::vector<op_result>& results) {
    group_rules<Schema, Session> rules{session_};
    if (auto const broken = rules.enforce()) {
      auto& out = results[broken->operation];
      out = refused(out, broken->why);
      out.outcome = verdict::conflict;
      add_row(group[broken->operation], out);
      return broken->operation;
    }
    for (std::size_t const i : fresh_)
      if (rules.has_changed(group[i].key)) add_row(group[i], results[i]);
    for (std::size_t const i : rules.given_up()) results[i].outcome = verdict::superseded;
    return results.size();
  }

  // ---- A group's end ---------------------------------------------------------------------------

  /// Of all that was accepted, also where nothing came of it: decided again, after later edits of the same replica, it
  /// could come to another end.
  void keep_receipts(std::vector<operation> const& group, std::vector<op_result> const& results) {
    for (std::size_t const i : fresh_) {
      if (last_place_) last_place_ = (std::max)(*last_place_, group[i].sequence);
      receipts_.keep(group[i], results[i]);
    }
  }

  /// The answers of a group that was taken back because of one of its operations.
  std::vector<op_result> hold_siblings(std::vector<operation> const& group, op_result cause, std::size_t refused) {
    if (cause.row) add_row(group[refused], cause);  // it may have shown what was taken back
    std::vector<op_result> results;
    results.reserve(group.size());
    for (std::size_t i = 0; i < group.size(); ++i) {
      if (i == refused) {
        results.push_back(cause);
        continue;
      }
      if (auto earlier = settled(group[i])) {
        results.push_back(std::move(*earlier));
        continue;
      }
      results.push_back(held(group[i], cause.code, "another operation of the same group was not accepted"));
      if (cause.outcome == verdict::fork) results.back().outcome = verdict::fork;
    }
    return results;
  }

  /// What was applied by an earlier request stays so, whatever becomes of its group now.
  std::optional<op_result> settled(operation const& op) {
    auto earlier = receipt_of(op);
    if (earlier && earlier->outcome == verdict::rejected) return std::nullopt;
    if (!earlier && is_purged(op)) return as_it_stands(op);
    return earlier;
  }

  /// To be called while handling the exception.
  std::vector<op_result> fail_group(std::vector<operation> const& group,
                                    typename write_session<Schema, Session>::mark const& mark, error_code code) {
    if (!session_.store.in_transaction()) throw;  // the failure undid everything
    require_undone();
    session_.back_to(mark);
    return not_stored(group, code);
  }

  write_session<Schema, Session>& session_;
  waiting_records& waiting_;
  uuid replica_;
  std::int64_t acknowledged_;
  std::int64_t purged_;
  uuid receipt_fence_;
  bool other_epoch_;
  bool forked_;
  receipt_book<Schema, Session> receipts_;
  uuid last_key_;  ///< the greatest of the request
  std::array<std::optional<key_horizon>, Schema::size> records_{};  ///< asked when first needed
  bool without_undo_ = false;
  std::int64_t writes_before_ = 0;            ///< the group at work
  std::optional<std::int64_t> last_place_{};  ///< asked when first needed
  std::vector<pending_ref> refs_;
  std::vector<std::size_t> fresh_;                  ///< places in the group that were not answered before
  std::unordered_map<uuid, std::size_t> places_;  ///< of the group's op ids
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
