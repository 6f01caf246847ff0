// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/error.hpp>
#include <entente/sqlite/database_options.hpp>
#include <entente/sqlite/detail/connection.hpp>
#include <entente/sqlite/detail/storage_error.hpp>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <limits>
#include <string>
#include <system_error>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Exception.h>
#include <sqlite3.h>

namespace entente {
inline namespace v0 {
namespace detail {

inline std::string utf8(std::filesystem::path const& path) {
  auto const text = path.u8string();
  return {reinterpret_cast<char const*>(text.data()), text.size()};
}

/// Why SQLite could not open the file, which it does not tell.
inline error opening_error(std::filesystem::path const& path, database_options const& options,
                           int result) {
  namespace fs = std::filesystem;
  std::string const name = utf8(path.filename());
  std::string const subject = "the database \"" + name + "\" ";
  std::error_code ignored;
  fs::path const directory = path.has_parent_path() ? path.parent_path() : fs::path{"."};
  auto const refused = [&](error_code code, char const* message, char const* remedy) {
    return error{code, subject + message, {}, {}, remedy};
  };
  if (fs::is_directory(path, ignored))
    return refused(error_code::storage_failed, "is a directory", "give the path of a file");
  if (fs::exists(directory, ignored) && !fs::is_directory(directory, ignored))
    return refused(error_code::storage_failed, "cannot be in a directory that is a file",
                   "give another path");
  if (fs::status(directory, ignored).type() == fs::file_type::not_found)
    return refused(error_code::not_found, "has no directory to be in",
                   "create the directory first");
  bool const writes = !options.read_only;
  if (fs::status(path, ignored).type() == fs::file_type::not_found && !(writes && options.create))
    return refused(error_code::not_found, "does not exist",
                   "check the path, or allow it to be created");
  errno = 0;
  auto const mode = writes ? std::ios::in | std::ios::out | std::ios::app : std::ios::in;
  std::fstream const attempt{path, mode};
  int const system_code = attempt ? 0 : errno;
  return storage_error(result, "the file cannot be opened", name, system_code);
}

/// Opens the file and nothing more: whether it is a database at all shows when it is first read.
inline SQLite::Database open_sqlite_file(std::filesystem::path const& path,
                                         database_options const& options) {
  std::string name = utf8(path);
  if (name.empty() || name.find('\0') != std::string::npos)
    throw failure({error_code::invalid_argument,
                   "a database's path must not be empty or contain NUL",
                   {},
                   {},
                   {}});
  if (name.starts_with("file:")) name.insert(0, "./");  // or SQLite would read it as a URI
  int flags = SQLite::OPEN_NOMUTEX;
  if (options.read_only)
    flags |= SQLite::OPEN_READONLY;
  else
    flags |= SQLite::OPEN_READWRITE | (options.create ? SQLite::OPEN_CREATE : 0);
  using limits = std::numeric_limits<int>;
  auto const patience =
      std::clamp<std::chrono::milliseconds::rep>(options.busy_timeout.count(), 0, (limits::max)());
  try {
    return SQLite::Database{name, flags, static_cast<int>(patience), options.file_system};
  } catch (SQLite::Exception const& thrown) {
    throw failure(opening_error(path, options, thrown.getErrorCode()));
  }
}

}  // namespace detail
}  // namespace v0
}  // namespace entente
