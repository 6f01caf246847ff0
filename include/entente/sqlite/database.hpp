// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/error.hpp>
#include <entente/sqlite/borrowed_statement.hpp>
#include <entente/sqlite/database_options.hpp>
#include <entente/sqlite/detail/cipher.hpp>
#include <entente/sqlite/detail/connection.hpp>
#include <entente/sqlite/detail/open_connection.hpp>
#include <entente/sqlite/detail/statement_cache.hpp>
#include <entente/sqlite/statement.hpp>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include <sqlite3.h>

namespace entente {
inline namespace v0 {

/// One connection to one SQLite file, in write-ahead-log mode, with foreign keys off.
///
/// Everything throws `failure`: storage_full, storage_read_only, storage_corrupt, storage_busy,
/// storage_failed for the rest; wrong_key and unsupported for encrypted files; not_found for a file or directory that is not there. Messages name
/// the file, not its path. Not thread-safe: one thread at a time, which the caller sees to; any
/// number of connections to one file may be in use at once. The path ":memory:" makes a database
/// that is gone with the connection.
class database {
 public:
  using options = database_options;

  /// Opens and reads the file, so that one that is no database is refused here.
  explicit database(std::filesystem::path const& path, database_options const& how = {})
      : on_{detail::open_sqlite_file(path, how), detail::utf8(path.filename())},
        read_only_(how.read_only),
        encrypted_(static_cast<bool>(how.key)) {
    if (encrypted_) unlock(how.key);
    set_up(how);
  }
  database(database const&) = delete;
  database& operator=(database const&) = delete;

  /// The file's name without its directory, as error messages have it.
  [[nodiscard]] std::string const& file_name() const noexcept { return on_.file_name; }
  [[nodiscard]] bool read_only() const noexcept { return read_only_; }

  // ---- Statements ------------------------------------------------------------------------------

  /// Runs one or more statements without parameters, ignoring rows.
  void exec(std::string const& sql) { on_.exec(sql.c_str()); }

  /// A statement of the caller's own, for what runs often or just once.
  [[nodiscard]] statement prepare(std::string const& sql) { return statement{on_, sql}; }

  /// A statement of that text from the cache, prepared when first asked for, reset. It is the
  /// caller's until the same text is asked for again. Texts are kept as long as the database is
  /// open: build them from names, never from values.
  [[nodiscard]] statement& prepared(std::string_view sql) { return cache_.find(on_, sql).run; }

  /// The same, reset when the borrower is done with it; the text may be asked for again meanwhile.
  [[nodiscard]] borrowed_statement borrow(std::string_view sql) {
    return borrowed_statement{cache_.find(on_, sql)};
  }

  /// How many rows the last INSERT, UPDATE or DELETE wrote.
  [[nodiscard]] std::int64_t changes() const noexcept { return on_.handle.getChanges(); }
  /// Moves with every row that is written, rolled back or not.
  [[nodiscard]] std::int64_t writes() const noexcept { return sqlite3_total_changes(on_.handle.getHandle()); }
  [[nodiscard]] std::int64_t last_insert_rowid() const noexcept {
    return on_.handle.getLastInsertRowid();
  }

  /// Whether a transaction is open. An error such as a full disk may have ended it.
  [[nodiscard]] bool in_transaction() const noexcept {
    return sqlite3_get_autocommit(on_.handle.getHandle()) == 0;
  }

  // ---- The file --------------------------------------------------------------------------------

  /// Two 32-bit numbers in the file's header: whose file it is, and the version of its layout. 0 in
  /// a new file. Setting one takes part in the transaction; throws invalid_argument for other
  /// numbers.
  [[nodiscard]] std::int64_t application_id() { return number("PRAGMA application_id"); }
  [[nodiscard]] std::int64_t user_version() { return number("PRAGMA user_version"); }
  void set_application_id(std::int64_t value) { set_header("PRAGMA application_id=", value); }
  void set_user_version(std::int64_t value) { set_header("PRAGMA user_version=", value); }

  /// Moves with every commit to the file that this connection has taken note of: its own when they end, those of
  /// others when a transaction begins. Costs no statement.
  [[nodiscard]] std::uint32_t commits_seen() {
    unsigned int count = 0;
    int const result = sqlite3_file_control(on_.handle.getHandle(), "main", SQLITE_FCNTL_DATA_VERSION,
                                            static_cast<void*>(&count));
    if (result != SQLITE_OK) on_.fail(result);
    return count;
  }

  [[nodiscard]] bool has_table(std::string_view name) {
    return prepared("SELECT 1 FROM sqlite_master WHERE type='table' AND name=? COLLATE NOCASE")
        .value<std::int64_t>(name)
        .has_value();
  }

  /// Encrypts the whole file with another key, in one transaction. The connection stays as it is; others
  /// must be closed. Throws storage_busy where they are not, unsupported for a file that is not encrypted,
  /// invalid_argument for an empty key and within a transaction.
  void rekey(std::string_view key) {
    if (!encrypted_ || read_only_)
      throw failure({error_code::unsupported,
                     "the database \"" + file_name() + "\" is not open as an encrypted one",
                     {},
                     {},
                     "open it for writing, with its present key"});
    if (in_transaction())
      throw failure({error_code::invalid_argument,
                     "a database takes another key outside of transactions",
                     {},
                     {},
                     {}});
    // A file that others have open cannot leave write-ahead mode.
    try {
      exec("PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=DELETE");
      detail::give_key(on_, "rekey", key);
    } catch (failure const&) {
      share_again();
      throw;
    }
    share_again();
  }

 private:
  void share_again() {
    exec("PRAGMA locking_mode=NORMAL; SELECT count(*) FROM sqlite_master; PRAGMA journal_mode=WAL");
  }

  void unlock(key_function const& key) {
    detail::require_cipher(prepare("PRAGMA cipher_version").value<std::string>().value_or(""),
                           sqlite3_libversion_number());
    detail::give_key(on_, "key", key());
    try {
      static_cast<void>(prepare("SELECT count(*) FROM sqlite_master").value<std::int64_t>());
    } catch (failure const& refused) {
      if (refused.code() != error_code::storage_corrupt) throw;
      throw failure({error_code::wrong_key,
                     "the database \"" + file_name() + "\" cannot be read with this key",
                     {},
                     {},
                     "give the key it was made with; a file that is not encrypted takes none"});
    }
  }

  void set_up(database_options const& how) {
    // None of these reads the file.
    exec("PRAGMA foreign_keys=OFF; PRAGMA trusted_schema=OFF; PRAGMA temp_store=MEMORY");
    exec("PRAGMA cache_size=-" + std::to_string(how.cache_kib > 0 ? how.cache_kib : 1));
    if (read_only_) {
      static_cast<void>(number("PRAGMA schema_version"));
      return;
    }
    // SQLite opens a write-protected file for reading, without a word.
    if (sqlite3_db_readonly(on_.handle.getHandle(), "main") == 1)
      throw failure(detail::storage_error(SQLITE_READONLY, {}, file_name()));
    auto const journal = write_ahead(how.busy_timeout);
    if (journal != "wal" && journal != "memory")
      throw failure(
          {error_code::storage_failed,
           "the database \"" + file_name() + "\" is on a file system without shared memory",
           {},
           {},
           "keep it on a local disk"});
    exec(std::string{"PRAGMA synchronous="} +
         (how.synchronous == durability::full ? "FULL" : "NORMAL") +
         "; PRAGMA wal_autocheckpoint=" + std::to_string(how.checkpoint_pages));
  }

  /// Changing a new file's journal mode needs it alone, and SQLite does not wait for that by
  /// itself.
  std::optional<std::string> write_ahead(std::chrono::milliseconds patience) {
    sqlite3_vfs* system = nullptr;
    sqlite3_file_control(on_.handle.getHandle(), "main", SQLITE_FCNTL_VFS_POINTER,
                         static_cast<void*>(&system));
    constexpr std::chrono::milliseconds step{1};
    for (std::chrono::milliseconds waited{0};; waited += step) {
      try {
        return prepare("PRAGMA journal_mode=WAL").value<std::string>();
      } catch (failure const& refused) {
        if (refused.code() != error_code::storage_busy || waited >= patience) throw;
      }
      system->xSleep(system, static_cast<int>(std::chrono::microseconds{step}.count()));
    }
  }

  std::int64_t number(std::string_view pragma) {
    return prepared(pragma).value<std::int64_t>().value_or(0);
  }

  void set_header(std::string const& pragma, std::int64_t value) {
    using limits = std::numeric_limits<std::int32_t>;
    if (value < (limits::min)() || value > (limits::max)())
      throw failure({error_code::invalid_argument,
                     "a number in a database's header has 32 bits",
                     {},
                     {},
                     {}});
    exec(pragma + std::to_string(value));
  }

  detail::sqlite_connection on_;
  bool read_only_;
  bool encrypted_;
  detail::statement_cache cache_;  // behind the connection, to go before it
};

}  // namespace v0
}  // namespace entente
