// SPDX-License-Identifier: BSL-1.0
/// Lists seen as sets. Everything is n log n, for lists come from strangers.
#pragma once

#include <entente/entity/field_kind.hpp>
#include <entente/merge/detail/field_order.hpp>

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace entente {
inline namespace v0 {
namespace detail {

/// Finds elements in a list that outlives it and keeps the elements it had; more may be appended.
template <class List>
class list_index {
 public:
  using element = element_of<List>;
  static constexpr std::size_t nowhere = static_cast<std::size_t>(-1);

  explicit list_index(List const& list) : list_(list), order_(list.size()) {
    for (std::size_t i = 0; i < order_.size(); ++i) order_[i] = i;
    std::sort(order_.begin(), order_.end(), [&](std::size_t a, std::size_t b) {
      auto const order = field_order<element>(list_[a], list_[b]);
      return order != 0 ? order < 0 : a < b;
    });
  }

  /// The first place of an element.
  [[nodiscard]] std::size_t find(element const& wanted) const {
    auto const at = std::lower_bound(order_.begin(), order_.end(), wanted,
                                     [&](std::size_t i, element const& value) {
                                       return field_order<element>(list_[i], value) < 0;
                                     });
    return at != order_.end() && field_order<element>(list_[*at], wanted) == 0 ? *at : nowhere;
  }
  [[nodiscard]] bool contains(element const& wanted) const { return find(wanted) != nowhere; }

  [[nodiscard]] bool has_duplicates() const {
    for (std::size_t i = 1; i < order_.size(); ++i)
      if (field_order<element>(list_[order_[i - 1]], list_[order_[i]]) == 0) return true;
    return false;
  }

 private:
  List const& list_;
  std::vector<std::size_t> order_;
};

/// Removes from `list` every element that `index` has.
template <class List>
void subtract(List& list, list_index<List> const& index) {
  List kept;
  for (std::size_t i = 0; i < list.size(); ++i)
    if (!index.contains(list[i])) kept.push_back(list[i]);
  list = std::move(kept);
}
template <class List>
void subtract(List& list, List const& unwanted) {
  if (!unwanted.empty()) subtract(list, list_index<List>{unwanted});
}

/// Appends each element of `more` that `list` lacks, once.
template <class List>
void unite(List& list, List const& more) {
  if (more.empty()) return;
  list_index<List> const present{list};
  list_index<List> const wanted{more};
  for (std::size_t i = 0; i < more.size(); ++i)
    if (!present.contains(more[i]) && wanted.find(more[i]) == i) list.push_back(more[i]);
}

template <class List>
void concatenate(List& list, List const& more) {
  list.insert(list.end(), more.begin(), more.end());
}

}  // namespace detail
}  // namespace v0
}  // namespace entente
