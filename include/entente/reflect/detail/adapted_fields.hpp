// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/hana/accessors.hpp>
#include <boost/hana/at.hpp>
#include <boost/hana/concept/struct.hpp>
#include <boost/hana/first.hpp>
#include <boost/hana/length.hpp>
#include <boost/hana/pair.hpp>
#include <boost/hana/second.hpp>
#include <boost/hana/tuple.hpp>

#include <entente/reflect/detail/spelling.hpp>

#include <cstddef>
#include <string_view>
#include <type_traits>
#include <utility>

namespace entente {
inline namespace v0 {
namespace detail {

/// Whether T's adaptation is one that T only inherited: BOOST_HANA_DEFINE_STRUCT in a base is found
/// in the derived class too, and would silently leave out the derived class's own members.
template <class T>
constexpr bool adaptation_is_inherited() noexcept {
  if constexpr (requires { typename T::hana_accessors_impl; }) {
    std::string_view owner = spelled_type<typename T::hana_accessors_impl>();
    constexpr std::string_view nested = "::hana_accessors_impl";
    if (!owner.ends_with(nested)) return false;
    owner.remove_suffix(nested.size());
    return owner != spelled_type<T>();
  } else {
    return false;
  }
}

template <class T>
using adapted_list = std::remove_cvref_t<decltype(boost::hana::accessors<T>())>;

template <class T>
inline constexpr std::size_t adapted_count =
    decltype(boost::hana::length(std::declval<adapted_list<T> const&>()))::value;

/// The I-th member of an adapted object, through its accessor: private, inherited or an array.
template <std::size_t I, class T>
constexpr decltype(auto) adapted_get(T& object) {
  return boost::hana::second(boost::hana::at_c<I>(boost::hana::accessors<std::remove_cv_t<T>>()))(
      object);
}

template <class T, std::size_t I>
using adapted_key = std::remove_cvref_t<decltype(boost::hana::first(
    boost::hana::at_c<I>(std::declval<adapted_list<T> const&>())))>;

/// Whether the I-th adapted member has a name and can be changed in place.
template <class T, std::size_t I>
concept usable_adapted_field =
    requires(T& object) {
      std::string_view(adapted_key<T, I>::c_str());
      requires std::is_lvalue_reference_v<decltype(adapted_get<I>(object))>;
      requires !std::is_const_v<std::remove_reference_t<decltype(adapted_get<I>(object))>>;
    };

template <class T>
constexpr bool every_adapted_field_usable() noexcept {
  return []<std::size_t... I>(std::index_sequence<I...>) {
    return (usable_adapted_field<T, I> && ...);
  }(std::make_index_sequence<adapted_count<T>>{});
}

}  // namespace detail
}  // namespace v0
}  // namespace entente
