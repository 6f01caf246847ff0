// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/replica/detail/lost_records.hpp>
#include <entente/replica/detail/operation_patch.hpp>
#include <entente/replica/detail/replica_session.hpp>
#include <entente/wire/acknowledged.hpp>
#include <entente/wire/push_request.hpp>
#include <entente/wire/record_codec.hpp>
#include <entente/wire/upcast.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace entente {
inline namespace v0 {
namespace detail {

/// What the server may forget: every operation up to a sequence, and single ones after it.
inline acknowledged settled_operations(database& on) {
  acknowledged released;
  released.epoch = state_table{on}.identifier("epoch");
  released.seen = {state_table{on}.number("seen")};
  released.through = queue_table{on}.settled_through();
  auto const run =
      on.borrow("SELECT op_id FROM entente_settled WHERE sequence>? ORDER BY sequence");
  run->bind(1, released.through);
  while (run->step()) released.beyond.push_back(run->column<uuid>(0));
  return released;
}

/// Cuts batches from the queue.
template <class Schema>
class push_batch {
 public:
  explicit push_batch(replica_session<Schema>& session) : session_(session) {}

  /// The next groups in queue order, whole, and marks them as on their way. A group larger than the batch
  /// goes alone.
  push_request cut(std::size_t max_operations, std::size_t max_bytes, bool with_images) {
    session_.queue.recall_leases();
    push_request request;
    request.replica = session_.state.identifier("incarnation");
    if (with_images) session_.state.put("foreign", 1);
    request.released = settled_operations(session_.on);
    // After a restored server has lost something, that comes first: what is queued stands on it.
    lost_records<Schema> lost{session_};
    if (lost.searching()) return request;
    lost.cut(request, max_operations, max_bytes);
    if (!request.groups.empty()) return request;
    auto chosen = choose(max_operations, max_bytes, request.replica);
    if (!chosen.empty()) session_.queue.lend(request.replica, chosen.front().sequence, chosen.back().sequence);
    std::int64_t group = 0;
    for (auto& op : chosen) {
      // One whose earlier attempt was refused is a new attempt, in today's form.
      if (op.frozen())
        session_.queue.restore_sent_form(op);
      else
        session_.queue.forget_sent_form(op.sequence);
      if (op.group == 0 || op.group != group || request.groups.empty())
        request.groups.emplace_back();
      group = op.group;
      request.groups.back().push_back(to_wire(std::move(op), with_images));
    }
    return request;
  }

 private:
  static constexpr std::size_t envelope_bytes = 300;

  /// `sender` becomes the incarnation the batch goes under: that of its first operation, if that was sent
  /// before, for a copied replica must not repeat under a new name what it may have said under the old.
  std::vector<queued_operation> choose(std::size_t max_operations, std::size_t max_bytes,
                                       uuid& sender) {
    std::vector<queued_operation> chosen;
    std::size_t bytes = 0;
    std::size_t whole = 0;  // operations of complete groups
    std::optional<uuid> first_sender;
    auto const run = session_.queue.pending();
    queued_operation op;
    while (run->step()) {
      queue_table::read(*run, op);
      bool const continues = !chosen.empty() && op.group != 0 && chosen.back().group == op.group;
      if (!continues) {
        whole = chosen.size();
        if (whole >= max_operations || (whole > 0 && bytes >= max_bytes)) break;
        auto const wanted = op.sender.value_or(sender);
        if (first_sender && *first_sender != wanted) break;
        first_sender = wanted;
      }
      bytes += op.body.size() + envelope_bytes;
      bool const too_much = chosen.size() + 1 > max_operations || bytes > max_bytes;
      if (too_much && whole > 0) {
        chosen.resize(whole);
        break;
      }
      chosen.push_back(std::move(op));  // the next one is read over what is left
    }
    if (first_sender) sender = *first_sender;
    return chosen;
  }

  operation to_wire(queued_operation&& op, bool with_image) {
    operation out;
    if (with_image) out.image = image_for(op);
    out.op_id = op.op_id;
    out.sequence = op.sequence;
    out.entity = std::move(op.entity);
    out.kind = op.kind;
    out.key = op.key;
    out.base_version = op.base_version;
    out.edited = op.edited;
    out.schema_version = op.schema_version;
    out.force = op.force;
    out.body = std::move(op.body);
    return out;
  }

  std::string image_for(queued_operation const& op) {
    if (op.frozen())
      if (auto sent = session_.queue.sent_image(op.sequence)) return *std::move(sent);
    std::string image;
    with_entity_at<Schema>(find_entity<Schema>(op.entity, op.schema_version),
                           [&]<class Entity>() { image = image_after<Entity>(op); });
    session_.queue.keep_sent_image(op.sequence, image);
    return image;
  }

  /// The whole record as it is once the operation, and those before it, are applied to what the server told.
  template <class Entity>
  std::string image_after(queued_operation const& last) {
    local_row<Entity> base;
    auto rows = session_.template rows<Entity>();
    rows.load_base(last.key, base);
    for (auto const& op : session_.queue.of_record(describe<Entity>::name, last.key)) {
      if (op.sequence > last.sequence) break;
      replay(op, patch_of<Entity>(op), base.value, base.deleted);
    }
    std::string image;
    write_object(image, base.value);
    return image;
  }

  replica_session<Schema>& session_;
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
