// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/error.hpp>
#include <entente/sqlite/detail/connection.hpp>

#include <charconv>
#include <cstddef>
#include <string>
#include <string_view>
#include <system_error>

#include <sqlite3.h>

namespace entente {
inline namespace v0 {
namespace detail {

/// Whether a version such as "4.9.0 community" is 4.5 or later.
inline bool is_usable_cipher(std::string_view version) {
  int numbers[2]{};
  for (int& number : numbers) {
    auto const [end, fault] =
        std::from_chars(version.data(), version.data() + version.size(), number);
    if (fault != std::errc{}) return false;
    version.remove_prefix(static_cast<std::size_t>(end - version.data()));
    if (!version.empty()) version.remove_prefix(1);
  }
  return numbers[0] > 4 || (numbers[0] == 4 && numbers[1] >= 5);
}

/// Throws unsupported where the library in use is not a SQLCipher of that version.
inline void require_cipher(std::string_view version, int sqlite_version) {
  auto const refuse = [](char const* message) {
    throw failure({error_code::unsupported, message, {}, {}, "link with SQLCipher 4.5 or later"});
  };
  if (version.empty()) refuse("this program cannot encrypt files: it is linked with plain SQLite");
  if (!is_usable_cipher(version) || sqlite_version < 3'024'000)
    refuse("this program cannot encrypt files: its SQLCipher is too old");
}

/// Gives the connection a key, or the file another one: `pragma` is key or rekey. (Their hexadecimal forms
/// cut keys to 40 bytes.) The text is wiped as soon as it was read.
inline void give_key(sqlite_connection& on, std::string_view pragma, std::string_view key) {
  if (key.empty() || key.find('\0') != std::string_view::npos)
    throw failure({error_code::invalid_argument,
                   "the key of a database must not be empty or contain NUL",
                   {},
                   {},
                   "give 32 bytes of any value as x'' with 64 hexadecimal digits"});
  std::string sql;
  sql.reserve(pragma.size() + 2 * key.size() + 16);  // no copy is left behind by growing
  sql.append("PRAGMA ").append(pragma).append("='");
  for (char const c : key) sql.append(c == '\'' ? 2 : 1, c);
  sql += '\'';
  int const result = on.handle.tryExec(sql.c_str());
  volatile char* const text = sql.data();
  for (std::size_t i = 0; i < sql.size(); ++i) text[i] = 0;
  if (result != SQLITE_OK) on.fail(result);
}

}  // namespace detail
}  // namespace v0
}  // namespace entente
