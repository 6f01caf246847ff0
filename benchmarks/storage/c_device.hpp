// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "support/task.hpp"

#include <entente/base/uuid.hpp>
#include <entente/entity/record.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

struct sqlite3;
struct sqlite3_stmt;

namespace bench {

/// What somebody would write by hand against sqlite3 for a device's database: the file that entente has made, its
/// tables, indexes and triggers, statements prepared once, parameters that never change bound once, values
/// bound in place, text put together in one buffer. Errors end the program. One thread.
class c_device {
 public:
  /// Opens a file that a replica of `schema<Task>` has made.
  explicit c_device(std::filesystem::path const& file);
  ~c_device();
  c_device(c_device const&) = delete;
  c_device& operator=(c_device const&) = delete;

  /// Row and operation, in one transaction.
  entente::uuid create(Task const& value);
  /// The same for many, as one group.
  void create_all(std::vector<Task> const& values);
  /// Makes so many records, with an operation each that waits alone, of these values over and over.
  void queue_up(std::vector<Task> const& values, std::size_t count);
  /// The first edit of a record that the server knows: row read, base kept, row changed, operation queued.
  void retitle(entente::uuid const& key, std::string_view title);
  /// A further edit: row read and changed, operation read, joined with the change and written back.
  void retitle_again(entente::uuid const& key, std::string_view title);

  bool get(entente::uuid const& key, entente::record<Task>& into);
  /// The first `most` records that are not done, in the order they were made.
  void undone(std::size_t most, std::vector<entente::record<Task>>& into);

  /// Runs one statement that is not worth keeping.
  void exec(char const* sql);
  [[nodiscard]] std::int64_t number(char const* sql);
  [[nodiscard]] std::string text(char const* sql);

 private:
  sqlite3_stmt* prepare(char const* sql);
  void run(sqlite3_stmt* statement);
  std::int64_t append(std::int64_t group, Task const& value, entente::uuid& key);
  void take(sqlite3_stmt* row, entente::record<Task>& into);
  void take_value(sqlite3_stmt* row, int first, Task& into);
  entente::uuid fresh_id();

  sqlite3* on_ = nullptr;
  std::vector<sqlite3_stmt*> all_;
  sqlite3_stmt* begin_;
  sqlite3_stmt* commit_;
  sqlite3_stmt* insert_row_;
  sqlite3_stmt* insert_operation_;
  sqlite3_stmt* set_group_;
  sqlite3_stmt* load_;
  sqlite3_stmt* keep_base_;
  sqlite3_stmt* retitle_row_;
  sqlite3_stmt* last_operation_;
  sqlite3_stmt* replace_operation_;
  sqlite3_stmt* find_;
  sqlite3_stmt* undone_;
  std::string body_;
  std::string tags_;
  std::uint64_t random_ = 0x9e3779b97f4a7c15u;
};

}  // namespace bench
