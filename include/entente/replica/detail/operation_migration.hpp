// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/error.hpp>
#include <entente/entity/describe.hpp>
#include <entente/entity/former_schema.hpp>
#include <entente/reflect/field_addresses.hpp>
#include <entente/replica/detail/queue_holds.hpp>
#include <entente/replica/detail/replica_session.hpp>
#include <entente/replica/queued_operation.hpp>
#include <entente/sqlite/migration_report.hpp>
#include <entente/wire/field_json.hpp>
#include <entente/wire/patch_codec.hpp>
#include <entente/wire/unknown_members.hpp>
#include <entente/wire/upcast.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace entente {
inline namespace v0 {
namespace detail {

/// Brings the queue to the schema of today, once the rows are. What was never sent is rewritten; what was
/// goes again as it was, and is rewritten only for what is computed here. What can be neither has failed, for
/// a person to look at.
template <class Schema>
class operation_migration {
 public:
  operation_migration(replica_session<Schema>& session, migration_report& report)
      : session_(session), report_(report) {}

  void run() {
    std::vector<std::int64_t> sequences;
    {
      auto const run = session_.on.borrow("SELECT sequence FROM entente_queue ORDER BY sequence");
      while (run->step()) sequences.push_back(run->template column<std::int64_t>(0));
    }
    for (auto const sequence : sequences) {
      auto op = session_.queue.at(sequence);
      auto const entity = find_entity<Schema>(op->entity, op->schema_version);
      if (entity == Schema::size)
        orphan(*op);
      else
        with_entity_at<Schema>(entity, [&]<class Entity>() { bring<Entity>(*op); });
    }
  }

 private:
  template <class Entity>
  void bring(queued_operation& op) {
    bool const changes = op.kind == operation_kind::insert || op.kind == operation_kind::update;
    auto const entity = describe<Entity>::name;
    bool const dated = needs_upcast<Schema, Entity>(op.schema_version);
    std::string body = op.body;
    std::optional<error> fault;
    if (changes && (dated || !read<Entity>(body, op))) {
      fault = upcast_patch<Schema, Entity>(
          body, op.schema_version,
          [&](std::size_t field, auto, std::string_view name, std::string_view, std::string& value) {
            return settle<Entity>(op, field, name, value);
          });
      if (!fault)
        if (auto const unreadable = read<Entity>(body, op); !unreadable) fault = unreadable.why();
    }
    bool const same = body == op.body && op.entity == entity;
    if (op.frozen() && (!same || op.schema_version != Schema::version)) session_.queue.keep_sent_form(op);
    if (fault) return refuse(op, *fault);
    if (!same) ++report_.operations;
    op.entity = entity;
    op.body = std::move(body);
    op.schema_version = Schema::version;
    session_.queue.put(op);
  }

  template <class Entity>
  static result<patch<Entity>> read(std::string const& body, queued_operation const& op) {
    unknown_members carried;
    return read_patch<Entity>(std::string_view{body}, op.edited, &carried);
  }

  /// The whole value that the record has here now, for a change that cannot be told as one any more.
  template <class Entity>
  bool settle(queued_operation const& op, std::size_t field, std::string_view name, std::string& value) {
    local_row<Entity> row;
    if (!session_.template rows<Entity>().load(op.key, row)) return false;
    std::string_view then = name;
    if (field < describe<Entity>::size) then = wire_name_at<Schema, Entity>(field, op.schema_version);
    for (auto const& each : members_of(row.unknown))
      if (each.name == then) {
        value = each.raw;
        return field == describe<Entity>::size;  // else it is kept because it has no counterpart
      }
    if (field == describe<Entity>::size) return false;
    json_fields<Entity>[field]->write(value, addresses_of(row.value).at[field]);
    return true;
  }

  /// Nobody can decide about its conflict any more.
  void orphan(queued_operation& op) {
    if (op.state == operation_state::conflict) op.state = operation_state::pending;
    refuse(op, {error_code::not_found, "this program has no entity of this name any more", op.entity, {}, {}});
  }

  void refuse(queued_operation& op, error const& why) {
    if (op.frozen() || op.state == operation_state::failed || op.state == operation_state::conflict) return;
    op.state = operation_state::failed;
    op.held_by = 0;
    op.error_code = name_of(why.code);
    op.message = why.message;
    op.field = why.field;
    session_.queue.put(op);
    queue_holds{session_.on}.hold_dependants(op.sequence);
    ++report_.dead_letters;
  }

  replica_session<Schema>& session_;
  migration_report& report_;
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
