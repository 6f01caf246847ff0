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
#include <entente/replica/detail/replica_session.hpp>

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
  one.base = read_image<Entity>(stored->base);
  one.local = row.value;
  one.local_deleted = row.deleted;
  one.server = read_image<Entity>(stored->server);
  one.base_version = stored->about.base_version;
  one.server_version = stored->about.server_version;
  one.suggested = one.local;
  if (one.server) {
    // The row already has the server's part in it; what counts is what was written here alone.
    queue_table queue{on};
    auto const op = queue.at(stored->about.sequence);
    Entity written = one.base ? *one.base : one.local;
    bool ignored = false;
    if (one.base)
      for (auto const& each : queue.of_record(describe<Entity>::name, key))
        replay(each, patch_of<Entity>(each), written, ignored);
    one.suggested = suggest(one.base ? &*one.base : nullptr, written, *one.server,
                            op ? op->edited : edit_time{}, stored->server_edited);
  }
  one.differing = one.server ? differing_fields(one.local, *one.server) : describe<Entity>::all;
  return one;
}

/// What a person decides about operations that cannot go on by themselves.
template <class Schema>
class resolver {
 public:
  explicit resolver(replica_session<Schema>& session) : session_(session), holds_(session.on) {}

  /// The record becomes `wanted` (nothing: deleted), whatever the server has. What is left to tell the
  /// server takes the place of the operation that clashed, based on the version that was shown.
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
    auto ops = session_.queue.of_record(describe<Entity>::name, key);
    std::optional<queued_operation> chosen;
    for (auto& op : ops)
      if (!chosen && op.sequence == stored.about.sequence) chosen = op;
    if (!chosen) chosen = ops.front();
    auto const when = session_.tick();
    queued_operation op = *chosen;
    op.op_id = session_.fresh_id();
    op.base_version = stored.about.server_version;
    op.edited = when;
    op.schema_version = Schema::version;
    op.state = operation_state::pending;
    op.attempts = 0;
    op.held_by = 0;
    op.force = false;
    op.body = "{}";
    op.error_code.clear();
    op.message.clear();
    op.field.clear();
    bool needed = true;
    if (!wanted) {
      op.kind = operation_kind::remove;
      needed = server.has_value();
    } else if (server) {
      op.kind = operation_kind::update;
      auto const change = diff(*server, *wanted, when);
      needed = change.fields.any();
      op.body = body_of(change, when);
    } else {
      // The server has deleted the record, or has never heard of it.
      op.kind = stored.server_deleted ? operation_kind::update : operation_kind::insert;
      op.force = stored.server_deleted;
      op.body = body_of(whole_patch(*wanted, when), when);
    }
    conflict_table{session_.on}.erase(describe<Entity>::name, key);
    bool const base_known = move_base(stored, row, server, needed);
    std::int64_t left = 0;
    for (auto const& each : ops) {
      if (each.sequence == op.sequence && needed) continue;
      if (each.frozen()) {
        ++left;
        continue;
      }
      session_.queue.erase(each.sequence);
    }
    if (needed) {
      session_.queue.put(op);
      ++left;
    }
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
    conflict_table{session_.on}.erase(describe<Entity>::name, key);
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

  /// A failed operation goes again, as a new one; one that the server may have all the same, as it was.
  void retry(uuid const& op_id) {
    auto op = require_failed(op_id);
    if (!op.frozen()) op.op_id = session_.fresh_id();
    op.state = operation_state::pending;
    op.attempts = 0;
    op.error_code.clear();
    op.message.clear();
    op.field.clear();
    session_.queue.put(op);
    holds_.release(op.sequence, [this] { return session_.fresh_id(); });
  }

  /// A failed operation is given up; its record becomes what the rest of its operations make of it. A
  /// record that the server never had goes with all its operations.
  void discard(uuid const& op_id) {
    auto const op = require_failed(op_id);
    if (Schema::find(op.entity) == Schema::size) {  // of an entity that the program has no more
      session_.queue.erase(op.sequence);
      return release_all({op});
    }
    with_entity_at<Schema>(Schema::find(op.entity), [&]<class Entity>() {
      local_row<Entity> row;
      session_.template rows<Entity>().load(op.key, row);
      session_.keep_snapshot(row, "discarded");
      auto gone = std::vector<queued_operation>{op};
      if (op.kind == operation_kind::insert) gone = session_.queue.of_record(op.entity, op.key);
      for (auto const& each : gone) session_.queue.erase(each.sequence);
      record_merger<Schema, Entity>{session_}.drop(op);
      release_all(gone);
    });
  }

 private:
  template <class Entity>
  stored_conflict require(uuid const& key) {
    auto stored = conflict_table{session_.on}.find(describe<Entity>::name, key);
    if (!stored)
      throw failure({error_code::not_found,
                     "the record has no open conflict",
                     std::string{describe<Entity>::name},
                     {},
                     {}});
    return std::move(*stored);
  }

  queued_operation require_failed(uuid const& op_id) {
    auto op = session_.queue.find(op_id);
    if (!op || op->state != operation_state::failed)
      throw failure({error_code::not_found, "there is no failed operation of this id", {}, {}, {}});
    return std::move(*op);
  }

  /// Once decided, the record stands on the server's version. A record the server does not have has no base.
  template <class Entity>
  bool move_base(stored_conflict const& stored, local_row<Entity>& row,
                 std::optional<Entity> const& server, bool needed) {
    auto rows = session_.template rows<Entity>();
    local_row<Entity> base;
    if (!rows.load_base(row.key, base)) return false;
    if (stored.about.server_version == 0 && !server) {
      session_.digest_remove(base);
      rows.erase_base(row.key);
      row.version = 0;
      return false;
    }
    if (!needed) rows.erase_base(row.key);
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
