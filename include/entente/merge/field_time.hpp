// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/timestamp.hpp>
#include <entente/base/uuid.hpp>

namespace entente {
inline namespace v0 {

/// When a field was last edited, and by which replica. A nil author stands for "not known".
struct field_time {
  edit_time when{};
  uuid author{};

  friend bool operator==(field_time const&, field_time const&) = default;
};

/// Whether a local edit is later than a remote one: by time, then by the greater author. A
/// replica's own edits arrive in the order they were made, so an equal time and author means that
/// the local one came after. With an author not known, an equal time leaves the remote edit
/// standing.
[[nodiscard]] constexpr bool is_later(field_time const& local, field_time const& remote) noexcept {
  if (local.when != remote.when) return local.when > remote.when;
  if (local.author.is_nil() || remote.author.is_nil()) return false;
  return local.author >= remote.author;
}

}  // namespace v0
}  // namespace entente
