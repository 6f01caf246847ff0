// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/error.hpp>

#include <cerrno>
#include <string>
#include <string_view>

#include <sqlite3.h>

namespace entente {
inline namespace v0 {
namespace detail {

/// Why the operating system refused, as far as somebody can do something about it.
enum class system_refusal { other, no_space, no_permission };

inline system_refusal refusal_of(int system_code) noexcept {
#ifdef _WIN32
  // ERROR_DISK_FULL, ERROR_HANDLE_DISK_FULL; ERROR_ACCESS_DENIED, ERROR_WRITE_PROTECT
  if (system_code == 112 || system_code == 39) return system_refusal::no_space;
  if (system_code == 5 || system_code == 19) return system_refusal::no_permission;
#else
  if (system_code == ENOSPC || system_code == EDQUOT) return system_refusal::no_space;
  if (system_code == EACCES || system_code == EPERM || system_code == EROFS)
    return system_refusal::no_permission;
#endif
  return system_refusal::other;
}

inline error_code code_of(int result, system_refusal system) noexcept {
  switch (result & 0xff) {
    case SQLITE_FULL: return error_code::storage_full;
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return result == SQLITE_READONLY_DBMOVED ? error_code::storage_failed
                                               : error_code::storage_read_only;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_FORMAT: return error_code::storage_corrupt;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL: return error_code::storage_busy;
    case SQLITE_TOOBIG: return error_code::too_large;
    case SQLITE_INTERRUPT: return error_code::cancelled;
    case SQLITE_RANGE:
    case SQLITE_MISUSE: return error_code::invalid_argument;
    case SQLITE_CANTOPEN:
    case SQLITE_IOERR:
      if (system == system_refusal::no_space) return error_code::storage_full;
      if (system == system_refusal::no_permission) return error_code::storage_read_only;
      return error_code::storage_failed;
    default: return error_code::storage_failed;
  }
}

/// An answer of SQLite (an extended result code, and its own words) as a refusal that names the
/// file and no path. `system_code` is the operating system's error, 0 for none.
inline error storage_error(int result, std::string_view words, std::string_view file,
                           int system_code = 0) {
  error_code const code = code_of(result, refusal_of(system_code));
  error why{code, "the database \"" + std::string{file} + "\" ", {}, {}, {}};
  switch (code) {
    case error_code::storage_full:
      why.message += "is full";
      why.remedy = "free some space on its device and try again";
      break;
    case error_code::storage_read_only:
      why.message += "cannot be written";
      why.remedy = "make the file and its directory writable";
      break;
    case error_code::storage_corrupt:
      why.message += (result & 0xff) == SQLITE_NOTADB ? "is not a database" : "is damaged";
      why.remedy = (result & 0xff) == SQLITE_NOTADB
                       ? "give its key if it is encrypted, or set it aside and restore it"
                       : "set the file aside, and restore it from a copy or from the server";
      break;
    case error_code::storage_busy:
      why.message += "was locked by another connection for too long";
      why.remedy = result == SQLITE_BUSY_SNAPSHOT
                       ? "begin a transaction that is going to write as one that writes"
                       : "try again";
      break;
    case error_code::too_large:
      why.message += "refused a value that is too large";
      why.remedy = "split it, or keep it in a file";
      break;
    default:
      why.message += "failed: ";
      why.message += words;
      why.message += " (SQLite result " + std::to_string(result) + ")";
      if (result == SQLITE_READONLY_DBMOVED)
        why.remedy = "open it again: its file was moved or deleted";
      break;
  }
  return why;
}

}  // namespace detail
}  // namespace v0
}  // namespace entente
