// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/sql/identifier.hpp>

#include <string>
#include <string_view>

namespace entente {
inline namespace v0 {

/// What becomes of a statement that a trigger refuses. Both leave the transaction as it is.
enum class refusal {
  aborts,  ///< what the statement has done is undone
  fails,   ///< what it has done to earlier rows stays. For those who change one row, or undo everything: faster
};

/// The statement that makes a trigger of SQLite's, called `entente_<table>:<rule>`, which refuses the
/// rows for which an SQL condition holds, by an error that quotes the rule. `when` is as in `BEFORE
/// INSERT`, `table` the unquoted name. Running it again does no harm. Thread-safe.
[[nodiscard]] inline std::string refusing_trigger(std::string_view table, std::string_view rule,
                                                  std::string_view when, std::string_view wrong,
                                                  refusal how = refusal::aborts) {
  std::string name{"entente_"};
  name.append(table).append(1, ':').append(rule);
  std::string out = "CREATE TRIGGER IF NOT EXISTS " + quoted_name(name) + " ";
  out.append(when).append(" ON ").append(quoted_name(table)).append(" WHEN ").append(wrong);
  out.append(" BEGIN SELECT RAISE(").append(how == refusal::aborts ? "ABORT" : "FAIL");
  out.append(",'entente: ").append(rule).append("'); END");
  return out;
}

}  // namespace v0
}  // namespace entente
