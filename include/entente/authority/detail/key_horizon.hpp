// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/uuid.hpp>
#include <entente/wire/push_request.hpp>

#include <algorithm>

namespace entente {
inline namespace v0 {
namespace detail {

/// The greatest op id, or key, of a request's operations.
inline uuid greatest_of(push_request const& request, uuid operation::*id) {
  uuid last{};
  for (auto const& group : request.groups)
    for (auto const& op : group) last = (std::max)(last, op.*id);
  return last;
}

/// Tells of most keys that they are not in a table, without a search for each: keys begin with the time, so that what a
/// request brings lies beyond what is there. To be asked for keys up to the one it was made for.
class key_horizon {
 public:
  /// `last`: the greatest key in the table that is not greater than any that will be asked for; nil for none.
  explicit key_horizon(uuid const& last) : last_(last) {}

  [[nodiscard]] bool may_hold(uuid const& key) const noexcept { return key <= last_; }
  /// A key that may be in the table from now on.
  void note(uuid const& key) noexcept { last_ = (std::max)(last_, key); }

 private:
  uuid last_;
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
