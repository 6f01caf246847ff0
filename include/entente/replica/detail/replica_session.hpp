// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/digest.hpp>
#include <entente/base/hybrid_clock.hpp>
#include <entente/base/random.hpp>
#include <entente/base/uuid.hpp>
#include <entente/entity/describe.hpp>
#include <entente/replica/detail/id_sequence.hpp>
#include <entente/replica/detail/local_row.hpp>
#include <entente/replica/detail/queue_table.hpp>
#include <entente/replica/detail/state_table.hpp>
#include <entente/replica/replica_options.hpp>
#include <entente/sqlite/database.hpp>
#include <entente/wire/record_image.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace entente {
inline namespace v0 {
namespace detail {

/// What outlives a transaction but is cheap to lose: it is stored with every exchange.
struct replica_clock {
  hybrid_clock edits;
  std::chrono::microseconds offset{0};  ///< the server's time of day minus ours
  std::int64_t commits = -1;  ///< `database::commits_seen` when the clock was last in step with the file
};

/// Calls `f.template operator()<Entity>()` for the entity at a position of the schema.
template <class Schema, class F>
void with_entity_at(std::size_t index, F&& f) {
  Schema::for_each([&]<class Entity>(std::type_identity<Entity>, std::size_t i) {
    if (i == index) f.template operator()<Entity>();
  });
}

/// Generations that no stream has: of rows that a later change is sure to tell, and of rows that only another
/// run of the stream can tell.
inline constexpr std::int64_t told_later_generation = -1;
inline constexpr std::int64_t unverified_generation = -2;

/// How far clocks may differ that count as equal: the time of day in an answer may be rounded to seconds.
inline constexpr std::chrono::microseconds clock_tolerance = std::chrono::seconds{2};

/// What one write transaction carries along. Lives as long as the transaction; `finish` before its commit.
template <class Schema>
class replica_session {
 public:
  replica_session(database& in, replica_options const& how, replica_clock& clock)
      : on(in), options(how), queue(in), state(in), now(how.now()), clock_(clock), ids_(now, how.random) {}

  /// Takes over what another process that syncs this file has learned of the server's time of day and of other
  /// people's edits, where one has written since.
  void catch_up() {
    auto const commits = on.commits_seen();
    if (std::exchange(clock_.commits, commits) == commits) return;
    clock_.edits = hybrid_clock{edit_time{(std::max)(clock_.edits.last().micros, state.number("hlc"))}};
    clock_.offset = std::chrono::microseconds{state.number("offset")};
  }

  edit_time tick() { return clock_.edits.tick(now + clock_.offset); }
  /// Edits from here on are later than this one of the server's. The server's own time of day counts, so that a clock
  /// which is behind by less than is corrected misses nothing.
  void observe(edit_time seen) {
    timestamp const told{std::chrono::microseconds{told_.micros}};
    clock_.edits.observe(seen, (std::max)(now + clock_.offset, told));
  }
  /// Follows the server's time of day, as far as an answer tells: it was given at some time after `asked`, and
  /// may have been on its way, or have waited here, ever since. What that explains is no reason to correct the
  /// clock: it would put the edits of two devices with good clocks out of order.
  void observe_server_time(stamp server, std::optional<timestamp> asked = {}) {
    if (server.micros == 0) return;
    told_ = server;
    std::chrono::microseconds const given{server.micros};
    auto const least = given - now.time_since_epoch() - clock_tolerance;
    auto const most = given - (std::min)(asked.value_or(now), now).time_since_epoch() + clock_tolerance;
    auto const explains = [&](std::chrono::microseconds offset) { return least <= offset && offset <= most; };
    if (!explains(clock_.offset))
      clock_.offset = explains(std::chrono::microseconds{0}) ? std::chrono::microseconds{0} : (least + most) / 2;
    clock_moved_ = true;
  }
  /// The server has told something under this stamp.
  void note_seen(stamp at) {
    if (at.micros > seen_) seen_ = at.micros;
  }
  /// Under which name this file's operations are pushed.
  [[nodiscard]] uuid const& incarnation() {
    if (!incarnation_) incarnation_ = state.identifier("incarnation");
    return *incarnation_;
  }
  void renew_incarnation() {
    incarnation_ = fresh_id();
    state.put("incarnation", *incarnation_);
  }
  /// Each is above the one before: indexes grow at their ends only.
  uuid fresh_id() { return ids_.next(); }

  template <class Entity>
  row_table<Entity> rows() {
    return row_table<Entity>{on};
  }

  // ---- Generations: versions compare within one run of the server's stream from its beginning ----

  [[nodiscard]] std::int64_t generation() {
    if (generation_ < 0) generation_ = state.number("generation");
    return generation_;
  }
  /// Nothing known so far is taken for current any more, until the stream tells it again.
  void begin_generation() {
    generation_ = generation() + 1;
    state.put("generation", generation_);
    state.put("resync", 1);
    state.put("scan_sent",
              on.prepared("SELECT max(sequence) FROM entente_queue WHERE sender IS NOT NULL")
                  .template value<std::optional<std::int64_t>>()
                  .value_or(std::nullopt)
                  .value_or(0));
    scan_sent_.reset();
    on.prepared("DELETE FROM entente_digest").run();
    digests_ = {};
    counts_ = {};
  }

  /// Of a record whose operation was first sent under that sequence. What was sent before the stream was last
  /// begun may have been deleted since, and the stream does not mention it then.
  [[nodiscard]] std::int64_t generation_sent(std::int64_t sequence) {
    if (!scan_sent_) scan_sent_ = state.number("scan_sent");
    return sequence <= *scan_sent_ ? unverified_generation : generation();
  }
  /// A record is known by an answer only, and the stream has passed it: read it again from the beginning.
  void verify(std::int64_t of_generation) {
    if (of_generation == generation() || of_generation == told_later_generation ||
        state.number("resync") != 0)
      return;
    rescan();
  }
  void rescan() { state.forget("cursor:"); }

  /// Nothing known of one entity is taken for current any more, until it is told again.
  template <class Entity>
  void begin_entity() {
    std::string_view const name = describe<Entity>::name;
    on.prepared(replica_statements<Entity>::get().begin_again).run(told_later_generation);
    for (auto const* sql : {"UPDATE entente_quarantine SET generation=? WHERE entity=?",
                            "UPDATE entente_excluded SET generation=? WHERE entity=?"})
      on.prepared(sql).run(told_later_generation, name);
    on.prepared("DELETE FROM entente_digest WHERE entity=?").run(name);
    digests_[Schema::template index_of<Entity>] = {};
    counts_[Schema::template index_of<Entity>] = 0;
  }

  // ---- Digests over what the server last told, live records only --------------------------------

  /// A row leaves or enters the digest. Rows of an older generation are in none.
  template <class Entity>
  void digest_remove(local_row<Entity> const& row) {
    if (!counted(row.version, row.deleted, row.generation)) return;
    digests_[Schema::template index_of<Entity>].remove(row.key, row.version, row.at);
    --counts_[Schema::template index_of<Entity>];
  }
  template <class Entity>
  void digest_add(local_row<Entity> const& row) {
    if (!counted(row.version, row.deleted, row.generation)) return;
    digests_[Schema::template index_of<Entity>].add(row.key, row.version, row.at);
    ++counts_[Schema::template index_of<Entity>];
  }
  [[nodiscard]] bool counted(std::int64_t version, bool deleted, std::int64_t of_generation) {
    return version > 0 && !deleted && of_generation == generation();
  }

  [[nodiscard]] std::pair<digest, std::int64_t> stored_digest(std::string_view entity) {
    auto const run = on.borrow("SELECT low,high,count FROM entente_digest WHERE entity=?");
    run->bind(1, entity);
    if (!run->step()) return {};
    return {digest{static_cast<std::uint64_t>(run->column<std::int64_t>(0)),
                   static_cast<std::uint64_t>(run->column<std::int64_t>(1))},
            run->column<std::int64_t>(2)};
  }
  void store_digest(std::string_view entity, digest const& more, std::int64_t count) {
    auto [sum, known] = stored_digest(entity);
    sum.low += more.low;
    sum.high += more.high;
    on.prepared(
          "INSERT INTO entente_digest(entity,low,high,count) VALUES(?,?,?,?) ON CONFLICT(entity) DO UPDATE SET "
          "low=excluded.low,high=excluded.high,count=excluded.count")
        .run(entity, static_cast<std::int64_t>(sum.low), static_cast<std::int64_t>(sum.high),
             known + count);
  }

  /// Writes down what the transaction changed in the replica's state.
  void finish() {
    flush_digests();
    if (seen_ > 0 && seen_ > state.number("seen")) state.put("seen", seen_);
    if (!clock_moved_) return;
    state.put("hlc", clock_.edits.last().micros);
    state.put("offset", clock_.offset.count());
  }
  void flush_digests() {
    Schema::for_each([&]<class Entity>(std::type_identity<Entity>, std::size_t i) {
      if (digests_[i] == digest{} && counts_[i] == 0) return;
      store_digest(describe<Entity>::name, digests_[i], counts_[i]);
      digests_[i] = {};
      counts_[i] = 0;
    });
  }
  /// To be called by exchanges: the clock has taken note of other people's edits.
  void keep_clock() { clock_moved_ = true; }

  // ---- Snapshots: what something else is about to replace -----------------------------------------

  template <class Entity>
  void keep_snapshot(local_row<Entity> const& row, std::string_view reason) {
    keep_image(describe<Entity>::name, row.key, row.deleted, image_of(row.value, row.unknown), reason);
  }
  /// The same of a record as the wire has it.
  void keep_image(std::string_view entity, uuid const& key, bool deleted, std::string_view image,
                  std::string_view reason) {
    on.prepared(
          "INSERT INTO entente_snapshot(entity,key,deleted,image,reason,at) VALUES(?,?,?,?,?,?)")
        .run(entity, key, deleted, image, reason,
             now.time_since_epoch().count());
    forget_snapshots();
  }

  /// Lets go of snapshots that are too many or too old, never of those of a record in conflict.
  void forget_snapshots() {
    constexpr char const* settled =
        " AND NOT EXISTS(SELECT 1 FROM entente_conflict c WHERE c.key=entente_snapshot.key AND "
        "c.entity=entente_snapshot.entity)";
    on.prepared(std::string{"DELETE FROM entente_snapshot WHERE id<=(SELECT max(id) FROM entente_snapshot)-?"} + settled)
        .run(options.snapshots);
    if (options.snapshot_age.count() == 0) return;
    on.prepared(std::string{"DELETE FROM entente_snapshot WHERE at<?"} + settled)
        .run((now - options.snapshot_age).time_since_epoch().count());
  }

  database& on;
  replica_options const& options;
  queue_table queue;
  state_table state;
  timestamp const now;

 private:
  replica_clock& clock_;
  id_sequence ids_;
  bool clock_moved_ = false;
  stamp told_{};  ///< the server's time of day in the answer at hand
  std::int64_t seen_ = 0;
  std::int64_t generation_ = -1;
  std::optional<uuid> incarnation_{};  // this and the next: asked when first needed
  std::optional<std::int64_t> scan_sent_{};
  std::array<digest, Schema::size> digests_{};
  std::array<std::int64_t, Schema::size> counts_{};
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
