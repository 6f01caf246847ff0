// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/merge/claims.hpp>

namespace entente {
inline namespace v0 {
namespace detail {

/// What a policy claims; a specialisation of `claims` does not claim what it does not mention.
template <class Policy>
struct claimed {
  static constexpr bool idempotent = [] {
    if constexpr (requires { claims<Policy>::idempotent; }) return claims<Policy>::idempotent;
    return false;
  }();
  static constexpr bool commutative = [] {
    if constexpr (requires { claims<Policy>::commutative; }) return claims<Policy>::commutative;
    return false;
  }();
  static constexpr bool associative = [] {
    if constexpr (requires { claims<Policy>::associative; }) return claims<Policy>::associative;
    return false;
  }();
  static constexpr bool monotone = [] {
    if constexpr (requires { claims<Policy>::monotone; }) return claims<Policy>::monotone;
    return false;
  }();
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
