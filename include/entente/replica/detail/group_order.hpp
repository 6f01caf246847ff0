// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/uuid.hpp>
#include <entente/entity/operation_kind.hpp>
#include <entente/replica/detail/draft.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <queue>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace entente {
inline namespace v0 {
namespace detail {

/// Orders a group: a record comes before those that refer to it when it is made, and after them when it is
/// deleted; otherwise the order stays. Records that refer to each other in a circle keep their order.
inline void order_group(std::vector<draft>& group) {
  if (std::all_of(group.begin(), group.end(), [](draft const& each) { return each.refs.empty(); })) return;
  std::unordered_map<uuid, std::size_t> made;
  std::unordered_map<uuid, std::size_t> gone;
  for (std::size_t i = 0; i < group.size(); ++i) {
    if (group[i].kind == operation_kind::insert) made.emplace(group[i].key, i);
    if (group[i].kind == operation_kind::remove) gone.emplace(group[i].key, i);
  }
  std::vector<std::vector<std::size_t>> after(group.size());
  std::vector<std::size_t> waits(group.size(), 0);
  bool any = false;
  auto const precede = [&](std::size_t first, std::size_t second) {
    if (first == second) return;
    after[first].push_back(second);
    ++waits[second];
    any = true;
  };
  std::unordered_map<uuid, std::size_t> last;
  for (std::size_t i = 0; i < group.size(); ++i) {
    if (auto const found = last.find(group[i].key); found != last.end()) precede(found->second, i);
    last[group[i].key] = i;
    bool const removes = group[i].kind == operation_kind::remove;
    for (auto const& target : group[i].refs)
      if (auto const found = (removes ? gone : made).find(target);
          found != (removes ? gone : made).end())
        removes ? precede(i, found->second) : precede(found->second, i);
  }
  if (!any) return;
  std::priority_queue<std::size_t, std::vector<std::size_t>, std::greater<>> ready;
  for (std::size_t i = 0; i < group.size(); ++i)
    if (waits[i] == 0) ready.push(i);
  std::vector<bool> placed(group.size(), false);
  std::vector<draft> ordered;
  ordered.reserve(group.size());
  std::size_t oldest = 0;
  while (ordered.size() < group.size()) {
    if (ready.empty()) {  // a circle: its first goes first
      while (placed[oldest]) ++oldest;
      ready.push(oldest);
    }
    auto const next = ready.top();
    ready.pop();
    if (placed[next]) continue;
    placed[next] = true;
    ordered.push_back(std::move(group[next]));
    for (auto const follower : after[next])
      if (--waits[follower] == 0 && !placed[follower]) ready.push(follower);
  }
  group = std::move(ordered);
}

}  // namespace detail
}  // namespace v0
}  // namespace entente
