// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/limits.hpp>
#include <entente/base/uuid.hpp>
#include <entente/wire/push_request.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace entente {
inline namespace v0 {

/// A request for what has changed after a cursor.
struct pull_request {
  /// Which stream: empty for the native form, where all entities share one; else an entity's name.
  std::string scope{};
  /// Where the last page ended, as that page said. Empty: from the beginning.
  std::string cursor{};
  /// Records wanted at most; the server may give fewer.
  std::size_t limit = default_page_records;
  /// The incarnation of the replica that asks, and the receipts it no longer needs.
  uuid replica{};
  acknowledged released{};
  /// The version of the asker's schema: answers come in its names and forms. 0: in the server's own.
  int schema_version = 0;
  /// The entities wanted, by name: those of the asker's schema, where it knows a part of the server's
  /// only. Their order does not matter. None: all there are. Part of the cursor's identity: with other
  /// entities the stream starts again.
  std::vector<std::string> entities{};
};

}  // namespace v0
}  // namespace entente
