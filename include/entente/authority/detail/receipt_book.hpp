// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/authority/detail/key_horizon.hpp>
#include <entente/authority/detail/write_session.hpp>
#include <entente/authority/store_session.hpp>
#include <entente/base/error.hpp>
#include <entente/base/timestamp.hpp>
#include <entente/base/uuid.hpp>
#include <entente/wire/op_result.hpp>
#include <entente/wire/operation.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace entente {
inline namespace v0 {
namespace detail {

/// The answer that says no more than that an operation made a version.
inline op_result plain_result(uuid const& op_id, std::int64_t version, stamp at) {
  op_result out;
  out.op_id = op_id;
  out.outcome = verdict::applied;
  out.version = version;
  out.updated_at = at;
  return out;
}

/// The answer that a receipt was kept of; not for one that was released.
inline op_result told_before(uuid const& op_id, stored_receipt const& receipt) {
  if (receipt.version > 0) return plain_result(op_id, receipt.version, receipt.at);
  auto repeated = read_op_result(receipt.result);
  if (!repeated)
    throw failure({error_code::storage_corrupt, "a receipt cannot be read", {}, {}, "restore the database from a backup"});
  return std::move(*repeated);
}

/// The receipts of one request's operations.
template <class Schema, class Session>
class receipt_book {
 public:
  /// `last`: the greatest op id that will be asked for.
  receipt_book(write_session<Schema, Session>& session, uuid const& replica, uuid const& last)
      : session_(session), replica_(replica), last_(last) {}

  std::optional<stored_receipt> find(uuid const& op_id) {
    if (!there_) there_.emplace(session_.store.last_receipt_up_to(last_));
    return there_->may_hold(op_id) ? session_.store.receipt(op_id) : std::nullopt;
  }

  /// Of an operation without one. Of nearly all answers a version and a stamp are enough.
  void keep(operation const& op, op_result const& told) {
    if (there_) there_->note(op.op_id);
    auto& store = session_.store;
    if (told.version > 0 && told == plain_result(op.op_id, told.version, told.updated_at))
      return store.put_plain_receipt(op.op_id, replica_, op.sequence, body_hash(op), session_.who.name,
                                     told.updated_at, told.version);
    std::string text;
    write_json(text, told);
    store.put_receipt(op.op_id, replica_, op.sequence, body_hash(op), session_.who.name, session_.latest(), text);
  }

 private:
  write_session<Schema, Session>& session_;
  uuid replica_;
  uuid last_;
  std::optional<key_horizon> there_{};  ///< asked when first needed
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
