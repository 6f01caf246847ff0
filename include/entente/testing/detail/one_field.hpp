// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/uuid.hpp>
#include <entente/customize.hpp>
#include <entente/entity/describe.hpp>
#include <entente/entity/field_equal.hpp>
#include <entente/entity/field_kind.hpp>
#include <entente/entity/field_mask.hpp>
#include <entente/entity/patch.hpp>
#include <entente/merge/apply.hpp>
#include <entente/merge/diff.hpp>
#include <entente/merge/field_time.hpp>
#include <entente/merge/fold.hpp>
#include <entente/merge/rebase.hpp>

#include <algorithm>
#include <type_traits>

namespace entente {
inline namespace v0 {
namespace detail {

/// An entity of one field with one policy.
template <class Policy, class T>
struct one_field {
  T value{};
};

/// What a field is, when and by whom it was edited, and the edit that led to it from the common value.
template <class Policy, class T>
struct field_state {
  using entity = one_field<Policy, T>;
  entity image{};
  field_time edited{};
  patch<entity> change{};
  bool clashed = false;  ///< waits for a person, who is asked about everything else as well
};

}  // namespace detail

template <class Policy, class T>
struct entity_traits<detail::one_field<Policy, T>> {
  using conflict = Policy;
};

namespace detail {

template <class Policy, class T>
field_state<Policy, T> edited_state(T const& base, T const& value, field_time when) {
  using entity = one_field<Policy, T>;
  return {entity{value}, when, diff(entity{base}, entity{value}, when.when), false};
}

template <class Policy, class T>
auto rebase_onto(field_state<Policy, T> const& second, field_state<Policy, T> const& first,
                 one_field<Policy, T> const* base) {
  return rebase(
      second.change, second.edited.author,
      remote_state<one_field<Policy, T>>{first.image, base, field_mask{1}, {first.edited}});
}

/// `first` reaches the server, then `second`; both go back to `base`.
template <class Policy, class T>
field_state<Policy, T> merged(T const& base, field_state<Policy, T> const& first,
                              field_state<Policy, T> const& second) {
  one_field<Policy, T> const ancestor{base};
  auto const outcome = rebase_onto(second, first, &ancestor);
  auto result = first;
  result.clashed = first.clashed || second.clashed || outcome.clashed.any();
  entente::apply(outcome.kept, result.image);
  if (outcome.kept.fields.any() && is_later(second.edited, first.edited))
    result.edited = second.edited;
  fold(result.change, outcome.kept);
  result.change.times[0] = result.edited.when;
  return result;
}

/// Whether a policy's values are the same; those of `set_union` as sets.
template <class Policy, class T>
bool same_outcome(T const& a, T const& b) {
  if constexpr (std::is_same_v<Policy, set_union>) {
    return std::is_permutation(
        a.begin(), a.end(), b.begin(), b.end(),
        [](auto const& x, auto const& y) { return field_equal<element_of<T>>(x, y); });
  } else {
    return field_equal(a, b);
  }
}

/// A server with one field that starts as `base`, and devices that edited it at once.
template <class Policy, class T>
class one_field_server {
 public:
  using entity = one_field<Policy, T>;
  using state = field_state<Policy, T>;

  explicit one_field_server(T const& base) : base_{base}, row_{base} {}

  /// An edit of the common value arrives; `pulls_first`: its device has merged the row into it before.
  void push(state const& made, bool pulls_first) {
    patch<entity> change = made.change;
    if (pulls_first) change = rebase(change, made.edited.author, since_base()).kept;
    auto const outcome =
        rebase(change, made.edited.author,
               pulls_first ? remote_state<entity>{row_, &row_, {}, {edited_}} : since_base());
    entente::apply(outcome.kept, row_);
    if (outcome.kept.fields.none()) return;
    field_time const when{outcome.kept.times[0], made.edited.author};
    if (!written_ || is_later(when, edited_)) edited_ = when;
    written_ = true;
  }

  [[nodiscard]] T const& value() const { return row_.value; }

 private:
  [[nodiscard]] remote_state<entity> since_base() const {
    return {row_, &base_, written_ ? field_mask{1} : field_mask{}, {edited_}};
  }

  entity base_;
  entity row_;
  field_time edited_{};
  bool written_ = false;
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
