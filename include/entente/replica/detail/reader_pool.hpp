// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/sqlite/database.hpp>
#include <entente/sqlite/database_options.hpp>
#include <entente/sqlite/key_function.hpp>

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace entente {
inline namespace v0 {
namespace detail {

/// Connections for reading, each used by one thread at a time. Thread-safe.
class reader_pool {
 public:
  /// `how` opens the file; it is there already.
  reader_pool(std::filesystem::path path, database_options how) : path_(std::move(path)), how_(std::move(how)) {
    how_.create = false;
    how_.cache_kib = 4 * 1024;
  }

  /// Runs `read(database&)` on a connection of its own.
  template <class Read>
  auto with(Read&& read) {
    loan one{*this, take()};
    return std::forward<Read>(read)(*one.connection);
  }

  /// Calls `change()` while no reader has the file open; from then on they take the key from `key`. Waits for
  /// those that read, and must not be called by one.
  template <class Change>
  void change_key(key_function key, Change&& change) {
    std::unique_lock lock{mutex_};
    nobody_reads_.wait(lock, [this] { return lent_ == 0; });
    idle_.clear();
    std::forward<Change>(change)();
    how_.key = std::move(key);
  }

 private:
  static constexpr std::size_t most_idle = 8;

  struct loan {
    reader_pool& pool;
    std::unique_ptr<database> connection;
    loan(reader_pool& from, std::unique_ptr<database> taken)
        : pool(from), connection(std::move(taken)) {}
    loan(loan const&) = delete;
    loan& operator=(loan const&) = delete;
    ~loan() { pool.give_back(std::move(connection)); }
  };

  std::unique_ptr<database> take() {
    database_options how;
    {
      std::lock_guard const lock{mutex_};
      ++lent_;
      if (!idle_.empty()) {
        auto reader = std::move(idle_.back());
        idle_.pop_back();
        return reader;
      }
      how = how_;
    }
    try {
      return std::make_unique<database>(path_, how);
    } catch (...) {
      give_back(nullptr);
      throw;
    }
  }

  void give_back(std::unique_ptr<database> reader) {
    std::lock_guard const lock{mutex_};
    if (reader && idle_.size() < most_idle) idle_.push_back(std::move(reader));
    reader.reset();  // closed before anybody counts on it
    if (--lent_ == 0) nobody_reads_.notify_all();
  }

  std::filesystem::path path_;
  database_options how_;
  std::mutex mutex_;
  std::condition_variable nobody_reads_;
  std::size_t lent_ = 0;
  std::vector<std::unique_ptr<database>> idle_;
};

/// The writer's connection, for reads within a transaction.
struct own_connection {
  database* on;
  template <class Read>
  auto with(Read&& read) const {
    return std::forward<Read>(read)(*on);
  }
};

/// A pool by reference, for queries.
struct pooled_connection {
  reader_pool* pool;
  template <class Read>
  auto with(Read&& read) const {
    return pool->with(std::forward<Read>(read));
  }
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
