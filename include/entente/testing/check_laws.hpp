// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/testing/detail/law_bench.hpp>
#include <entente/testing/law_options.hpp>
#include <entente/testing/law_report.hpp>

namespace entente {
inline namespace v0 {

/// Holds a merge policy to what it claims (`claims<Policy>`), with generated values of T and through the same
/// functions that merge on the server and on devices:
///
///     auto const report = entente::check_laws<longest_text, std::string>();
///     INFO(report.text());
///     CHECK(report.ok());
///
/// Besides the claims, every policy has to be
///
///   * `pure`: the same arguments give the same value, with a common ancestor and without, and it throws nothing;
///   * `two_doors`: three devices that edited at once get the same value whether they merge before they push
///     or leave that to the server,
///
/// and one that claims to be commutative and associative
///
///   * `any_order`: these three get one value in each order in which they push.
///
/// `counter`, `set_union` and `append` are given edits that travel as differences. For `manual`, a clash is
/// taken for a value of its own, that nothing merges with.
template <class Policy, class T>
[[nodiscard]] law_report check_laws(law_options<T> const& options = {}) {
  return detail::law_bench<Policy, T>{options}.run();
}

}  // namespace v0
}  // namespace entente
