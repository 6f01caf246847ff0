// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/error.hpp>
#include <entente/entity/id.hpp>
#include <entente/entity/validate.hpp>
#include <entente/merge/diff.hpp>
#include <entente/merge/fold.hpp>
#include <entente/replica/detail/draft.hpp>
#include <entente/replica/detail/group_order.hpp>
#include <entente/replica/detail/local_rules.hpp>
#include <entente/replica/detail/operation_patch.hpp>
#include <entente/replica/detail/queue_holds.hpp>
#include <entente/replica/detail/renew.hpp>
#include <entente/replica/detail/replica_session.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <vector>

namespace entente {
inline namespace v0 {
namespace detail {

/// The writes of one local transaction. Rows change at once, so that reads within the transaction see
/// them; `enqueue` makes one operation of everything done to a record, and one group of all operations.
template <class Schema>
class local_writer {
 public:
  explicit local_writer(replica_session<Schema>& session) : session_(session) {}

  template <class Entity>
  id<Entity> create(Entity const& value) {
    return create_as(session_.fresh_id(), value);
  }
  /// A record of that key must not be there.
  template <class Entity>
  id<Entity> create_as(uuid const& key, Entity const& value) {
    validate(value).value();
    auto body = insert_body_of(value);  // may refuse the value: before anything is written
    auto const rowid = session_.template rows<Entity>().create(key, value);
    auto& fresh = note<Entity>(key);
    fresh.row.rowid = rowid;
    fresh.row.key = key;
    fresh.row.pending = fresh.operations = 1;  // the insert that is to come
    fresh.body = std::move(body);
    fresh.refs = refs_of(value, describe<Entity>::all);
    return {key};
  }

  template <class Entity, class Change>
  void update(uuid const& key, Change&& change) {
    auto& record = touch_live<Entity>(key);
    Entity wanted = record.row.value;
    std::forward<Change>(change)(wanted);
    auto const difference = diff(record.row.value, wanted, edit_time{});
    if (difference.fields.none()) return;
    validate(wanted).value();
    about_to_change(record);
    Entity kept = record.row.value;
    entente::apply(difference, record.row.value);
    try {
      session_.template rows<Entity>().save_edit(record.row, difference.fields);
    } catch (...) {
      record.row.value = std::move(kept);  // the transaction may go on without this edit
      throw;
    }
  }

  template <class Entity>
  void set_deleted(uuid const& key, bool deleted) {
    auto& record = touch<Entity>(key);
    if (record.row.deleted == deleted) {
      if (deleted) refuse_missing<Entity>();
      return;
    }
    about_to_change(record);
    record.row.deleted = deleted;
    session_.template rows<Entity>().save_edit(record.row, {});
  }

  template <class Entity>
  std::optional<record<Entity>> find(uuid const& key) {
    auto found = session_.template rows<Entity>().find(key);
    if (found && found->deleted) found.reset();
    return found;
  }

  template <class Entity>
  [[noreturn]] static void refuse_missing() {
    throw failure({error_code::not_found,
                   "there is no such record",
                   std::string{describe<Entity>::name},
                   {},
                   {}});
  }

  /// Puts what was done into the queue. Returns the sequences of the operations that hold it, in order.
  std::vector<std::int64_t> enqueue() {
    local_rules<Schema>{*this, session_}.enforce();
    auto const when = session_.tick();
    std::vector<draft> drafts;
    drafts.reserve(in_order_.size());
    for (auto const& each : in_order_) each.add_drafts(*this, each.record, when, drafts);
    check_sizes(drafts);
    if (drafts.size() == 1)
      enqueue_single(drafts.front(), when);
    else if (!drafts.empty())
      enqueue_group(drafts, when);
    count_operations();
    return std::move(sequences_);
  }

 private:
  friend class local_rules<Schema>;

  template <class Entity>
  struct touched {
    std::size_t place = 0;  ///< in `in_order_`
    bool existed = false;
    bool was_deleted = false;
    bool based = false;           ///< the base row was made here
    std::int64_t operations = 0;  ///< that the queue holds of it; `row.pending` is what its row says of that
    std::unique_ptr<Entity> before{};  ///< of one that existed, once its contents are known
    local_row<Entity> row{};
    std::string body{};        ///< of one made here: its insert, as long as nothing else was done to it
    std::vector<uuid> refs{};  ///< to whom that refers
  };
  template <class Entity>
  using touched_map = std::unordered_map<uuid, touched<Entity>>;

  template <class>
  struct maps_of;
  template <template <class...> class S, class... Entities>
  struct maps_of<S<Entities...>> {
    using type = std::tuple<touched_map<Entities>...>;
  };

  template <class Entity>
  touched_map<Entity>& touched_of() {
    return std::get<Schema::template index_of<Entity>>(touched_);
  }

  /// A record that the transaction has done nothing to so far.
  template <class Entity>
  touched<Entity>& note(uuid const& key) {
    auto& record = touched_of<Entity>()[key];
    record.place = in_order_.size();
    in_order_.push_back({&record, [](local_writer& writer, void* which, edit_time when, std::vector<draft>& drafts) {
                           writer.add_drafts(*static_cast<touched<Entity>*>(which), when, drafts);
                         }});
    return record;
  }

  template <class Entity>
  touched<Entity>& touch(uuid const& key) {
    if (auto const known = touched_of<Entity>().find(key); known != touched_of<Entity>().end()) {
      read_again(known->second);
      return known->second;
    }
    local_row<Entity> row;
    if (!session_.template rows<Entity>().load(key, row)) refuse_missing<Entity>();
    auto& record = note<Entity>(key);
    record.existed = true;
    record.was_deleted = row.deleted;
    record.operations = row.pending;
    record.before = std::make_unique<Entity>(row.value);
    record.row = std::move(row);
    return record;
  }
  template <class Entity>
  touched<Entity>& touch_live(uuid const& key) {
    auto& record = touch<Entity>(key);
    if (record.row.deleted) refuse_missing<Entity>();
    return record;
  }
  /// The contents of a record made here are in its row only, until they are asked for.
  template <class Entity>
  void read_again(touched<Entity>& record) {
    if (record.body.empty()) return;
    session_.template rows<Entity>().load(uuid{record.row.key}, record.row);
    record.body.clear();
  }

  /// Keeps the row as the server told it, before its first edit; that edit nearly always becomes one operation,
  /// and later ones part of it.
  template <class Entity>
  void about_to_change(touched<Entity>& record) {
    if (record.row.pending > 0) return;
    session_.template rows<Entity>().copy_to_base(record.row.rowid);
    record.based = true;
    record.row.pending = 1;
  }

  /// Sees to it that rows tell how many operations they have, where it is not what was to be expected.
  void count_operations() {
    Schema::for_each([&]<class Entity>(std::type_identity<Entity>, std::size_t) {
      for (auto const& [key, record] : touched_of<Entity>())
        if (record.operations != record.row.pending)
          session_.template rows<Entity>().set_pending(record.row.rowid, record.operations);
    });
  }

  template <class Entity>
  void add_drafts(touched<Entity>& record, edit_time when, std::vector<draft>& to) {
    auto& row = record.row;
    bool const first = !record.existed || record.operations == 0;
    auto const before = to.size();
    auto const add = [&](operation_kind kind) -> draft& {
      return to.emplace_back(draft{describe<Entity>::name, row.key, kind, row.version, "{}", {}, first});
    };
    if (!record.existed) {
      if (row.deleted) {
        session_.template rows<Entity>().erase(row.key);
        return;
      }
      auto& one = add(operation_kind::insert);
      if (record.body.empty()) {
        one.body = insert_body_of(row.value);
        one.refs = refs_of(row.value, describe<Entity>::all);
      } else {
        one.body = std::move(record.body);
        one.refs = std::move(record.refs);
      }
      return;
    }
    if (row.deleted && !record.was_deleted)
      add(operation_kind::remove).refs = refs_of(*record.before, describe<Entity>::all);
    if (!row.deleted && record.was_deleted) add(operation_kind::restore);
    if (!row.deleted)
      if (auto const change = diff(*record.before, row.value, when); change.fields.any()) {
        auto& one = add(operation_kind::update);
        one.body = body_of(change, when);
        one.refs = refs_of(change.value, change.fields);
      }
    record.operations += static_cast<std::int64_t>(to.size() - before);
    if (to.size() == before && record.based) session_.template rows<Entity>().erase_base(row.key);
  }

  /// What an operation takes on the wire beside its body, at most: ids, times, the entity's name.
  static constexpr std::size_t envelope_bytes = 400;

  void check_sizes(std::vector<draft> const& drafts) const {
    auto const& limits = session_.options;
    std::size_t total = 0;
    for (auto const& each : drafts) {
      total += each.body.size() + envelope_bytes;
      if (each.body.size() > limits.operation_bytes)
        throw failure({error_code::too_large,
                       "the record is larger than one operation may be",
                       std::string{each.entity},
                       {},
                       "store less in one record"});
    }
    if (drafts.size() > limits.group_operations || total > limits.group_bytes)
      throw failure({error_code::too_large,
                     "the transaction is larger than one group may be",
                     std::string{drafts.front().entity},
                     {},
                     "write less in one transaction"});
  }

  void enqueue_single(draft& one, edit_time when) {
    auto last = last_of(one);
    if (last && one.kind == operation_kind::remove && vanish(one)) return;
    if (last && one.kind == operation_kind::update && fold_onto(*last, one, when)) return;
    append(one, when, 0, blocker_of(one, last));
  }

  void enqueue_group(std::vector<draft>& drafts, edit_time when) {
    order_group(drafts);
    std::int64_t blocker = 0;
    for (auto const& each : drafts)
      if (blocker == 0) blocker = blocker_of(each, last_of(each));
    std::int64_t group = 0;
    for (auto& each : drafts) {
      auto const sequence = append(each, when, group, blocker);
      if (group == 0) {
        group = sequence;
        session_.queue.set_group(sequence, group);
      }
    }
  }

  std::int64_t append(draft& from, edit_time when, std::int64_t group, std::int64_t blocker) {
    auto const sequence =
        session_.queue.append(session_.fresh_id(), group, from, when, Schema::version, blocker);
    sequences_.push_back(sequence);
    if (from.kind == operation_kind::insert || from.kind == operation_kind::update)
      for (auto const& target : from.refs)
        if (session_.queue.insert_of(target)) session_.queue.add_ref(target, sequence);
    return sequence;
  }

  /// The last operation of a record that the queue holds already.
  std::optional<queued_operation> last_of(draft const& one) {
    if (one.first) return std::nullopt;
    return session_.queue.last_of(one.entity, one.key);
  }

  /// What a new operation has to wait for: 0 for nothing.
  std::int64_t blocker_of(draft const& one, std::optional<queued_operation> const& last) {
    if (last && last->blocked())
      return last->state == operation_state::held ? last->held_by : last->sequence;
    if (one.base_version > 0 &&
        session_.on.prepared("SELECT 1 FROM entente_quarantine WHERE key=? AND entity=?")
            .template value<std::int64_t>(one.key, one.entity))
      return held_by_quarantine;
    return blocker_of_refs(one);
  }
  std::int64_t blocker_of_refs(draft const& one) {
    if (one.kind == operation_kind::remove) return 0;
    for (auto const& target : one.refs)
      if (auto const made = session_.queue.insert_of(target); made && made->blocker() != 0)
        return made->blocker();
    return 0;
  }

  void release_what_waited_for(std::int64_t sequence) {
    queue_holds{session_.on}.release(sequence, [this] { return session_.fresh_id(); });
  }

  /// What was refused, and has been corrected.
  void send_again(queued_operation const& refused) {
    auto op = session_.queue.at(refused.sequence);
    renew(*op, op->op_id);
    session_.queue.put(*op);
    release_what_waited_for(op->sequence);
  }

  /// An insert that the server does not have and the delete of its record cancel out, with everything between them, unless
  /// somebody refers to the record.
  bool vanish(draft const& removal) {
    auto const queued = session_.queue.of_record(removal.entity, removal.key);
    bool const possible =
        queued.front().kind == operation_kind::insert &&
        std::all_of(queued.begin(), queued.end(),
                    [&](auto const& op) {
                      // Refused, or waiting for the refused insert: the server has none of it.
                      bool const refused = op.state == operation_state::failed ||
                                           (op.state == operation_state::held &&
                                            op.held_by == queued.front().sequence);
                      return op.group == 0 && !op.frozen() &&
                             (op.state == operation_state::pending || refused);
                    }) &&
        !session_.queue.referred_to(removal.key);
    if (!possible) return false;
    for (auto const& op : queued) session_.queue.erase(op.sequence);
    for (auto const& op : queued)
      if (op.state == operation_state::failed) release_what_waited_for(op.sequence);
    with_entity_at<Schema>(Schema::find(removal.entity), [&]<class Entity>() {
      session_.template rows<Entity>().erase(removal.key);
      session_.template rows<Entity>().erase_base(removal.key);
      touched_of<Entity>().erase(removal.key);
    });
    return true;
  }

  /// Makes one operation of two where that changes nothing for anybody else.
  bool fold_onto(queued_operation& last, draft& one, edit_time when) {
    if (last.group != 0 || last.frozen() || last.state == operation_state::sending ||
        last.state == operation_state::conflict || last.force)
      return false;
    if (last.kind != operation_kind::insert && last.kind != operation_kind::update) return false;
    for (auto const& target : one.refs)
      if (auto const made = session_.queue.insert_of(target);
          made && made->sequence > last.sequence)
        return false;
    bool folded = false;
    with_entity_at<Schema>(Schema::find(one.entity), [&]<class Entity>() {
      auto earlier = read_patch<Entity>(last.body, last.edited);
      auto const later = read_patch<Entity>(one.body, when);
      if (!earlier || !later || !can_fold(*earlier, *later)) return;
      fold(*earlier, *later);
      // An insert names most of its fields' times by its own; an update has few fields, most of them new.
      auto const edited = last.kind == operation_kind::insert ? last.edited : when;
      auto body = body_of(*earlier, edited);
      if (body.size() > session_.options.operation_bytes) return;
      // Under another id: a copy of this file may send the shorter one under the old.
      session_.queue.rewrite(last.sequence, session_.fresh_id(), edited, body);
      sequences_.push_back(last.sequence);
      if (last.state == operation_state::failed) send_again(last);
      for (auto const& target : one.refs)
        if (session_.queue.insert_of(target)) session_.queue.add_ref(target, last.sequence);
      --touched_of<Entity>().at(one.key).operations;
      folded = true;
    });
    return folded;
  }

  /// A record in the order in which the transaction came to them, whatever it is of.
  struct place {
    void* record;
    void (*add_drafts)(local_writer&, void* record, edit_time when, std::vector<draft>& to);
  };

  replica_session<Schema>& session_;
  std::vector<place> in_order_;
  std::vector<std::int64_t> sequences_;
  typename maps_of<Schema>::type touched_;
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
