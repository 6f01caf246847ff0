// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/sql/identifier.hpp>

#include <string>
#include <string_view>

namespace entente {
inline namespace v0 {

/// The statement that makes a trigger of SQLite's, called `entente_<table>:<rule>`, which refuses the
/// rows for which an SQL condition holds, by an error that quotes the rule. `when` is as in `BEFORE
/// INSERT`, `table` the unquoted name. Running it again does no harm. Thread-safe.
[[nodiscard]] inline std::string refusing_trigger(std::string_view table, std::string_view rule,
                                                  std::string_view when, std::string_view wrong) {
  std::string name{"entente_"};
  name.append(table).append(1, ':').append(rule);
  std::string out = "CREATE TRIGGER IF NOT EXISTS " + quoted_name(name) + " ";
  out.append(when).append(" ON ").append(quoted_name(table)).append(" WHEN ").append(wrong);
  out.append(" BEGIN SELECT RAISE(ABORT,'entente: ").append(rule).append("'); END");
  return out;
}

}  // namespace v0
}  // namespace entente
