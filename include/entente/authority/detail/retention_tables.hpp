// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/authority/detail/store_statements.hpp>
#include <entente/base/random.hpp>
#include <entente/base/timestamp.hpp>
#include <entente/base/uuid.hpp>
#include <entente/entity/describe.hpp>
#include <entente/sqlite/bind.hpp>
#include <entente/sqlite/database.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace entente {
inline namespace v0 {
namespace detail {

/// Ids of version 7 that were made before a moment are less than this.
inline uuid first_uuid_of(stamp moment) {
  return make_uuid_v7(timestamp{std::chrono::microseconds{moment.micros}}, [] { return std::uint64_t{0}; });
}
inline bool tells_its_time(uuid const& id) noexcept { return id.octets[6] >> 4 == 7; }

/// A record of which the key alone is remembered.
struct purged_record {
  uuid key{};
  std::string id{};  ///< the server's own; empty where that is the key
  stamp at{};        ///< of its deletion
};

struct found_tombstone {
  std::int64_t rowid;
  purged_record record;
};

/// What a tenant's file remembers of what was purged, and the purging itself. Part of a store's session: one
/// thread at a time, inside a transaction.
class retention_tables {
 public:
  explicit retention_tables(database& on) : on_(on) {}

  // ---- What is known of purged records ----------------------------------------------------------

  [[nodiscard]] bool any_purged() {
    return on_.prepared("SELECT 1 FROM entente_purged LIMIT 1").value<std::int64_t>().has_value();
  }
  /// When a purged record was deleted.
  [[nodiscard]] std::optional<stamp> purged_at(std::string_view entity, uuid const& key) {
    return on_.prepared("SELECT stamp FROM entente_purged WHERE entity=? AND key=?").value<stamp>(entity, key);
  }
  /// A record of which nothing is known but that it was deleted. Of two deletions the later one counts.
  void note_purged(std::string_view entity, uuid const& key, stamp at) {
    on_.prepared("INSERT INTO entente_purged(entity,key,stamp) VALUES(?,?,?) "
                 "ON CONFLICT(entity,key) DO UPDATE SET stamp=max(stamp,excluded.stamp)")
        .run(entity, key, at);
  }
  void forget_purged(std::string_view entity, uuid const& key) {
    on_.prepared("DELETE FROM entente_purged WHERE entity=? AND key=?").run(entity, key);
  }
  /// The purged records of an entity that were deleted after a stamp, oldest first.
  [[nodiscard]] std::vector<purged_record> purged_after(std::string_view entity, stamp after, std::size_t limit) {
    std::vector<purged_record> found;
    auto const run =
        on_.borrow("SELECT key,id,stamp FROM entente_purged WHERE entity=? AND stamp>? ORDER BY stamp LIMIT ?");
    run->bind(1, entity);
    run->bind(2, after);
    run->bind(3, limit);
    while (run->step())
      found.push_back({run->column<uuid>(0), run->column<std::optional<std::string>>(1).value_or(""),
                       run->column<stamp>(2)});
    return found;
  }

  /// Up to which sequence receipts of a replica were purged that it had not released.
  [[nodiscard]] std::int64_t purged_through(uuid const& replica, std::string_view principal) {
    return on_.prepared("SELECT purged FROM entente_replica WHERE replica=? AND principal=?")
        .value<std::int64_t>(replica, principal)
        .value_or(0);
  }

  // ---- Purging -----------------------------------------------------------------------------------

  /// Looks at no more than `most` records after `place`, which moves on; purges the tombstones of before `horizon`
  /// among them, raises `fence` to the newest of these and counts them. True when it has come to the horizon.
  template <class Entity>
  bool purge_tombstones(stamp horizon, std::size_t most, stamp& place, stamp& fence, std::size_t& count) {
    static std::string const table = quoted_name(describe<Entity>::table);
    static std::string const scan =
        "SELECT entente_rowid,entente_key,entente_id,entente_stamp,entente_deleted FROM " + table +
        " WHERE entente_stamp>? AND entente_stamp<? ORDER BY entente_stamp LIMIT ?";
    static std::string const erase = "DELETE FROM " + table + " WHERE entente_rowid=?";
    std::vector<found_tombstone> found;
    std::size_t seen = 0;
    {
      auto const run = on_.borrow(scan);
      run->bind(1, place);
      run->bind(2, horizon);
      run->bind(3, most);
      for (; run->step(); ++seen) {
        place = run->column<stamp>(3);
        if (run->column<bool>(4))
          found.push_back({run->column<std::int64_t>(0),
                           {run->column<uuid>(1), run->column<std::optional<std::string>>(2).value_or(""), place}});
      }
    }
    for (auto const& [rowid, record] : found) {
      on_.prepared("INSERT OR REPLACE INTO entente_purged(entity,key,stamp,id) VALUES(?,?,?,nullif(?,''))")
          .run(describe<Entity>::name, record.key, record.at, record.id);
      on_.prepared("DELETE FROM entente_history WHERE entity=? AND key=?").run(describe<Entity>::name, record.key);
      on_.prepared(erase).run(rowid);
      fence = (std::max)(fence, record.at);
    }
    count += found.size();
    return seen < most;
  }

  /// Superseded values stand in the order in which they were superseded.
  std::size_t purge_history(stamp horizon, std::size_t most) {
    on_.prepared("DELETE FROM entente_history WHERE rowid IN (SELECT rowid FROM entente_history ORDER BY rowid LIMIT ?) "
                 "AND at<?")
        .run(most, horizon);
    return changes();
  }

  /// Purges receipts that are older than the horizon, by the server's clock and by their own ids: an operation whose
  /// id is younger than the horizon never had a receipt that was purged. Of an operation with a place in a
  /// replica's queue the place is remembered; one with neither a place nor a time in its id keeps its receipt.
  std::size_t purge_receipts(stamp horizon, std::size_t most) {
    on_.exec("CREATE TEMP TABLE IF NOT EXISTS entente_going(receipt INTEGER PRIMARY KEY)");
    on_.prepared("INSERT INTO temp.entente_going SELECT rowid FROM entente_receipt WHERE at<?1 AND (op_id=body_hash OR "
                 "CASE WHEN substr(hex(op_id),13,1)='7' THEN op_id<?2 ELSE sequence>0 AND replica<>zeroblob(16) END) "
                 "ORDER BY at LIMIT ?3")
        .run(horizon, first_uuid_of(horizon), most);
    on_.prepared("INSERT INTO entente_replica(replica,principal,acknowledged,seen,purged) "
                 "SELECT replica,principal,0,max(at),max(sequence) FROM entente_receipt "
                 "WHERE rowid IN (SELECT receipt FROM temp.entente_going) AND sequence>0 GROUP BY replica,principal "
                 "ON CONFLICT(replica,principal) DO UPDATE SET purged=max(purged,excluded.purged)")
        .run();
    on_.prepared("DELETE FROM entente_receipt WHERE rowid IN (SELECT receipt FROM temp.entente_going)").run();
    auto const count = changes();
    on_.prepared("DELETE FROM temp.entente_going").run();
    return count;
  }

  std::size_t purge_replaced(stamp horizon) {
    on_.prepared("DELETE FROM entente_replaced WHERE at<?").run(horizon);
    return changes();
  }

  // ---- Counting ----------------------------------------------------------------------------------

  /// The records of an entity: alive, or deleted and not yet purged.
  template <class Entity>
  [[nodiscard]] std::int64_t count_records(bool deleted) {
    static std::string const sql =
        "SELECT count(*) FROM " + quoted_name(describe<Entity>::table) + " WHERE entente_deleted=?";
    return on_.prepared(sql).template value<std::int64_t>(deleted).value_or(0);
  }
  [[nodiscard]] std::int64_t count_purged() { return count("SELECT count(*) FROM entente_purged"); }
  [[nodiscard]] std::int64_t count_receipts() { return count("SELECT count(*) FROM entente_receipt"); }
  [[nodiscard]] std::int64_t count_replicas() { return count("SELECT count(DISTINCT replica) FROM entente_replica"); }

 private:
  [[nodiscard]] std::int64_t count(char const* sql) { return on_.prepared(sql).value<std::int64_t>().value_or(0); }
  [[nodiscard]] std::size_t changes() {
    return static_cast<std::size_t>(on_.prepared("SELECT changes()").value<std::int64_t>().value_or(0));
  }

  database& on_;
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
