// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/error.hpp>
#include <entente/entity/validate.hpp>
#include <entente/merge/diff.hpp>
#include <entente/merge/suggest.hpp>
#include <entente/replica/conflict.hpp>
#include <entente/replica/detail/conflict_table.hpp>
#include <entente/replica/detail/local_rules.hpp>
#include <entente/replica/detail/queue_holds.hpp>
#include <entente/replica/detail/record_merger.hpp>
#include <entente/replica/detail/renew.hpp>
#include <entente/replica/detail/replica_session.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace entente {
inline namespace v0 {
namespace detail {

template <class Entity>
std::optional<Entity> read_image(std::optional<std::string> const& image) {
  if (!image) return std::nullopt;
  Entity value{};
  if (!read_fields(std::string_view{*image}, value)) return std::nullopt;
  return value;
}

/// An open conflict of a record, with its images.
template <class Entity>
std::optional<conflict<Entity>> load_conflict(database& on, uuid const& key) {
  auto const stored = conflict_table{on}.find(describe<Entity>::name, key);
  local_row<Entity> row;
  if (!stored || !row_table<Entity>{on}.load(key, row)) return std::nullopt;
  conflict<Entity> one;
  one.id = {key};
  one.state = stored->about.state;
  one.message = stored->about.message;
  one.base = read_image<Entity>(stored->base);
  one.local = row.value;
  one.local_deleted = row.deleted;
  one.server = read_image<Entity>(stored->server);
  one.server_deleted = stored->about.server_deleted;
  one.server_edited = stored->server_edited;
  one.base_version = stored->about.base_version;
  one.server_version = stored->about.server_version;
  one.suggested = one.local;
  auto const ops = queue_table{on}.of_record(describe<Entity>::name, key);
  edit_time clashed{};
  for (auto const& op : ops) {
    one.local_edited = (std::max)(one.local_edited, op.edited);
    if (op.sequence == stored->about.sequence) clashed = op.edited;
  }
  if (one.server && one.state == conflict_state::open) {
    // The row already has the server's part in it; what counts is what was written here alone.
    Entity written = one.base ? *one.base : one.local;
    bool ignored = false;
    if (one.base)
      for (auto const& each : ops) replay(each, patch_of<Entity>(each), written, ignored);
    one.suggested = suggest(one.base ? &*one.base : nullptr, written, *one.server, clashed,
                            stored->server_edited);
  }
  if (one.server)
    one.differing = differing_fields(one.local, *one.server);
  else
    one.differing = one.base ? differing_fields(one.local, *one.base) : describe<Entity>::all;
  return one;
}

/// What a person decides about a conflict.
template <class Schema>
class resolver {
 public:
  explicit resolver(replica_session<Schema>& session) : session_(session), holds_(session.on) {}

  /// Refuses to decide on another version of the server's than a person has seen.
  template <class Entity>
  void check_shown(conflict<Entity> const& shown) {
    auto const stored = require<Entity>(shown.id.key);
    if (stored.about.server_version == shown.server_version &&
        stored.about.server_deleted == shown.server_deleted)
      return;
    throw failure({error_code::conflict,
                   "the server's version has changed since the conflict was shown",
                   std::string{describe<Entity>::name},
                   {},
                   "look at the conflict again"});
  }

  /// The record becomes `wanted` (nothing: deleted), whatever the server has. What is left to tell the
  /// server takes the place of the operation that clashed, based on the version that was shown; the conflict
  /// ends when the server has taken it.
  template <class Entity>
  void decide(uuid const& key, std::optional<Entity> const& wanted) {
    auto const stored = require<Entity>(key);
    if (wanted) validate(*wanted).value();
    auto rows = session_.template rows<Entity>();
    local_row<Entity> row;
    rows.load(key, row);
    auto const server = read_image<Entity>(stored.server);
    if (wanted)
      refuse_twin(session_.on, key, *wanted, server ? differing_fields(*server, *wanted) : describe<Entity>::all);
    if (row.deleted == wanted.has_value() || (wanted && differing_fields(row.value, *wanted).any()))
      session_.keep_snapshot(row, "resolved");
    auto const ops = session_.queue.of_record(describe<Entity>::name, key);
    auto const when = session_.tick();
    queued_operation op;
    for (auto const& each : ops)
      if (each.sequence == stored.about.sequence) op = each;
    renew(op, session_.fresh_id());
    op.base_version = stored.about.server_version;
    op.edited = when;
    op.schema_version = Schema::version;
    op.force = false;
    op.body = "{}";
    std::vector<uuid> refs;
    // What is on its way may take effect before the decision does.
    std::int64_t frozen = 0;
    std::int64_t last_frozen = 0;
    auto expected = server;
    bool gone = false;
    for (auto const& each : ops) {
      if (!each.frozen()) continue;
      ++frozen;
      last_frozen = each.sequence;
      if (expected) replay(each, patch_of<Entity>(each), *expected, gone);
    }
    bool needed = true;
    if (!wanted) {
      op.kind = operation_kind::remove;
      needed = server.has_value() && !gone;
    } else {
      // The server may have deleted the record, or never have heard of it.
      op.kind = server || stored.about.server_deleted ? operation_kind::update : operation_kind::insert;
      op.force = stored.about.server_deleted;
      auto const change = expected ? diff(*expected, *wanted, when) : whole_patch(*wanted, when);
      needed = change.fields.any();
      op.body = body_of(change, when);
      refs = refs_of(change.value, change.fields);
    }
    std::int64_t const left = frozen + (needed ? 1 : 0);
    bool const base_known = move_base(stored, row, server, left > 0);
    for (auto const& each : ops)
      if (!each.frozen() && !(needed && each.sequence == op.sequence))
        session_.queue.erase(each.sequence);
    if (needed) place_decision(op, refs, last_frozen);
    row.pending = left;
    row.deleted = !wanted;
    if (wanted) row.value = *wanted;
    if (left == 0 && !wanted && !base_known) {
      rows.erase(key);
    } else {
      rows.save(row);
    }
    release_all(ops);
  }

  /// The record becomes what the server has. A snapshot is kept of what it was.
  template <class Entity>
  void use_server(uuid const& key) {
    auto const stored = require<Entity>(key);
    local_row<Entity> row;
    session_.template rows<Entity>().load(key, row);
    session_.keep_snapshot(row, "resolved");
    auto const ops = session_.queue.of_record(describe<Entity>::name, key);
    for (auto const& op : ops)
      if (!op.frozen()) session_.queue.erase(op.sequence);
    bool const unknown_there = stored.about.server_version == 0 && !stored.server;
    if (unknown_there) {
      record_merger<Schema, Entity> merger{session_};
      merger.load(key);
      merger.forget();
    } else {
      record_merger<Schema, Entity>{session_}.drop(ops.front());
    }
    release_all(ops);
  }

 private:
  /// A conflict that can be decided: an open one, or one whose decision was not sent yet.
  template <class Entity>
  stored_conflict require(uuid const& key) {
    auto stored = conflict_table{session_.on}.find(describe<Entity>::name, key);
    if (!stored)
      throw failure({error_code::not_found,
                     "the record has no conflict",
                     std::string{describe<Entity>::name},
                     {},
                     {}});
    if (session_.queue.at(stored->about.sequence)->frozen())
      throw failure({error_code::conflict,
                     "the decision is on its way to the server",
                     std::string{describe<Entity>::name},
                     {},
                     "wait for the next sync"});
    return std::move(*stored);
  }

  /// Stores the operation that carries a decision: behind what may be on its way of the record, and behind the inserts
  /// of the records it refers to; held while one of these cannot go.
  void place_decision(queued_operation op, std::vector<uuid> const& refs, std::int64_t last_frozen) {
    std::vector<uuid> fresh;
    std::int64_t newest = last_frozen;
    for (auto const& target : refs)
      if (auto const made = session_.queue.insert_of(target)) {
        fresh.push_back(target);
        newest = (std::max)(newest, made->sequence);
        if (made->blocker() == 0) continue;
        op.state = operation_state::held;
        op.held_by = made->blocker();
      }
    if (newest > op.sequence) {
      auto const before = op.sequence;
      op.group = 0;
      session_.queue.append(op);
      conflict_table{session_.on}.move(before, op.sequence);
      session_.queue.erase(before);
    } else {
      session_.queue.put(op);
    }
    for (auto const& target : fresh) session_.queue.add_ref(target, op.sequence);
  }

  /// Once decided, the record stands on the server's version. A record the server does not have has no base.
  template <class Entity>
  bool move_base(stored_conflict const& stored, local_row<Entity>& row,
                 std::optional<Entity> const& server, bool pending) {
    auto rows = session_.template rows<Entity>();
    local_row<Entity> base;
    if (!rows.load_base(row.key, base)) return false;
    if (stored.about.server_version == 0 && !server) {
      session_.digest_remove(base);
      rows.erase_base(row.key);
      row.version = 0;
      return false;
    }
    if (!pending) rows.erase_base(row.key);
    return true;
  }

  void release_all(std::vector<queued_operation> const& ops) {
    for (auto const& op : ops) holds_.release(op.sequence, [this] { return session_.fresh_id(); });
  }

  replica_session<Schema>& session_;
  queue_holds holds_;
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
