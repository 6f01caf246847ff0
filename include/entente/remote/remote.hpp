// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/remote/alias_book.hpp>
#include <entente/remote/remote_answer.hpp>
#include <entente/remote/schema_outline.hpp>
#include <entente/wire/change_page.hpp>
#include <entente/wire/pull_request.hpp>
#include <entente/wire/push_answer.hpp>
#include <entente/wire/push_request.hpp>
#include <entente/wire/range_answer.hpp>
#include <entente/wire/range_query.hpp>

#include <concepts>
#include <string>
#include <string_view>
#include <vector>

namespace entente {
inline namespace v0 {

/// What the sync engine hands to a remote with every call.
struct remote_context {
  std::string_view tenant;
  schema_outline const& outline;
  alias_book& aliases;
};

/// What a remote can and cannot do, asked once per sync.
struct remote_traits {
  /// The streams to pull, in this order. One empty name: all entities in one stream.
  std::vector<std::string> scopes{""};
  /// The server knows nothing of op ids: after an unknown outcome pull before pushing again.
  bool pull_after_unknown_outcome = false;
  /// Operations must carry the record's image beside the intent, for the server takes values only.
  bool wants_images = false;
};

/// The way to a server: pushes operations, pulls changes. Calls come from one thread at a time,
/// except `cancel`, which may come from any and makes a call in flight return soon with
/// `reaction::stop`. Remotes report failures in their answers; they do not throw them.
template <class R>
concept remote = requires(R& r, remote_context const& context, push_request const& push,
                          pull_request const& pull) {
  { r.traits(context) } -> std::same_as<remote_traits>;
  { r.push(context, push) } -> std::same_as<remote_answer<push_answer>>;
  { r.pull(context, pull) } -> std::same_as<remote_answer<change_page>>;
  { r.cancel() } -> std::same_as<void>;
};

/// A remote whose server can be asked what it has within a range of keys. What cannot is compared by
/// digests, and repaired by reading everything again.
template <class R>
concept comparing_remote = remote<R> && requires(R& r, remote_context const& context, range_query const& query) {
  { r.compare(context, query) } -> std::same_as<remote_answer<range_answer>>;
};

}  // namespace v0
}  // namespace entente
