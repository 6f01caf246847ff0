// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <type_traits>
#include <utility>

namespace entente {
inline namespace v0 {
namespace detail {

/// Converts to every type. A copyable aggregate is probed with lvalues, because types with greedy
/// constructors (std::optional, std::any) are ambiguous for rvalues; a move-only one with rvalues.
struct any_lvalue {
  template <class U>
  operator U&() const&& noexcept;
  template <class U>
  operator U&() const& noexcept;
};

struct any_rvalue {
  template <class U>
  operator U() const&& noexcept;
};

/// The index serves pack expansion only: one type for all positions keeps compile times low.
template <class T, std::size_t>
using any_for = std::conditional_t<std::is_copy_constructible_v<T>, any_lvalue, any_rvalue>;

/// Converts to the proper bases of T and to nothing else.
template <class T>
struct base_lvalue {
  template <class U>
    requires(std::is_base_of_v<U, T> && !std::is_same_v<U, T>)
  operator U&() const noexcept;
};

template <class T>
struct base_rvalue {
  template <class U>
    requires(std::is_base_of_v<U, T> && !std::is_same_v<U, T>)
  operator U() const noexcept;
};

/// Converts to nothing: what accepts it has a constructor that takes whatever comes.
struct no_value {};

template <class T, class First, std::size_t... Rest>
constexpr bool starts_with(std::index_sequence<Rest...>) noexcept {
  return requires { T{First{}, any_for<T, Rest>{}...}; };
}

template <class T, std::size_t Rest>
constexpr bool base_first() noexcept {
  using rest = std::make_index_sequence<Rest>;
  if constexpr (starts_with<T, no_value>(rest{})) {
    return false;
  } else {
    return starts_with<T, base_lvalue<T>>(rest{}) || starts_with<T, base_rvalue<T>>(rest{});
  }
}

/// The most fields a plain aggregate may have: what Boost.PFR before 1.87 can bind.
inline constexpr std::size_t plain_field_limit = 100;

/// Whether the aggregate T has a base class. `T{x}` tells, if what follows the base can be left
/// out; otherwise the number of initialisers that T wants is unknown here, and each is tried.
template <class T>
constexpr bool has_base() noexcept {
  if constexpr (std::is_empty_v<T> || requires { T{}; }) {
    return base_first<T, 0>();
  } else {
    return []<std::size_t... Rest>(std::index_sequence<Rest...>) {
      return (base_first<T, Rest>() || ...);
    }(std::make_index_sequence<plain_field_limit>{});
  }
}

template <class T, std::size_t... I>
constexpr bool takes_values(std::index_sequence<I...>) noexcept {
  return requires { T{any_for<T, I>{}...}; };
}

template <class T, std::size_t Count>
constexpr bool takes() noexcept {
  return takes_values<T>(std::make_index_sequence<Count>{});
}

/// The largest count between Low, which T takes, and High that T takes.
template <class T, std::size_t Low, std::size_t High>
constexpr std::size_t count_between() noexcept {
  constexpr std::size_t middle = (Low + High + 1) / 2;
  if constexpr (Low == High) return Low;
  else if constexpr (takes<T, middle>()) return count_between<T, middle, High>();
  else return count_between<T, Low, middle - 1>();
}

template <class T, std::size_t Low, std::size_t Step>
constexpr std::size_t count_above() noexcept {
  if constexpr (Low > plain_field_limit) return Low;
  else if constexpr (takes<T, Low + Step>()) return count_above<T, Low + Step, 2 * Step>();
  else return count_between<T, Low, Low + Step - 1>();
}

/// The same for a T of which some members want a value: counts below the last of those fail too.
template <class T, std::size_t Count, bool Begun>
constexpr std::size_t count_singly() noexcept {
  if constexpr (Count > plain_field_limit + 1) return Begun ? Count - 1 : 0;
  else if constexpr (takes<T, Count>()) return count_singly<T, Count + 1, true>();
  else if constexpr (Begun) return Count - 1;
  else return count_singly<T, Count + 1, false>();
}

/// How many values T takes, each element of a C array counted; more than the limit if there are too
/// many, 0 for an empty T and for one that cannot be counted. Boost.PFR counts alike, but not
/// within a bound, and GCC 12 cannot compile its question about an array of strings.
template <class T>
inline constexpr std::size_t initializer_count = [] {
  if constexpr (std::is_empty_v<T>) return std::size_t{0};
  else if constexpr (requires { T{}; }) return count_above<T, 0, 8>();
  else return count_singly<T, 1, false>();
}();

/// Whether T takes one braced list after `Before` and before `After` other initialisers. A braced
/// list is never spread over several elements, so it stands for exactly one, even for an array.
template <class T, std::size_t... Before, std::size_t... After>
constexpr bool takes_list(std::index_sequence<Before...>, std::index_sequence<After...>) noexcept {
  return requires { T{any_for<T, Before>{}..., {}, any_for<T, After>{}...}; };
}

template <class T, std::size_t... Before, std::size_t... After>
constexpr bool takes_8_lists(std::index_sequence<Before...>,
                             std::index_sequence<After...>) noexcept {
  return requires {
    T{any_for<T, Before>{}..., {}, {}, {}, {}, {}, {}, {}, {}, any_for<T, After>{}...};
  };
}

template <class T, std::size_t Before, std::size_t After>
constexpr bool takes_list_at() noexcept {
  return takes_list<T>(std::make_index_sequence<Before>{}, std::make_index_sequence<After>{});
}

/// Whether the I-th of Count initialisers begins a C array. An array takes a braced list, but then
/// fewer initialisers may follow; a member that takes no empty list is not an array we can see.
template <class T, std::size_t I, std::size_t Count>
constexpr bool array_at() noexcept {
  if constexpr (takes_list_at<T, I, Count - I - 1>()) {
    return false;
  } else if constexpr (takes_list_at<T, I, 0>()) {
    return true;
  } else {
    return []<std::size_t... After>(std::index_sequence<After...>) {
      return (takes_list_at<T, I, After>() || ...);
    }(std::make_index_sequence<Count - I - 1>{});
  }
}

/// Whether one of the initialisers from I on begins a C array; eight are cleared at once where
/// possible, because entities have many fields and almost never an array.
template <class T, std::size_t I, std::size_t Count>
constexpr bool array_from() noexcept {
  if constexpr (I >= Count) {
    return false;
  } else if constexpr (I + 8 <= Count) {
    if constexpr (takes_8_lists<T>(std::make_index_sequence<I>{},
                                   std::make_index_sequence<Count - I - 8>{})) {
      return array_from<T, I + 8, Count>();
    } else if constexpr (array_at<T, I, Count>()) {
      return true;
    } else {
      return array_from<T, I + 1, Count>();
    }
  } else if constexpr (array_at<T, I, Count>()) {
    return true;
  } else {
    return array_from<T, I + 1, Count>();
  }
}

/// Whether structured bindings of T go through std::get instead of its members.
template <class T>
concept tuple_like = requires { std::tuple_size<T>::value; };

}  // namespace detail
}  // namespace v0
}  // namespace entente
