// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/uuid.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace entente {
inline namespace v0 {

/// Ties the ids a foreign server gave to the keys of our records. Consulted at the wire border
/// only: everything inside holds keys. Notes are durable when the call returns, or with the
/// transaction the implementation says. Implementations are called from the syncing thread.
class alias_book {
 public:
  alias_book() = default;
  alias_book(alias_book const&) = delete;
  alias_book& operator=(alias_book const&) = delete;
  virtual ~alias_book() = default;

  /// The id the server knows a record by; nothing before it has told.
  virtual std::optional<std::string> foreign_id(std::string_view entity, uuid const& key) = 0;
  /// The key of the record the server knows by that id; nothing when it was never met.
  virtual std::optional<uuid> key_of(std::string_view entity, std::string_view foreign_id) = 0;
  /// Remembers a pair. Noting it again is harmless; another key for a known id is ignored.
  virtual void note(std::string_view entity, std::string_view foreign_id, uuid const& key) = 0;
};

}  // namespace v0
}  // namespace entente
