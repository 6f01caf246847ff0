// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/error.hpp>
#include <entente/sqlite/database.hpp>

namespace entente {
inline namespace v0 {

/// A part of a transaction that can be undone by itself, from here to `release`; without a release
/// it is undone when this object goes. They nest: the last made must be the first to go. Throws
/// `failure` (invalid_argument) outside a transaction. Must not outlive its database; one thread at
/// a time.
class savepoint {
 public:
  explicit savepoint(database& on) : on_(on) {
    if (!on.in_transaction())
      throw failure(
          {error_code::invalid_argument, "a savepoint needs an open transaction", {}, {}, {}});
    on.prepared("SAVEPOINT entente").run();
  }
  savepoint(savepoint const&) = delete;
  savepoint& operator=(savepoint const&) = delete;
  ~savepoint() {
    if (open_) roll_back();
  }

  /// Keeps what was done since, as part of the transaction around it.
  void release() {
    if (!open_)
      throw failure({error_code::invalid_argument, "the savepoint has ended already", {}, {}, {}});
    on_.prepared("RELEASE entente").run();
    open_ = false;
  }

  /// Undoes what was done since.
  void roll_back() noexcept {
    open_ = false;
    try {
      if (!on_.in_transaction()) return;  // an error undid the whole transaction
      on_.prepared("ROLLBACK TO entente").run();
      on_.prepared("RELEASE entente").run();
    } catch (...) {  // ignored: fails only where the transaction is gone
    }
  }

 private:
  database& on_;
  bool open_ = true;
};

}  // namespace v0
}  // namespace entente
