// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/error.hpp>
#include <entente/sqlite/database.hpp>

namespace entente {
inline namespace v0 {

/// What a transaction is for.
enum class transaction_kind {
  write,  ///< takes the write lock at once, so that nothing it has read can change before it writes
  read,   ///< all its reads see the database as it was at the first of them
};

/// A transaction from here to `commit`; without a commit it is undone when this object goes. Throws
/// `failure`: invalid_argument if one is open already, storage_busy if the write lock is not to be
/// had. Must not outlive its database; one thread at a time.
class transaction {
 public:
  explicit transaction(database& on, transaction_kind kind = transaction_kind::write) : on_(on) {
    if (on.in_transaction())
      throw failure({error_code::invalid_argument,
                     "a transaction is open already",
                     {},
                     {},
                     "use a savepoint"});
    on.prepared(kind == transaction_kind::write ? "BEGIN IMMEDIATE" : "BEGIN").run();
  }
  transaction(transaction const&) = delete;
  transaction& operator=(transaction const&) = delete;
  ~transaction() {
    if (open_) roll_back();
  }

  /// Makes everything permanent. If it throws, all is undone when this object goes; storage_busy
  /// alone leaves a second try possible. Throws storage_failed where an error already undid the
  /// transaction.
  void commit() {
    if (!open_)
      throw failure(
          {error_code::invalid_argument, "the transaction has ended already", {}, {}, {}});
    if (!on_.in_transaction())
      throw failure({error_code::storage_failed,
                     "an earlier error undid the transaction on \"" + on_.file_name() + "\"",
                     {},
                     {},
                     "do it again from its beginning"});
    on_.prepared("COMMIT").run();
    open_ = false;
  }

  /// Undoes everything now.
  void roll_back() noexcept {
    open_ = false;
    try {
      if (on_.in_transaction()) on_.prepared("ROLLBACK").run();
    } catch (...) {
      // Ignored: it fails only where the transaction is gone; or the file is put right when next opened.
    }
  }

 private:
  database& on_;
  bool open_ = true;
};

}  // namespace v0
}  // namespace entente
