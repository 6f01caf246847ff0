// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/customize.hpp>

namespace entente {
inline namespace v0 {

/// What a merge policy promises about concurrent edits of one field:
///
///   * `idempotent`: merging an edit with itself changes nothing;
///   * `commutative`: two edits give the same value whichever reaches the server first;
///   * `associative`: so do three or more, however they are paired on the way;
///   * `monotone`: merging an edit with what contains it already changes nothing, so values move one
///     way only and what has been overtaken never comes back.
///
/// For `counter`, `set_union` and `append` the claims are those of their deltas; an edit that had
/// to be written whole (see `diff`) goes by the later edit, and undoes the deltas it overtakes.
///
/// What is commutative and associative has the same value for every order of arrival. Without that
/// replicas agree all the same, on the value of the order in which the server accepted. The claims below
/// are held against the functions of this room by its tests. For a policy of your own specialise this
/// template, and let your tests ask `check_laws` (<entente/testing.hpp>) whether they hold; it claims
/// nothing by itself, and a specialisation nothing that it leaves out.
template <class Policy>
struct claims {
  static constexpr bool idempotent = false;
  static constexpr bool commutative = false;
  static constexpr bool associative = false;
  static constexpr bool monotone = false;
};

/// All of it, seen as a function of value, edit time and author: the greatest (time, author) wins,
/// and no author gives one time to two edits. Where the author is not known a tie follows the
/// server.
template <>
struct claims<last_write_wins> {
  static constexpr bool idempotent = true;
  static constexpr bool commutative = true;
  static constexpr bool associative = true;
  static constexpr bool monotone = true;
};

/// Always the remote value: the first edit to arrive stays, so the order of arrival decides.
template <>
struct claims<server_wins> {
  static constexpr bool idempotent = true;
  static constexpr bool commutative = false;
  static constexpr bool associative = true;
  static constexpr bool monotone = true;
};

/// Always the local value: the last edit to arrive stays, so the order of arrival decides.
template <>
struct claims<client_wins> {
  static constexpr bool idempotent = true;
  static constexpr bool commutative = false;
  static constexpr bool associative = true;
  static constexpr bool monotone = false;
};

/// Equal values agree; whether two others clash does not depend on their order. What becomes of
/// them is a person's decision, about which nothing can be promised.
template <>
struct claims<manual> {
  static constexpr bool idempotent = true;
  static constexpr bool commutative = true;
  static constexpr bool associative = false;
  static constexpr bool monotone = false;
};

/// Differences add up in any order; adding one twice counts it twice, which receipts prevent.
/// Exact for integers as long as every partial sum is within the type (it stops at the ends);
/// floating-point sums may differ in their last digits by order.
template <>
struct claims<counter> {
  static constexpr bool idempotent = false;
  static constexpr bool commutative = true;
  static constexpr bool associative = true;
  static constexpr bool monotone = false;
};

/// As sets: which elements there are depends on no order, for edits that go back to one common
/// image, nor does adding or removing twice matter. In which sequence they are stored is the
/// server's.
template <>
struct claims<set_union> {
  static constexpr bool idempotent = true;
  static constexpr bool commutative = true;
  static constexpr bool associative = true;
  static constexpr bool monotone = true;
};

/// Every element stays, in the order of arrival; appending twice keeps two, which receipts prevent.
template <>
struct claims<append> {
  static constexpr bool idempotent = false;
  static constexpr bool commutative = false;
  static constexpr bool associative = true;
  static constexpr bool monotone = false;
};

/// All of it. Of two values that compare neither less nor greater, one is preferred by a fixed
/// order of what would be stored; NaN yields to every number.
template <>
struct claims<max_wins> {
  static constexpr bool idempotent = true;
  static constexpr bool commutative = true;
  static constexpr bool associative = true;
  static constexpr bool monotone = true;
};

/// All of it, as `max_wins`.
template <>
struct claims<min_wins> : claims<max_wins> {};

}  // namespace v0
}  // namespace entente
