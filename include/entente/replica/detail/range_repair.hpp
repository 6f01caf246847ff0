// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/digest.hpp>
#include <entente/base/uuid.hpp>
#include <entente/entity/describe.hpp>
#include <entente/entity/field_equal.hpp>
#include <entente/replica/detail/local_row.hpp>
#include <entente/replica/detail/page_applier.hpp>
#include <entente/replica/detail/record_merger.hpp>
#include <entente/replica/detail/replica_session.hpp>
#include <entente/replica/range_report.hpp>
#include <entente/sqlite/database.hpp>
#include <entente/wire/change.hpp>
#include <entente/wire/range_answer.hpp>
#include <entente/wire/range_query.hpp>

#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace entente {
inline namespace v0 {
namespace detail {

/// Calls `f(key, version, stamp)` for everything within a range of keys that counts in an entity's digest: what the
/// server last told of live records, whether it is in the rows, under pending edits, in quarantine or kept out.
template <class Entity, class F>
void for_each_counted(database& on, std::int64_t generation, uuid const& first, uuid const& last, F&& f) {
  auto const& sql = replica_statements<Entity>::get();
  auto const read = [&](std::string const& select) {
    auto const run = on.borrow(select);
    run->bind(1, first);
    run->bind(2, last);
    run->bind(3, generation);
    while (run->step())
      f(run->template column<uuid>(0), run->template column<std::int64_t>(1), run->template column<stamp>(2));
  };
  std::string const told =
      " WHERE entente_key BETWEEN ? AND ? AND entente_generation=? AND entente_version>0 AND entente_deleted=0";
  read("SELECT entente_key,entente_version,entente_stamp FROM " + sql.table + told + " AND entente_pending=0");
  read("SELECT entente_key,entente_version,entente_stamp FROM " + sql.base + told);
  std::string const entity = " WHERE key BETWEEN ? AND ? AND generation=? AND entity='" +
                             std::string{describe<Entity>::name} + "'";
  read("SELECT key,version,stamp FROM entente_quarantine" + entity + " AND deleted=0 AND version>0");
  read("SELECT key,version,stamp FROM entente_excluded" + entity);
}

/// The sum over it.
template <class Entity>
range_digest sum_of_range(database& on, std::int64_t generation, uuid const& first, uuid const& last) {
  range_digest sum{first, last, {}, 0};
  for_each_counted<Entity>(on, generation, first, last, [&](uuid const& key, std::int64_t version, stamp at) {
    sum.value.add(key, version, at);
    ++sum.count;
  });
  return sum;
}

/// Brings the records of a range to what the server has there, which the caller knows to be all of it, as of where
/// this replica stands. Pending edits are merged onto it.
template <class Schema, class Entity>
class range_repair {
 public:
  range_repair(replica_session<Schema>& session, bool mend)
      : session_(session), applier_(session), mend_(mend) {}

  range_report run(uuid const& first, uuid const& last, std::vector<change> const& there) {
    std::set<uuid> known;
    for_each_counted<Entity>(session_.on, session_.generation(), first, last,
                             [&](uuid const& key, std::int64_t, stamp) { known.insert(key); });
    for (auto const& each : there) {
      ++report_.compared;
      known.erase(each.key);
      if (!same(each)) take(each);
    }
    for (auto const& key : known) {
      ++report_.compared;
      give_up(key);
    }
    return report_;
  }

  /// The stored digest, counted anew from the rows. Whether it was wrong.
  bool recount() {
    session_.flush_digests();
    auto const sum = sum_of_range<Entity>(session_.on, session_.generation(), uuid{}, last_key);
    auto const [stored, count] = session_.stored_digest(describe<Entity>::name);
    if (stored == sum.value && count == sum.count) return false;
    if (!mend_) return true;
    session_.on.prepared("DELETE FROM entente_digest WHERE entity=?").run(describe<Entity>::name);
    session_.store_digest(describe<Entity>::name, sum.value, sum.count);
    return true;
  }

 private:
  /// What is kept aside or out was not read, and counts by version and stamp alone.
  bool same(change const& there) {
    bool found = false;
    for_each_counted<Entity>(session_.on, session_.generation(), there.key, there.key,
                             [&](uuid const&, std::int64_t version, stamp at) {
                               found = version == there.version && at == there.at;
                             });
    if (!found) return false;
    record_merger<Schema, Entity> merger{session_};
    merger.load(there.key);
    if (!merger.exists() || merger.told().generation != session_.generation()) return true;
    if (merger.read(there)) return true;
    return differing_fields(merger.known(), merger.remote().value).none() &&
           merger.told().unknown == merger.remote().unknown;
  }

  void take(change const& there) {
    ++report_.differing;
    if (!mend_) return;
    record_merger<Schema, Entity> merger{session_};
    merger.load(there.key);
    if (merger.exists()) {
      if (merger.row().pending > 0) ++report_.with_pending;
      merger.leave_generation();
    }
    applier_.take_again(there);
    ++report_.mended;
  }

  /// The server has nothing live of this key.
  void give_up(uuid const& key) {
    ++report_.differing;
    if (!mend_) return;
    change gone;
    gone.entity = describe<Entity>::name;
    gone.key = key;
    gone.left = true;
    record_merger<Schema, Entity> merger{session_};
    merger.load(key);
    if (merger.exists() && merger.row().pending > 0) ++report_.with_pending;
    applier_.take_again(gone);
    ++report_.removed;
  }

  replica_session<Schema>& session_;
  page_applier<Schema> applier_;
  bool mend_;
  range_report report_{};
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
