// SPDX-License-Identifier: BSL-1.0
// SQLite as a C program uses it: statements prepared once, nothing copied, no locks where one thread has a
// connection.
#pragma once

#include <entente/base/uuid.hpp>

#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include <sqlite3.h>

namespace bench::c {

class database {
 public:
  /// With the pragmas that entente opens the same file with. `full`: what is committed is on the disk.
  explicit database(std::filesystem::path const& file, bool full = false) {
    constexpr int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX;
    must(sqlite3_open_v2(file.c_str(), &on_, flags, nullptr));
    run("PRAGMA foreign_keys=OFF");
    run("PRAGMA trusted_schema=OFF");
    run("PRAGMA temp_store=MEMORY");
    run("PRAGMA cache_size=-16384");
    run("PRAGMA journal_mode=WAL");
    run("PRAGMA wal_autocheckpoint=4000");
    run(full ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL");
  }
  database(database const&) = delete;
  database& operator=(database const&) = delete;
  ~database() { sqlite3_close_v2(on_); }

  void run(char const* sql) { must(sqlite3_exec(on_, sql, nullptr, nullptr, nullptr)); }
  void must(int result) const {
    if (result != SQLITE_OK && result != SQLITE_ROW && result != SQLITE_DONE)
      throw std::runtime_error(on_ == nullptr ? "no database" : sqlite3_errmsg(on_));
  }
  [[nodiscard]] sqlite3* get() const noexcept { return on_; }

 private:
  sqlite3* on_ = nullptr;
};

class statement {
 public:
  statement(database& on, std::string const& sql) : on_(on) {
    on.must(sqlite3_prepare_v3(on.get(), sql.c_str(), -1, SQLITE_PREPARE_PERSISTENT, &run_, nullptr));
  }
  statement(statement const&) = delete;
  statement& operator=(statement const&) = delete;
  ~statement() { sqlite3_finalize(run_); }

  void bind(int at, std::int64_t value) { sqlite3_bind_int64(run_, at, value); }
  void bind(int at, double value) { sqlite3_bind_double(run_, at, value); }
  void bind(int at, std::nullptr_t) { sqlite3_bind_null(run_, at); }
  /// In place, as all texts and keys.
  void bind(int at, std::string_view text) {
    sqlite3_bind_text(run_, at, text.data(), static_cast<int>(text.size()), SQLITE_STATIC);
  }
  void bind(int at, entente::uuid const& key) { sqlite3_bind_blob(run_, at, key.octets.data(), 16, SQLITE_STATIC); }
  void bind_blob(int at, std::string_view octets) {
    sqlite3_bind_blob(run_, at, octets.data(), static_cast<int>(octets.size()), SQLITE_STATIC);
  }

  bool step() {
    int const result = sqlite3_step(run_);
    if (result == SQLITE_ROW) return true;
    sqlite3_reset(run_);
    on_.must(result);
    return false;
  }
  void finish() {
    while (step()) {
    }
  }
  void reset() { sqlite3_reset(run_); }

  [[nodiscard]] std::int64_t number(int at) const { return sqlite3_column_int64(run_, at); }
  [[nodiscard]] double real(int at) const { return sqlite3_column_double(run_, at); }
  [[nodiscard]] bool null(int at) const { return sqlite3_column_type(run_, at) == SQLITE_NULL; }
  [[nodiscard]] std::string_view text(int at) const {
    auto const* const data = reinterpret_cast<char const*>(sqlite3_column_text(run_, at));
    return {data, static_cast<std::size_t>(sqlite3_column_bytes(run_, at))};
  }
  [[nodiscard]] entente::uuid key(int at) const {
    entente::uuid out;
    std::memcpy(out.octets.data(), sqlite3_column_blob(run_, at), 16);
    return out;
  }

 private:
  database& on_;
  sqlite3_stmt* run_ = nullptr;
};

}  // namespace bench::c
