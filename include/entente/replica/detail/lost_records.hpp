// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/timestamp.hpp>
#include <entente/base/uuid.hpp>
#include <entente/entity/describe.hpp>
#include <entente/replica/detail/local_row.hpp>
#include <entente/replica/detail/record_merger.hpp>
#include <entente/replica/detail/replica_session.hpp>
#include <entente/wire/op_result.hpp>
#include <entente/wire/operation.hpp>
#include <entente/wire/push_request.hpp>
#include <entente/wire/record_image.hpp>

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

/// Records that the server told and has lost since, because its database was restored from a backup. Their rows stay
/// as they are until the server has them back; then they follow its answer.
template <class Schema>
class lost_records {
 public:
  explicit lost_records(replica_session<Schema>& session) : session_(session) {}

  /// While the stream of a restored server is read from its beginning: until then nothing is pushed.
  [[nodiscard]] bool searching() {
    if (!searching_) searching_ = session_.state.number("recovering") != 0;
    return *searching_;
  }
  /// To be called before the generation that the search reads begins.
  void begin(uuid const& past, stamp common) {
    searching_ = true;
    session_.state.put("lost_epoch", past);
    session_.state.put("recovering", 1);
    session_.state.put("epoch_start", common);
    session_.state.put("past_generation", session_.generation());
    session_.on.prepared("DELETE FROM entente_lost").run();
  }
  void end() {
    searching_ = false;
    session_.state.put("recovering", 0);
  }

  [[nodiscard]] std::size_t count() {
    return static_cast<std::size_t>(
        session_.on.prepared("SELECT count(*) FROM entente_lost").template value<std::int64_t>().value_or(0));
  }
  [[nodiscard]] bool holds(std::string_view entity, uuid const& key) {
    return session_.on.prepared("SELECT 1 FROM entente_lost WHERE key=? AND entity=?")
        .template value<std::int64_t>(key, entity)
        .has_value();
  }

  /// Notes a record, if the server has told it after what it has by now. `newest`: what it has, if anything.
  template <class Entity>
  bool note(local_row<Entity> const& told, change const* newest) {
    if (told.version == 0 || told.generation == told_later_generation ||
        told.at <= stamp{session_.state.number("epoch_start")})
      return false;
    // A search that begins again finds what it was told before by this server, which is nothing of the past's.
    if (told.generation > session_.state.number("past_generation")) return false;
    if (newest != nullptr && newest->version == told.version && newest->at == told.at) return false;
    session_.on.prepared("INSERT OR IGNORE INTO entente_lost(entity,key,op_id,at) VALUES(?,?,?,?)")
        .run(describe<Entity>::name, told.key, session_.fresh_id(), told.at);
    return true;
  }

  /// The next ones to give back, oldest first: what they refer to comes before them.
  void cut(push_request& request, std::size_t max_operations, std::size_t max_bytes) {
    std::size_t bytes = 0;
    std::vector<std::pair<std::string, uuid>> gone;
    {
      auto const run = session_.on.borrow("SELECT entity,key,op_id FROM entente_lost ORDER BY at LIMIT ?");
      run->bind(1, max_operations);
      while (bytes < max_bytes && run->step()) {
        operation op;
        op.entity = run->template column<std::string>(0);
        op.key = run->template column<uuid>(1);
        op.op_id = run->template column<uuid>(2);
        bool there = false;
        with_entity_at<Schema>(Schema::find(op.entity), [&]<class Entity>() { there = describe_record<Entity>(op); });
        if (!there) {
          gone.emplace_back(op.entity, op.key);
          continue;
        }
        bytes += op.body.size() + 300;
        request.groups.push_back({std::move(op)});
      }
    }
    for (auto const& [entity, key] : gone) forget(entity, key);
  }

  /// Works in the answer to one of them. False where the server could not say.
  bool settle(operation const& sent, op_result const& result) {
    if (!holds(sent.entity, sent.key)) return true;
    if (result.outcome == verdict::retry || result.outcome == verdict::held) return false;
    forget(sent.entity, sent.key);
    with_entity_at<Schema>(Schema::find(sent.entity), [&]<class Entity>() { follow<Entity>(sent.key, result); });
    return true;
  }

 private:
  void forget(std::string_view entity, uuid const& key) {
    session_.on.prepared("DELETE FROM entente_lost WHERE key=? AND entity=?").run(key, entity);
  }

  template <class Entity>
  bool describe_record(operation& op) {
    local_row<Entity> told;
    auto rows = session_.template rows<Entity>();
    if (!rows.load(op.key, told)) return false;
    if (local_row<Entity> base; told.pending > 0 && rows.load_base(op.key, base)) told = std::move(base);
    op.recovered = session_.state.identifier("lost_epoch");
    op.edited = {told.at.micros};
    op.base_version = told.version;
    op.schema_version = Schema::version;
    op.kind = told.deleted ? operation_kind::remove : operation_kind::update;
    if (told.deleted) return true;
    op.body = "{\"set\":" + image_of(told.value, told.unknown) + "}";
    return true;
  }

  template <class Entity>
  void follow(uuid const& key, op_result const& result) {
    record_merger<Schema, Entity> merger{session_};
    merger.load(key);
    if (!merger.exists()) return;
    if (result.outcome != verdict::applied && !merger.row().deleted)
      session_.keep_snapshot(merger.row(), "resynced");
    if (result.row) {
      if (merger.read(*result.row)) return;
      merger.ignore_field_times();  // a record that was given back has one time for all of its fields
      merger.take();
      return;
    }
    if (merger.row().pending != 0) return;
    if (!merger.row().deleted || result.outcome != verdict::applied) return merger.forget();
    // The server knows nothing of it: should an older backup bring it back, it is still deleted here.
    auto tombstone = merger.row();
    tombstone.generation = unverified_generation;
    session_.template rows<Entity>().save(tombstone);
  }

  replica_session<Schema>& session_;
  std::optional<bool> searching_{};
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
