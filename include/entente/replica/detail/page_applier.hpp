// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/error.hpp>
#include <entente/replica/detail/exclusions.hpp>
#include <entente/replica/detail/horizons.hpp>
#include <entente/replica/detail/lost_records.hpp>
#include <entente/replica/detail/queue_holds.hpp>
#include <entente/replica/detail/record_merger.hpp>
#include <entente/replica/detail/record_mergers.hpp>
#include <entente/replica/detail/replica_session.hpp>
#include <entente/replica/sync_outcome.hpp>
#include <entente/wire/change_page.hpp>
#include <entente/wire/upcast.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace entente {
inline namespace v0 {
namespace detail {

/// Works a page of the server's changes into the rows.
template <class Schema>
class page_applier {
 public:
  explicit page_applier(replica_session<Schema>& session)
      : session_(session), holds_(session.on), excluded_(session), lost_(session), mergers_(session) {}

  page_report run(change_page const& page) {
    auto const name = cursor_name(page.scope);
    auto const before = session_.state.text(name).value_or("");
    if (page.has_more && page.cursor == before)
      throw failure({error_code::protocol_violation,
                     "the server's page does not move its cursor",
                     {},
                     {},
                     {}});
    bool const native = !page.provisional;
    // A server that has nothing of this tenant yet has no epoch either; it is no reason to forget anything.
    if (native && page.epoch.is_nil() && page.changes.empty()) return std::move(report_);
    if (native) begin(page, before.empty() || page.restart);
    take_all(page);
    note_progress(page);
    session_.state.put(name, page.cursor);
    if (!page.has_more) reach_horizon(page, native);
    session_.keep_clock();
    return std::move(report_);
  }

  // ---- The steps of `run`, for streams that were staged ------------------------------------------

  void take_all(change_page const& page) {
    provisional_ = page.provisional;
    if (provisional_) session_.state.put("foreign", 1);
    for (auto const& each : page.changes) {
      if (!provisional_) session_.note_seen(each.at);
      take(each);
    }
  }
  /// A stream is at its end: the cursor goes there.
  void arrive(change_page const& page) {
    session_.state.put(cursor_name(page.scope), page.cursor);
    reach_horizon(page, !page.provisional);
    session_.keep_clock();
  }
  /// Removes the records that are not of this generation: all, but those with pending operations.
  template <class Entity>
  void sweep_all(std::string_view reason) {
    sweep_keys<Entity>(replica_statements<Entity>::get().of_other_generation, reason);
  }
  [[nodiscard]] page_report const& report() const noexcept { return report_; }

  /// Takes a change though its version may be known already.
  void take_again(change const& from) {
    forced_ = true;
    take(from);
    forced_ = false;
  }

  /// Another try at what could not be read; the program may have learnt since.
  void retry_quarantined() {
    std::vector<std::pair<std::string, std::int64_t>> waiting;
    {
      auto const run = session_.on.borrow("SELECT raw,generation FROM entente_quarantine");
      while (run->step())
        waiting.emplace_back(run->template column<std::string>(0),
                             run->template column<std::int64_t>(1));
    }
    for (auto const& [raw, generation] : waiting) {
      if (generation != session_.generation()) continue;
      if (auto const read = read_change(raw)) take_again(*read);
    }
  }

  /// Follows the server's epoch. True when it is another one than before: then what was told after the last stamp
  /// in common is lost there.
  static bool note_epoch(replica_session<Schema>& session, uuid const& epoch, stamp common) {
    if (epoch.is_nil()) return false;
    auto const known = session.state.identifier("epoch");
    if (known == epoch) return false;
    session.state.put("epoch", epoch);
    if (known.is_nil()) return false;
    session.state.put("seen", 0);
    lost_records<Schema>{session}.begin(known, common);
    return true;
  }

 private:
  struct quarantined {
    std::int64_t version = 0;
    stamp at{};
    bool deleted = false;
    std::int64_t generation = 0;
  };

  /// A stream read from its beginning leaves out what is deleted by now: what it does not mention is gone.
  void begin(change_page const& page, bool from_the_start) {
    bool const other_epoch = note_epoch(session_, page.epoch, page.epoch_start);
    if (other_epoch || from_the_start) session_.begin_generation();
  }

  void take(change const& from) {
    session_.observe(from.edited);
    std::size_t const entity = find_entity<Schema>(from.entity, from.schema_version);
    if (entity == Schema::size) return quarantine(from, "this program has no entity of this name");
    with_entity_at<Schema>(entity, [&]<class Entity>() {
      if (from.entity == describe<Entity>::name) return take_typed<Entity>(from);
      change renamed = from;
      renamed.entity = describe<Entity>::name;
      take_typed<Entity>(renamed);
    });
  }

  template <class Entity>
  void take_typed(change const& from) {
    auto& merger = mergers_.template of<Entity>();
    bool const may_be_excluded = excluded_.concern(from.entity);
    if (may_be_excluded && !enters(from)) return;
    merger.look_up(from.key);
    if (is_lost(merger, from)) return;
    auto const kept_aside = quarantine_of(from);
    // The version that made the caller lose sight of a record may be the caller's own.
    if (from.left && (forced_ || !merger.knows(from.version + 1))) return leave(merger, from, kept_aside);
    if (is_echo(merger, from, kept_aside)) return;
    if (auto const why = merger.read(from)) {
      set_aside(merger);
      return quarantine(from, why->text());
    }
    if (provisional_ && !kept_aside && merger.stands_at_remote()) return;
    if (kept_aside) end_quarantine(from, *kept_aside);
    bool const was_live = merger.exists() && !merger.state().deleted;
    auto const effect = merger.take();
    if (effect.conflict != 0) ++report_.conflicts;
    report_.restaged += effect.restaged;
    if (effect.merged)
      ++report_.merged;
    else if (!merger.remote().deleted)
      ++report_.applied;
    else if (was_live)
      ++report_.removed;
    if (kept_aside) holds_.release(held_by_quarantine, [this] { return session_.fresh_id(); });
    if (may_be_excluded && !merger.remote().deleted) keep_out(merger, from.key);
  }

  /// Whether the record here is newer than what the restored server has; then it has to be given back first.
  template <class Merger>
  bool is_lost(Merger& merger, change const& from) {
    if (!merger.exists()) return false;
    if (lost_.searching() && lost_.note(merger.told(), &from)) return true;
    if (!any_lost_) any_lost_ = lost_.count() != 0;
    return *any_lost_ && lost_.holds(from.entity, from.key);
  }

  /// Whether a change says anything of a record that may be kept out. If so, it is judged anew.
  bool enters(change const& from) {
    auto const known = excluded_.find(from.entity, from.key);
    if (!known) return true;
    if (!provisional_ && !forced_ && known->generation == session_.generation() &&
        known->version >= from.version)
      return false;
    excluded_.erase(from.entity, from.key, *known);
    return true;
  }

  /// Removes a record that is not wanted here; one with pending operations stays until they are through.
  template <class Entity>
  void keep_out(record_merger<Schema, Entity>& merger, uuid const& key) {
    merger.look_up(key);
    auto const& told = merger.state();
    if (!merger.exists() || told.pending > 0 || !excluded_.template match<Entity>(key)) return;
    merger.forget();
    excluded_.put(describe<Entity>::name, key, {told.version, told.at, told.generation});
  }

  template <class Merger>
  bool is_echo(Merger& merger, change const& from, std::optional<quarantined> const& kept_aside) {
    if (kept_aside && !forced_ && kept_aside->generation == session_.generation() &&
        kept_aside->version >= from.version)
      return true;
    if (!provisional_) return merger.knows(from.version);
    // Strangers' versions: none at all, or one that we have guessed.
    return from.version != 0 && merger.knows(from.version + 1);
  }

  /// The record has left the caller's view. Pending work stays, for the server to judge.
  template <class Merger>
  void leave(Merger& merger, change const& from, std::optional<quarantined> const& kept_aside) {
    if (kept_aside) end_quarantine(from, *kept_aside);
    if (!merger.exists()) return;
    set_aside(merger);
    ++report_.removed;
    if (merger.state().pending > 0) return;
    session_.keep_snapshot(merger.row(), "left");
    merger.forget();
  }

  /// A record whose newest state is not known here is in no generation: it is neither counted nor current.
  template <class Merger>
  void set_aside(Merger& merger) {
    if (merger.exists()) merger.leave_generation();
  }

  // ---- Quarantine ------------------------------------------------------------------------------

  std::optional<quarantined> quarantine_of(change const& from) {
    if (!any_quarantined_)
      any_quarantined_ = session_.on.prepared("SELECT EXISTS(SELECT 1 FROM entente_quarantine)")
                             .template value<bool>();
    if (!*any_quarantined_) return std::nullopt;
    auto const run = session_.on.borrow(
        "SELECT version,stamp,deleted,generation FROM entente_quarantine WHERE key=? AND entity=?");
    run->bind(1, from.key);
    run->bind(2, from.entity);
    if (!run->step()) return std::nullopt;
    return quarantined{run->template column<std::int64_t>(0), run->template column<stamp>(1),
                       run->template column<bool>(2), run->template column<std::int64_t>(3)};
  }

  void quarantine(change const& from, std::string const& reason) {
    if (auto const known = quarantine_of(from)) {
      if (known->generation == session_.generation() && known->version >= from.version) return;
      end_quarantine(from, *known);
    }
    any_quarantined_ = true;
    std::string raw;
    write_json(raw, from);
    session_.on
        .prepared(
            "INSERT INTO entente_quarantine(entity,key,version,stamp,deleted,generation,raw,reason,at) "
            "VALUES(?,?,?,?,?,?,?,?,?)")
        .run(from.entity, from.key, from.version, from.at, from.deleted, session_.generation(), raw,
             reason, session_.now.time_since_epoch().count());
    if (session_.counted(from.version, from.deleted, session_.generation())) {
      digest one;
      one.add(from.key, from.version, from.at);
      session_.store_digest(from.entity, one, 1);
    }
    holds_.hold_record(from.entity, from.key);
    ++report_.quarantined;
  }

  void end_quarantine(change const& from, quarantined const& known) {
    session_.on.prepared("DELETE FROM entente_quarantine WHERE key=? AND entity=?")
        .run(from.key, from.entity);
    if (!session_.counted(known.version, known.deleted, known.generation)) return;
    digest one;
    one.remove(from.key, known.version, known.at);
    session_.store_digest(from.entity, one, -1);
  }

  // ---- The horizon -----------------------------------------------------------------------------

  void reach_horizon(change_page const& page, bool native) {
    horizons{session_.on}.reached(page.scope);
    session_.state.put("last_pull", session_.now.time_since_epoch().count());
    if (!native) return;
    bool const rescanned = session_.state.number("resync") != 0;
    if (rescanned) {
      if (lost_.searching()) note_unmentioned();
      sweep();
      session_.state.put("resync", 0);
    }
    lost_.end();
    session_.flush_digests();
    if (auto const lost = lost_.count(); lost != 0) {
      report_.restaged += lost;
      return;  // what differs is known
    }
    std::string names;
    for (auto const& told : page.digests) {
      auto const entity = name_today(told.entity);
      auto const [sum, count] = session_.stored_digest(entity);
      if (sum == told.value && count == told.count) continue;
      report_.diverged.push_back(entity);
      if (!names.empty()) names += ',';
      names += entity;
    }
    if (page.digests.empty()) return;
    session_.state.put("diverged", names);
    // Reading everything again repairs what differs, and leaves pending edits alone. Once.
    if (!report_.diverged.empty() && !rescanned) session_.rescan();
  }

  /// How far the first sync has come.
  void note_progress(change_page const& page) {
    if (session_.state.number("complete") != 0) return;
    session_.state.put("first_pages", session_.state.number("first_pages") + 1);
    session_.state.put("first_records", session_.state.number("first_records") +
                                            static_cast<std::int64_t>(page.changes.size()));
  }

  /// An older server speaks of entities by former names.
  static std::string name_today(std::string const& told) {
    std::string name = told;
    with_entity_at<Schema>(find_entity<Schema>(told), [&]<class Entity>() { name = describe<Entity>::name; });
    return name;
  }

  /// What a restored server tells nothing of, not even that it is deleted, it has lost.
  void note_unmentioned() {
    Schema::for_each([&]<class Entity>(std::type_identity<Entity>, std::size_t) {
      for (auto const& key : keys_of<Entity>(replica_statements<Entity>::get().all_of_older_generation)) {
        auto& merger = mergers_.template of<Entity>();
        merger.look_up(key);
        lost_.note(merger.told(), nullptr);
      }
    });
  }

  /// Removes what the server had once and does not have any more. A snapshot is kept of everything that
  /// was live.
  void sweep() {
    session_.on.prepared("DELETE FROM entente_excluded WHERE generation<>?")
        .run(session_.generation());
    session_.on.prepared("DELETE FROM entente_quarantine WHERE generation<>?")
        .run(session_.generation());
    Schema::for_each([&]<class Entity>(std::type_identity<Entity>, std::size_t) {
      sweep_keys<Entity>(replica_statements<Entity>::get().of_older_generation, "resynced");
    });
  }

  template <class Entity>
  std::vector<uuid> keys_of(std::string const& select) {
    std::vector<uuid> keys;
    auto const run = session_.on.borrow(select);
    run->bind(1, session_.generation());
    while (run->step()) keys.push_back(run->template column<uuid>(0));
    return keys;
  }

  /// `select`: the keys of what is not of the generation it is given.
  template <class Entity>
  void sweep_keys(std::string const& select, std::string_view reason) {
    for (auto const& key : keys_of<Entity>(select)) {
      if (lost_.holds(describe<Entity>::name, key)) continue;
      if (session_.on.prepared("SELECT 1 FROM entente_quarantine WHERE key=? AND entity=?")
              .template value<std::int64_t>(key, describe<Entity>::name))
        continue;
      auto& merger = mergers_.template of<Entity>();
      merger.load(key);
      if (!merger.state().deleted) {
        session_.keep_snapshot(merger.row(), reason);
        ++report_.removed;
      }
      merger.forget();
    }
  }

  replica_session<Schema>& session_;
  queue_holds holds_;
  exclusions<Schema> excluded_;
  lost_records<Schema> lost_;
  record_mergers<Schema> mergers_;
  std::optional<bool> any_lost_{};  // asked when first needed
  page_report report_{};
  std::optional<bool> any_quarantined_{};  // asked when first needed
  bool provisional_ = false;
  bool forced_ = false;
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
