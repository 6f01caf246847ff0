// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/error.hpp>
#include <entente/entity/field_equal.hpp>
#include <entente/entity/fields_of_policy.hpp>
#include <entente/merge/rebase.hpp>
#include <entente/replica/detail/conflict_table.hpp>
#include <entente/replica/detail/operation_patch.hpp>
#include <entente/replica/detail/queue_holds.hpp>
#include <entente/replica/detail/remote_row.hpp>
#include <entente/replica/detail/replica_session.hpp>
#include <entente/wire/record_image.hpp>
#include <entente/wire/upcast.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace entente {
inline namespace v0 {
namespace detail {

/// What taking a server's row did.
struct merge_effect {
  bool merged = false;        ///< the record had pending operations
  bool lost = false;          ///< something of the user's gave way
  std::size_t restaged = 0;   ///< pending operations that now stand on the newer version
  std::int64_t conflict = 0;  ///< the operation that clashed, where one did for the first time
};

/// Why an operation is in conflict, where the server does not say.
inline constexpr char const* clash_message = "somebody else has changed the same fields";

/// Brings records, one after the other, together with what the server says of them. A record's base, its version and
/// its unsent operations move as one. Kept for many records, it keeps the memory of their texts.
template <class Schema, class Entity>
class record_merger {
 public:
  using about = describe<Entity>;

  explicit record_merger(replica_session<Schema>& session)
      : session_(session), rows_(session.template rows<Entity>()) {}

  /// Loads a record.
  void load(uuid const& key) {
    exists_ = rows_.load(key, row_);
    whole_ = true;
    load_base(key);
  }
  /// The same, but the row's fields are read only once they are needed: what the server tells whole replaces them.
  void look_up(uuid const& key) {
    exists_ = rows_.load_state(key, row_);
    whole_ = !exists_;
    load_base(key);
  }
  /// Whether that version was taken already, or is older than what was.
  [[nodiscard]] bool knows(std::int64_t version) {
    return exists_ && row_.generation == session_.generation() && row_.version >= version;
  }
  /// Whether taking what was read would change nothing.
  [[nodiscard]] bool stands_at_remote() {
    return exists_ && row_.pending == 0 && row_.generation == session_.generation() &&
           row_.version == remote_.version && row_.at == remote_.at && row_.deleted == remote_.deleted &&
           row_.unknown == remote_.unknown && differing_fields(row().value, remote_.value).none();
  }
  /// The loaded record's row as it is here.
  [[nodiscard]] local_row<Entity> const& row() {
    if (!whole_) rows_.load(row_.key, row_);
    whole_ = true;
    return row_;
  }
  /// The same, where its fields do not matter.
  [[nodiscard]] local_row<Entity> const& state() const noexcept { return row_; }
  [[nodiscard]] bool exists() const noexcept { return exists_; }
  /// The loaded record's row as the server last told it, where its fields do not matter; version 0 where it never did.
  [[nodiscard]] local_row<Entity> const& told() const noexcept { return based_ ? base_ : row_; }
  /// The record as the server last told it, as far as it did.
  [[nodiscard]] Entity const& known() { return based_ ? base_.value : row().value; }

  /// The server's newest state is not known here: the loaded record counts in no digest and is no echo.
  void leave_generation() {
    auto& told = based_ ? base_ : row_;
    if (based_ || row_.pending == 0) session_.digest_remove(told);
    row_.generation = told_later_generation;
    rows_.save_state(row_);
    if (!based_) return;
    base_.generation = told_later_generation;
    rows_.save_base(base_);
  }

  /// Removes the loaded record, whose operations have left the queue, without a trace.
  void forget() {
    session_.digest_remove(based_ ? base_ : row_);
    rows_.erase(row_.key);
    rows_.erase_base(row_.key);
    exists_ = false;
  }

  /// Reads what the server says of the loaded record, or why it cannot be read here. Edits from here on are later than
  /// those it tells of.
  [[nodiscard]] std::optional<error> read(change const& from) {
    session_.observe(from.edited);
    if (!needs_upcast<Schema, Entity>(from.schema_version)) return read_today(from);
    change today = from;
    auto why = upcast_change<Schema, Entity>(today);
    if (!why) why = read_today(today);
    ignore_field_times();  // an upcast may have made fields of others
    return why;
  }
  /// The times in what was read say nothing of single fields.
  void ignore_field_times() { remote_.dated = {}; }
  /// What was read.
  [[nodiscard]] remote_row<Entity> const& remote() const noexcept { return remote_; }

  /// Takes what was read for the record that was loaded, which has to be loaded again before it is asked for anything.
  /// `own` is an operation of the record that the server's row already contains, and that has left the queue.
  merge_effect take(queued_operation const* own = nullptr) {
    effect_ = {};
    if (!exists_) {
      if (!remote_.deleted) store_alone();
      return effect_;
    }
    if (based_)
      session_.digest_remove(base_);
    else if (row_.pending == 0)
      session_.digest_remove(row_);
    if (row_.pending == 0) {
      store_alone();
      return effect_;
    }
    auto ops = session_.queue.to_replay(about::name, remote_.key);
    if (ops.empty() && own == nullptr) {
      store_alone();
      return effect_;
    }
    effect_.merged = true;
    prepare(ops, own);
    if (own != nullptr && own_edit_gave_way(*own, ops)) effect_.lost = true;
    rebase_operations(ops);
    if (effect_.lost) session_.keep_snapshot(row(), remote_.deleted ? "deleted" : "merged");
    store(value_, ops.size() - dropped_.size());
    finish_dropped();
    return effect_;
  }

  /// An operation of the loaded record was applied as it stood, and has left the queue: its effect becomes part of
  /// the base, under a new version.
  void acknowledge(queued_operation const& op, std::int64_t version, stamp at) {
    if (!exists_) return;
    if (based_) {
      session_.digest_remove(base_);
    } else {
      base_.key = op.key;
      base_.generation = session_.generation_sent(op.sequence);
      if (op.kind != operation_kind::insert) base_.value = row_.value;
    }
    // Version 0 is a stranger's who counts none.
    bool const contained =
        version != 0 && base_.generation == session_.generation() && base_.version >= version;
    if (!contained) {
      // A tombstone came without its fields: the stream has to tell what is alive again.
      if (base_.deleted && op.kind != operation_kind::remove)
        base_.generation = told_later_generation;
      replay(op, patch_of<Entity>(op), base_.value, base_.deleted);
      if (version != 0) {
        base_.version = version;
        base_.at = at;
        if (op.kind == operation_kind::insert && base_.created.micros == 0) base_.created = at;
      }
    }
    std::vector<queued_operation> later;
    if (row_.pending > 1) later = session_.queue.to_replay(about::name, op.key);
    on_top_of_base(later);
  }

  /// An operation has left the queue without effect: the record is what the base and the rest make of it.
  void drop(queued_operation const& op) {
    load(op.key);
    if (!exists_) return;
    auto const ops = session_.queue.to_replay(about::name, op.key);
    if (based_) {
      session_.digest_remove(base_);
      on_top_of_base(ops);
    } else if (ops.empty()) {
      rows_.erase(op.key);
    } else {
      row_.pending = static_cast<std::int64_t>(ops.size());
      rows_.save(row_);
    }
  }

  /// Stores what clashed: the ancestor as known here, and the server's row where there is one. To be called
  /// before the operation is stored as one in conflict.
  void open_conflict(queued_operation const& op, remote_row<Entity> const* remote) {
    stored_conflict one;
    one.about.entity = about::name;
    one.about.key = op.key;
    one.about.sequence = op.sequence;
    one.about.base_version = op.base_version;
    one.about.at = session_.now;
    conflict_table conflicts{session_.on};
    if (auto known = conflicts.find(about::name, op.key); known && known->about.state == conflict_state::open) {
      // An earlier operation of the record clashes as well: what both started from is older.
      one.base = std::move(known->base);
      one.about.base_version = known->about.base_version;
      auto const waiting = known->about.sequence;
      session_.on.prepared("UPDATE entente_queue SET state=0 WHERE sequence=?").run(waiting);
      queue_holds{session_.on}.release(waiting, [this] { return session_.fresh_id(); });
    } else if (local_row<Entity> base; rows_.load_base(op.key, base)) {
      one.base = image_of(base.value, base.unknown);
    }
    describe_server(one, remote);
    conflicts.put(one);
  }

 private:
  /// The rest of a record whose row was looked for. Nothing stays of the one before.
  void load_base(uuid const& key) {
    if (!exists_) row_ = {};
    row_.key = key;
    based_ = exists_ && row_.pending > 0 && rows_.load_base(key, base_);
    if (!based_) base_ = {};
  }

  std::optional<error> read_today(change const& from) {
    auto why = read_remote_row(
        from, [this]() -> Entity const& { return known(); }, remote_);
    // A stranger may say that a record is gone, and not at which version.
    if (remote_.version == 0) remote_.version = row_.version;
    return why;
  }

  void describe_server(stored_conflict& one, remote_row<Entity> const* remote) {
    one.server.reset();
    if (remote == nullptr) return;
    one.about.server_version = remote->version;
    one.about.server_deleted = remote->deleted;
    one.server_edited = remote->edited;
    if (!remote->deleted) one.server = image_of(remote->value, remote->unknown);
  }

  /// The ancestor, and which fields the server changed since.
  void prepare(std::vector<queued_operation> const& ops, queued_operation const* own) {
    ancestor_known_ = based_;
    if (based_)
      std::swap(ancestor_, base_.value);
    else
      ancestor_ = Entity{};
    bool ignored = false;
    if (own != nullptr) {
      replay(*own, patch_of<Entity>(*own), ancestor_, ignored);
      ancestor_known_ = ancestor_known_ || own->kind == operation_kind::insert;
    }
    // What is on its way may have arrived: its effect is nobody else's change.
    std::optional<Entity> arrived;
    for (auto const& op : ops)
      if (op.frozen()) {
        if (!arrived) arrived = ancestor_;
        replay(op, patch_of<Entity>(op), *arrived, ignored);
        if (!ancestor_known_ && op.kind == operation_kind::insert) {
          ancestor_known_ = true;
          ancestor_ = *arrived;
        }
      }
    auto const& remote = remote_.value;
    changed_ = ancestor_known_ ? differing_fields(ancestor_, remote) : about::all;
    if (ancestor_known_ && arrived) changed_ = changed_ & differing_fields(*arrived, remote);
    if (remote_.deleted) changed_ = {};
    overridden_ = {};
  }

  /// The fields that the server has changed since what an operation was made on. One that was changed and changed back
  /// looks as it was; its edit time tells, where it is later than the operation: whoever made that had seen none later.
  [[nodiscard]] field_mask changed_since(queued_operation const& op, patch<Entity> const& change) const {
    auto changed = changed_;
    remote_.dated.for_each([&](std::size_t i) {
      if (remote_.times[i].when > (change.fields.test(i) ? change.times[i] : op.edited)) changed.set(i);
    });
    return changed - overridden_;
  }

  /// Whether something that an applied operation wrote is not what the server has made of it.
  bool own_edit_gave_way(queued_operation const& own, std::vector<queued_operation> const& later) {
    if (own.kind != operation_kind::insert && own.kind != operation_kind::update) return false;
    if (remote_.deleted) return true;
    auto const change = patch_of<Entity>(own);
    field_mask rewritten;
    for (auto const& op : later) rewritten = rewritten | patch_of<Entity>(op).fields;
    auto const written = change.fields - rewritten - fields_with_deltas<Entity>;
    return (differing_fields(change.value, remote_.value) & written).any();
  }

  void rebase_operations(std::vector<queued_operation>& ops) {
    value_ = remote_.value;
    deleted_ = remote_.deleted;
    dropped_.clear();
    bool open = std::any_of(ops.begin(), ops.end(),
                            [](auto const& op) { return op.state == operation_state::conflict; });
    if (open) {
      if (auto known = conflict_table{session_.on}.find(about::name, row_.key)) {
        describe_server(*known, &remote_);
        conflict_table{session_.on}.put(*known);
      }
    }
    for (auto& op : ops) {
      bool can_carry = true;
      auto const change = patch_of<Entity>(op, can_carry);
      carry_over(op, change, can_carry, open);
      // What overrides the server's part leaves nothing of it for later edits to clash with.
      if (op.force) overridden_ = overridden_ | change.fields;
    }
    if (effect_.conflict != 0) queue_holds{session_.on}.hold_dependants(effect_.conflict);
  }

  /// One of them. `open`: a person has the record in hand.
  void carry_over(queued_operation& op, patch<Entity> const& change, bool can_carry, bool& open) {
    if (op.frozen() || !can_carry) {
      replay(op, change, value_, deleted_);
      return;
    }
    bool const clashes = op.state == operation_state::conflict;
    // A person has the record in hand; what is decided will be made of all its edits.
    if (!open && !op.force && !rebase_one(op, change)) {
      if (op.state != operation_state::conflict) {
        dropped_.push_back(op);
        return;
      }
      open = true;
    } else if (open || op.force) {
      replay(op, change, value_, deleted_);
    }
    op.base_version = remote_.version;
    if ((op.state == operation_state::conflict) == clashes)
      session_.queue.carry(op);
    else
      session_.queue.clash(op);
    if (op.state == operation_state::pending) ++effect_.restaged;
  }

  /// Carries one operation over to the server's row. False when nothing is left of it, or when it is now in
  /// conflict.
  bool rebase_one(queued_operation& op, patch<Entity> const& change) {
    constexpr bool delete_wins = about::on_delete == delete_rule::delete_wins;
    auto const changed = changed_since(op, change);
    switch (op.kind) {
      case operation_kind::remove:
        if (deleted_) return false;
        if (!delete_wins && changed.any()) return false;
        deleted_ = true;
        return true;
      case operation_kind::restore:
        if (!deleted_) return false;
        deleted_ = false;
        return true;
      default: break;
    }
    op.kind = operation_kind::update;
    if (deleted_ && delete_wins) {
      effect_.lost = true;
      return false;
    }
    if (remote_.deleted) {
      replay(op, change, value_, deleted_);
      return true;
    }
    remote_state<Entity> const remote{remote_.value, ancestor_known_ ? &ancestor_ : nullptr,
                                      changed, remote_.times, &value_};
    auto const outcome = rebase(change, session_.incarnation(), remote);
    if (outcome.clashed.any()) {
      op.state = operation_state::conflict;
      op.error_code = name_of(error_code::conflict);
      op.message = clash_message;
      open_conflict(op, &remote_);
      effect_.conflict = op.sequence;
      replay(op, change, value_, deleted_);
      return false;
    }
    if (outcome.lost.any()) effect_.lost = true;
    if (outcome.kept.fields.none()) return false;
    op.body = body_of(outcome.kept, op.edited);
    entente::apply(outcome.kept, value_);
    return true;
  }

  /// The row is what the server says, and nothing is pending.
  void store_alone() {
    deleted_ = remote_.deleted;
    dropped_.clear();
    store(remote_.value, 0);
  }

  void store(Entity const& value, std::size_t remaining) {
    row_.version = remote_.version;
    row_.at = remote_.at;
    row_.generation = session_.generation();
    if (remote_.created.micros != 0) row_.created = remote_.created;
    if (!remote_.deleted) row_.unknown = remote_.unknown;
    row_.pending = static_cast<std::int64_t>(remaining);
    row_.deleted = deleted_;
    rows_.save(row_, value);
    if (remaining > 0) {
      if (!based_) base_.rowid = 0;
      base_.key = row_.key;
      base_.version = row_.version;
      base_.at = row_.at;
      base_.created = row_.created;
      base_.generation = row_.generation;
      base_.unknown = row_.unknown;
      base_.deleted = remote_.deleted;
      rows_.save_base(base_, remote_.value);
    } else if (based_) {
      rows_.erase_base(row_.key);
    }
    session_.digest_add(remaining > 0 ? base_ : row_);
    whole_ = false;
  }

  void finish_dropped() {
    queue_holds holds{session_.on};
    for (auto const& op : dropped_) session_.queue.erase(op.sequence);
    for (auto const& op : dropped_)
      if (op.blocked()) holds.release(op.sequence, [this] { return session_.fresh_id(); });
  }

  void on_top_of_base(std::vector<queued_operation> const& ops) {
    row_.version = base_.version;
    row_.at = base_.at;
    row_.created = base_.created;
    row_.generation = base_.generation;
    row_.unknown = base_.unknown;
    row_.deleted = base_.deleted;
    row_.pending = static_cast<std::int64_t>(ops.size());
    value_ = base_.value;
    for (auto const& op : ops) replay(op, patch_of<Entity>(op), value_, row_.deleted);
    if (differing_fields(row_.value, value_).none()) {
      rows_.save_state(row_);
    } else {
      row_.value = std::move(value_);
      rows_.save(row_);
    }
    if (!ops.empty()) {
      rows_.save_base(base_);
      session_.on
          .prepared(
              "UPDATE entente_queue SET base_version=? WHERE key=? AND entity=? AND sender IS NULL AND base_version<>?")
          .run(base_.version, row_.key, about::name, base_.version);
    } else if (based_) {
      rows_.erase_base(row_.key);
    }
    session_.digest_add(base_);
    if (ops.empty()) session_.verify(base_.generation);
  }

  replica_session<Schema>& session_;
  row_table<Entity> rows_;
  bool exists_ = false;
  bool based_ = false;
  bool whole_ = true;  ///< the fields of `row_` are read
  remote_row<Entity> remote_{};
  merge_effect effect_{};
  local_row<Entity> row_{};
  local_row<Entity> base_{};
  Entity ancestor_{};
  bool ancestor_known_ = false;
  field_mask changed_{};     ///< looks other than in the ancestor
  field_mask overridden_{};  ///< by an operation of the record that is forced
  Entity value_{};
  bool deleted_ = false;
  std::vector<queued_operation> dropped_{};
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
