// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/sqlite/database.hpp>

#include <chrono>
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
  explicit reader_pool(std::filesystem::path path) : path_(std::move(path)) {}

  /// Runs `read(database&)` on a connection of its own.
  template <class Read>
  auto with(Read&& read) {
    loan one{*this, take()};
    return std::forward<Read>(read)(*one.connection);
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
    {
      std::lock_guard const lock{mutex_};
      if (!idle_.empty()) {
        auto reader = std::move(idle_.back());
        idle_.pop_back();
        return reader;
      }
    }
    database_options how;
    how.create = false;
    how.cache_kib = 4 * 1024;
    return std::make_unique<database>(path_, how);
  }

  void give_back(std::unique_ptr<database> reader) {
    std::lock_guard const lock{mutex_};
    if (idle_.size() < most_idle) idle_.push_back(std::move(reader));
  }

  std::filesystem::path path_;
  std::mutex mutex_;
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
