// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/authority/purge_report.hpp>
#include <entente/base/timestamp.hpp>
#include <entente/entity/describe.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

namespace entente {
inline namespace v0 {
namespace detail {

/// Removes what is older than a horizon from one tenant, step by step. Lives as long as the transaction.
template <class Schema, class Session>
class purger {
 public:
  purger(Session& store, stamp horizon) : store_(store), horizon_(horizon) {}

  /// Looks at no more than `most` things of each kind. True when nothing from before the horizon is left.
  bool step(std::size_t most, purge_report& report) {
    if (horizon_.micros <= 0) return true;
    bool done = purge_tombstones(most, report);
    auto tables = store_.retention();
    auto const values = tables.purge_history(horizon_, most);
    report.history += values;
    report.replaced += tables.purge_replaced(horizon_);
    // A repeated item of a stranger's whose receipt is gone must not find the values that it was made on either:
    // it would count twice.
    if (values == most) return false;
    auto const receipts = tables.purge_receipts(horizon_, most);
    report.receipts += receipts;
    if (receipts > 0) raise("receipt_fence", horizon_);
    return done && receipts < most;
  }

 private:
  bool purge_tombstones(std::size_t most, purge_report& report) {
    bool done = true;
    stamp fence{};
    Schema::for_each([&]<class Entity>(std::type_identity<Entity>, std::size_t) {
      std::string const name = "purged:" + std::string{describe<Entity>::name};
      stamp const before{store_.number(name)};
      stamp place = before;
      done = store_.retention().template purge_tombstones<Entity>(horizon_, most, place, fence, report.tombstones) && done;
      if (place > before) store_.put_state(name, place.micros);
    });
    raise("fence", fence);
    return done;
  }

  void raise(std::string_view name, stamp to) {
    if (to.micros > store_.number(name)) store_.put_state(name, to.micros);
  }

  Session& store_;
  stamp horizon_;
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
