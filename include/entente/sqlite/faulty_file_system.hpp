// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/random.hpp>
#include <entente/sqlite/detail/faulty_file.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include <sqlite3.h>

namespace entente {
inline namespace v0 {

/// A file system for SQLite on which things go wrong when a test says so: for
/// `database_options::file_system`. It stands before the operating system's own, counts the operations
/// that change files (write, truncate, sync, delete) and the locks taken, and lets one of them meet a fault.
/// Waiting for a lock takes no time on it: who waits gives up at once.
/// One per test; it must outlive the databases opened through it. Thread-safe.
///
/// After `storage_fault::crash` every operation fails, as if the program were gone: close the databases and
/// call `restart`. Idea: SQLite's own crash tests (sqlite.org/testing.html, section 3).
class faulty_file_system {
 public:
  /// `random` decides what a power cut takes. Throws invalid_argument where SQLite refuses to register it.
  explicit faulty_file_system(random_function random = system_random)
      : state_(std::make_unique<detail::faulty_state>(std::move(random))) {
    state_->start(*state_);
  }
  faulty_file_system(faulty_file_system const&) = delete;
  faulty_file_system& operator=(faulty_file_system const&) = delete;
  ~faulty_file_system() { sqlite3_vfs_unregister(&state_->own); }

  /// What to put into `database_options::file_system`.
  [[nodiscard]] std::string const& name() const noexcept { return state_->name; }

  /// The operation that many steps on (1: the next one) meets the fault. `lasting`: and so do all after it,
  /// until `heal`. A crash always lasts.
  void fail_after(std::uint64_t steps, storage_fault what, bool lasting = false) {
    std::lock_guard const guard{state_->lock};
    state_->due = (what == storage_fault::busy ? state_->locks : state_->changes) + steps;
    state_->fault = what;
    state_->lasting = lasting;
  }

  /// No more faults; what has crashed stays so.
  void heal() {
    std::lock_guard const guard{state_->lock};
    state_->fault = storage_fault::none;
  }

  /// The program starts again, after all its databases were closed: the process alone had ended, or the power
  /// was cut, which may take back, or tear, each write that was not yet synced.
  void restart(restart_after what) { state_->restart(what); }

  /// Operations that changed files, and locks taken, since the beginning; and faults met.
  [[nodiscard]] std::uint64_t changes() const { return state_->read(state_->changes); }
  [[nodiscard]] std::uint64_t locks() const { return state_->read(state_->locks); }
  [[nodiscard]] std::uint64_t faults() const { return state_->read(state_->met); }
  [[nodiscard]] bool crashed() const { return state_->read(state_->dead); }

 private:
  std::unique_ptr<detail::faulty_state> state_;
};

}  // namespace v0
}  // namespace entente
