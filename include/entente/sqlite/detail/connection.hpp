// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/error.hpp>
#include <entente/sqlite/detail/storage_error.hpp>

#include <string>

#include <SQLiteCpp/Database.h>
#include <sqlite3.h>

namespace entente {
inline namespace v0 {
namespace detail {

/// An open database, and what is needed to explain its errors. Statements point at it.
struct sqlite_connection {
  SQLite::Database handle;
  std::string file_name;

  /// The latest error of the connection as a refusal. To be called before anything else happens on
  /// it.
  [[noreturn]] void fail(int result) const {
    int const extended = handle.getExtendedErrorCode();
    // The connection may remember another call than the one that failed; then it knows no more.
    int const code = (extended & 0xff) == (result & 0xff) ? extended : result;
    char const* const words = code == extended ? handle.getErrorMsg() : sqlite3_errstr(code);
    throw failure(storage_error(code, words, file_name, sqlite3_system_errno(handle.getHandle())));
  }

  /// Runs statements that have no parameters and whose rows do not matter.
  void exec(char const* sql) {
    if (int const result = handle.tryExec(sql); result != SQLITE_OK) fail(result);
  }
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
