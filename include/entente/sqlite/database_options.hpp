// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/sqlite/key_function.hpp>

#include <chrono>
#include <string>

namespace entente {
inline namespace v0 {

/// When a committed transaction is on the disk.
enum class durability {
  normal,  ///< soon: a power cut may take the last commits back, never damage the file
  full,    ///< before the commit returns; about three times slower
};

/// How a database is opened.
struct database_options {
  /// Only read; the file must exist, and is left as it is.
  bool read_only = false;
  /// Make the file if there is none. Its directory must exist.
  bool create = true;
  /// How long to wait for another connection's lock before giving up with storage_busy.
  std::chrono::milliseconds busy_timeout{5000};
  durability synchronous = durability::full;
  /// Memory for pages, in KiB.
  int cache_kib = 16 * 1024;
  /// Pages of 4 KiB in the write-ahead log before it is worked into the file; a longer log makes
  /// writing faster and takes more space.
  int checkpoint_pages = 4000;
  /// The name of an SQLite VFS, such as that of a `faulty_file_system`. Empty: the operating system's.
  std::string file_system{};
  /// Where given, the file is encrypted with its key; needs SQLCipher 4.5 or later in place of SQLite.
  key_function key{};
};

}  // namespace v0
}  // namespace entente
