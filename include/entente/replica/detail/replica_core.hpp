// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/error.hpp>
#include <entente/entity/schema.hpp>
#include <entente/replica/detail/call_ref.hpp>
#include <entente/replica/detail/change_watch.hpp>
#include <entente/replica/detail/observer.hpp>
#include <entente/replica/detail/reader_pool.hpp>
#include <entente/replica/detail/replica_file.hpp>
#include <entente/replica/detail/replica_session.hpp>
#include <entente/replica/detail/state_table.hpp>
#include <entente/replica/replica_options.hpp>
#include <entente/sqlite/database.hpp>
#include <entente/sqlite/file_name.hpp>
#include <entente/sqlite/migration_report.hpp>
#include <entente/sqlite/transaction.hpp>

#include <atomic>
#include <mutex>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

namespace entente {
inline namespace v0 {
namespace detail {

/// A replica's connections and how transactions run on them; what the parts of `replica` share.
template <class Schema>
class replica_core {
 public:
  replica_core(replica_core const&) = delete;
  replica_core& operator=(replica_core const&) = delete;

  [[nodiscard]] replica_options const& options() const noexcept { return options_; }
  [[nodiscard]] std::string const& tenant() const noexcept { return options_.tenant; }
  /// What opening did to a file that another version of the schema had written; nothing where it was of this one.
  [[nodiscard]] std::optional<migration_report> const& migration() const noexcept { return migration_; }

  /// Encrypts the file with another key. It must not be open anywhere else (storage_busy); reads and writes
  /// of other threads wait. Not from within a transaction or a query. The key given when the file was opened is of
  /// no use any more: open it with this one from now on.
  void rekey(key_function key) {
    if (!key)
      throw failure({error_code::invalid_argument, "a file takes another key, not none", {}, {}, {}});
    std::lock_guard const lock{writing_};
    readers_.change_key(key, [&] { writer_.rekey(key()); });
  }

 protected:
  explicit replica_core(replica_options options)
      : options_(std::move(options)),
        writer_(replica_path(options_), replica_database_options(options_)),
        migration_(replica_file<Schema>::set_up(writer_, options_, clock_)),
        readers_(options_.directory / tenant_file_name(options_.tenant), replica_database_options(options_)) {}
  ~replica_core() = default;

  using session_type = replica_session<Schema>;

  /// Runs `body(session)` in a write transaction, and tells the observers once nothing is locked any more.
  template <class Body>
  auto write(Body&& body) {
    telling told{observers_};
    std::lock_guard const lock{writing_};
    return commit(std::forward<Body>(body), told);
  }

  /// `write` for what returns nothing, made once for all that is run.
  void write_once(call_ref<session_type> body) { write(body); }

  /// The same, on the disk before it returns: what another party will rely on must not be lost in a power cut.
  template <class Body>
  auto exchange(Body&& body) {
    telling told{observers_};
    std::lock_guard const lock{writing_};
    if (options_.durable || writer_.in_transaction()) return commit(std::forward<Body>(body), told);
    writer_.exec("PRAGMA synchronous=FULL");
    struct back_to_normal {
      database& on;
      ~back_to_normal() {
        try {
          on.exec("PRAGMA synchronous=NORMAL");
        } catch (failure const&) {  // ignored: then it stays as safe as it is
        }
      }
    } const guard{writer_};
    return commit(std::forward<Body>(body), told);
  }

  /// The write transaction itself, for those who hold the writing lock. `told` tells what it changed, and has to
  /// outlive the lock.
  template <class Body>
  auto commit(Body&& body, telling& told) {
    unit work{*this};
    if constexpr (std::is_void_v<decltype(body(work.session))>) {
      body(work.session);
      told.news = work.finish();
    } else {
      auto answer = body(work.session);
      told.news = work.finish();
      return answer;
    }
  }

  /// One write transaction. What is not finished is undone.
  struct unit {
    replica_core& of;
    entente::transaction all;
    session_type session;

    explicit unit(replica_core& core)
        : of(core), all(core.begin()), session(core.writer_, core.options_, core.clock_) {
      session.catch_up();
    }
    change_news finish() {
      session.finish();
      auto changed = of.watch_.collect();
      all.commit();
      of.clock_.commits = of.writer_.commits_seen();
      return changed;
    }
  };

  /// The connection to write on, which must be in no transaction yet.
  database& begin() {
    if (writer_.in_transaction())
      throw failure({error_code::invalid_argument,
                     "a transaction is open on this thread already",
                     {},
                     {},
                     "use the transaction that was handed to you"});
    watch_.follow(observers_.alive());
    return writer_;
  }

  /// Throws not_ready while the first sync is wanted and not over; asks the file until it is.
  void require_ready() const {
    if (ready_ || options_.initial_sync == first_sync::optional) return;
    ready_ = read_state([](state_table& state) { return state.number("complete") != 0; });
    if (ready_) return;
    throw failure({error_code::not_ready,
                   "the first sync has not finished",
                   {},
                   {},
                   "sync, and wait for status().complete"});
  }

  template <class Read>
  auto read_state(Read&& read) const {
    return readers_.with([&](database& on) {
      state_table state{on};
      return read(state);
    });
  }

  replica_options options_;
  database writer_;
  change_watch<Schema> watch_{writer_};
  observer_list observers_;
  std::recursive_mutex writing_;  // recursive, so that a nested call is refused and not stuck
  replica_clock clock_;
  std::optional<migration_report> migration_;
  mutable reader_pool readers_;
  mutable std::atomic<bool> ready_{false};
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
