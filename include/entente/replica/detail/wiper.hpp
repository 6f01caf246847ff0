// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/digest.hpp>
#include <entente/base/error.hpp>
#include <entente/base/uuid.hpp>
#include <entente/replica/detail/exclusions.hpp>
#include <entente/replica/detail/horizons.hpp>
#include <entente/replica/detail/record_merger.hpp>
#include <entente/replica/detail/set_aside.hpp>
#include <entente/replica/detail/staging.hpp>
#include <entente/replica/unsynced_work.hpp>
#include <entente/replica/wipe_scope.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>
#include <vector>

namespace entente {
inline namespace v0 {
namespace detail {

/// What is deleted while it lives is overwritten in the file, and no log is left of it at its end; unless a reader
/// needs the log, which is cut later then.
class overwriting {
 public:
  explicit overwriting(database& on) : on_(on) { set("PRAGMA secure_delete=ON"); }
  overwriting(overwriting const&) = delete;
  overwriting& operator=(overwriting const&) = delete;
  ~overwriting() {
    set("PRAGMA busy_timeout=0");
    set("PRAGMA wal_checkpoint(TRUNCATE)");
    set("PRAGMA busy_timeout=" + std::to_string(database_options{}.busy_timeout.count()));
    set("PRAGMA secure_delete=OFF");
  }

 private:
  void set(std::string const& pragma) noexcept {
    try {
      if (!on_.in_transaction()) on_.exec(pragma);
    } catch (failure const&) {  // ignored: the wipe is as complete without
    }
  }

  database& on_;
};

/// Removes records from this device, with everything that is known of them here.
template <class Schema>
class wiper {
 public:
  wiper(replica_session<Schema>& session, after_wipe after, unsynced_work work)
      : session_(session),
        excluded_(session),
        after_(after),
        work_(work),
        remover_(session, work != unsynced_work::discard, "wiped") {}

  wipe_summary run(std::vector<scope_part> const& parts) {
    auto const wipe = session_.on.prepared("SELECT coalesce(max(wipe),0)+1 FROM entente_exclusion")
                          .template value<std::int64_t>()
                          .value_or(1);
    for (auto const& part : parts)
      with_entity_at<Schema>(part.entity, [&]<class Entity>() {
        auto const condition =
            kept_condition(session_.on, replica_statements<Entity>::get().table, part.condition);
        if (after_ == after_wipe::exclude)
          excluded_.add(wipe, describe<Entity>::name, condition);
        remove_all<Entity>(condition);
      });
    if (work_ == unsynced_work::refuse && unsynced_ > 0)
      throw failure({error_code::not_ready,
                     "the server has not acknowledged " + std::to_string(unsynced_) +
                         " operations of what is to be wiped",
                     {},
                     {},
                     "sync first, or say that they are to be set aside or discarded"});
    remover_.finish();
    staging<Schema>{session_}.clear();  // it holds records as well
    if (after_ == after_wipe::redownload) horizons{session_.on}.start_again();
    done_.operations = unsynced_;
    return done_;
  }

 private:
  template <class Entity>
  void remove_all(std::string const& condition) {
    std::vector<uuid> keys;
    {
      auto run = session_.on.prepare("SELECT entente_key FROM " +
                                     replica_statements<Entity>::get().table + " WHERE " + condition);
      while (run.step()) keys.push_back(run.template column<uuid>(0));
    }
    for (auto const& key : keys) remove<Entity>(key);
  }

  template <class Entity>
  void remove(uuid const& key) {
    std::string_view const entity = describe<Entity>::name;
    record_merger<Schema, Entity> merger{session_};
    merger.load(key);
    set_aside_table earlier{session_.on};
    unsynced_ += static_cast<std::size_t>(earlier.count_of(entity, key));
    if (work_ == unsynced_work::discard) earlier.erase_of(entity, key);
    auto const ops = remover_.take(merger.row());
    unsynced_ += ops.size();
    session_.on.prepared("DELETE FROM entente_snapshot WHERE key=? AND entity=?").run(key, entity);
    ++done_.records;
    if (!ops.empty() && after_ == after_wipe::exclude) {
      // Unsynced edits may have moved it into the scope. What stays away must be in it by the server's word,
      // or it would be missed here although nobody wants it away.
      merger.drop(ops.front());
      merger.load(key);
      if (!merger.exists() || !excluded_.template match<Entity>(key)) return;
    }
    excluded_record last{merger.told().version, merger.told().at, merger.told().generation};
    bool live = last.version > 0 && !merger.told().deleted;
    end_quarantine(entity, key, last, live);
    merger.forget();
    if (after_ == after_wipe::exclude && live) excluded_.put(entity, key, last);
  }

  /// What the server last told may be kept aside rather than in the row.
  void end_quarantine(std::string_view entity, uuid const& key, excluded_record& last, bool& live) {
    {
      auto const run = session_.on.borrow(
          "SELECT version,stamp,deleted,generation FROM entente_quarantine WHERE key=? AND entity=?");
      run->bind(1, key);
      run->bind(2, entity);
      if (!run->step()) return;
      last = {run->template column<std::int64_t>(0), run->template column<stamp>(1),
              run->template column<std::int64_t>(3)};
      live = !run->template column<bool>(2);
    }
    session_.on.prepared("DELETE FROM entente_quarantine WHERE key=? AND entity=?").run(key, entity);
    if (!session_.counted(last.version, !live, last.generation)) return;
    digest one;
    one.remove(key, last.version, last.at);
    session_.store_digest(entity, one, -1);
  }

  replica_session<Schema>& session_;
  exclusions<Schema> excluded_;
  after_wipe after_;
  unsynced_work work_;
  work_remover<Schema> remover_;
  wipe_summary done_{};
  std::size_t unsynced_ = 0;
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
