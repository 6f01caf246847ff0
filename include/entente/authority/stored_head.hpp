// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/authority/detail/record_meta.hpp>
#include <entente/base/timestamp.hpp>
#include <entente/base/uuid.hpp>

#include <cstdint>
#include <string>

namespace entente {
inline namespace v0 {

/// What the server keeps of any record beside its fields.
struct stored_head {
  std::int64_t rowid = 0;     ///< the store's own; 0 before the first save
  uuid key{};
  std::string id{};           ///< the server's id where it assigns its own; empty: the key's text
  std::int64_t version = 0;
  stamp at{};
  bool deleted = false;
  detail::record_meta meta{};
  std::string unknown{};      ///< members this program's struct has no field for: a JSON object, or empty
  stamp created{};

  /// The id on the wire.
  [[nodiscard]] std::string wire_id() const { return id.empty() ? key.text() : id; }
};

}  // namespace v0
}  // namespace entente
