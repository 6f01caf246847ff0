// SPDX-License-Identifier: BSL-1.0
#pragma once

namespace entente {
inline namespace v0 {

/// Whose SQL a statement is written in.
enum class dialect {
  sqlite,      ///< SQLite 3.35 and later
  postgresql,  ///< PostgreSQL 14 and later
};

}  // namespace v0
}  // namespace entente
