// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/fixed_string.hpp>
#include <entente/reflect/detail/spelling.hpp>

#include <array>
#include <cstddef>
#include <limits>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>

namespace entente {
inline namespace v0 {

/// Where the values of an enumeration are looked for: `first` to `last`, both included. Specialise
/// for values outside the default range, beside the enumeration and before its first use:
///
///     template <> struct entente::enum_range<http_status> {
///       static constexpr int first = 100, last = 599;
///     };
///
/// Every value of the range costs compile time, used or not.
template <class E>
struct enum_range {
  static constexpr bool is_default = true;
  static constexpr int first = -16;
  static constexpr int last = 127;
};

/// An enumeration whose enumerators the library can name: scoped, or unscoped with a fixed
/// underlying type (`enum level : int`), or with its own `enum_range`. Without a fixed type an
/// enumeration holds few values more than its enumerators, and looking at others is no constant
/// expression.
template <class E>
concept named_enum = std::is_enum_v<E> && (requires { E{0}; } || !requires {
                       enum_range<E>::is_default;
                     });

namespace detail {

/// `enum_range<E>` cut to what E's underlying type can hold.
template <class E>
struct enum_bounds {
  using limits = std::numeric_limits<std::underlying_type_t<E>>;
  static constexpr long long lowest = static_cast<long long>((limits::min)());
  static constexpr unsigned long long highest = static_cast<unsigned long long>((limits::max)());

  static constexpr long long wanted_first = enum_range<E>::first;
  static constexpr long long wanted_last = enum_range<E>::last;
  static_assert(wanted_first <= wanted_last, "entente: enum_range is empty: first exceeds last");

  static constexpr long long first = wanted_first < lowest ? lowest : wanted_first;
  static constexpr long long last =
      wanted_last > 0 && static_cast<unsigned long long>(wanted_last) > highest
          ? static_cast<long long>(highest)
          : wanted_last;
  static constexpr std::size_t width =
      first <= last ? static_cast<std::size_t>(last - first + 1) : 0;
};

/// A name within the compiler's text. Not a string_view, whose constructor makes GCC 12 refuse an
/// array of them as the result of a constant expression.
struct spelled_enumerator {
  char const* first;
  std::size_t size;
};

/// The names of all values in range, empty where a value has none: compilers spell such a value as
/// a cast of a number. One signature holds them all, which compiles far faster than one each.
template <class E>
constexpr auto spell_enumerators() noexcept {
  using bounds = enum_bounds<E>;
  std::array<spelled_enumerator, bounds::width> names{};
  std::string_view text = []<std::size_t... I>(std::index_sequence<I...>) {
    return signature_of_values<static_cast<E>(bounds::first + static_cast<long long>(I))...>();
  }(std::make_index_sequence<bounds::width>{});
  text.remove_suffix(values_frame.after);
  for (std::size_t i = names.size(); i-- > 0;) {
    std::string_view const name = trailing_identifier(text);
    if (!name.empty() && starts_identifier(name.front())) names[i] = {name.data(), name.size()};
    if (i > 0) text = text.substr(0, rfind_outside_brackets(text, ','));
  }
  return names;
}

template <class E>
inline constexpr auto spelled_enumerators = spell_enumerators<E>();

struct enum_extent {
  std::size_t count = 0;
  std::size_t length = 0;
};

template <class E>
inline constexpr enum_extent enum_extent_of = [] {
  enum_extent extent;
  for (spelled_enumerator const name : spelled_enumerators<E>) {
    if (name.size > 0) extent = {extent.count + 1, extent.length + name.size};
  }
  return extent;
}();

/// All names one after the other, so that the program does not keep the compiler's long signature.
template <class E>
inline constexpr auto enum_text_of = [] {
  fixed_string<enum_extent_of<E>.length> text;
  std::size_t at = 0;
  for (spelled_enumerator name : spelled_enumerators<E>) {
    for (std::size_t i = 0; i < name.size; ++i) text.text[at++] = name.first[i];
  }
  return text;
}();

/// Values in ascending order, and where their names begin in the text.
template <class E>
struct enum_table {
  std::array<E, enum_extent_of<E>.count> values{};
  std::array<std::size_t, enum_extent_of<E>.count + 1> offsets{};

  [[nodiscard]] constexpr std::string_view name(std::size_t i) const noexcept {
    return {enum_text_of<E>.text + offsets[i], offsets[i + 1] - offsets[i]};
  }
};

template <class E>
inline constexpr enum_table<E> enum_table_of = [] {
  enum_table<E> table;
  std::size_t count = 0;
  long long value = enum_bounds<E>::first;
  for (spelled_enumerator name : spelled_enumerators<E>) {
    if (name.size > 0) {
      table.values[count] = static_cast<E>(value);
      table.offsets[count + 1] = table.offsets[count] + name.size;
      ++count;
    }
    ++value;
  }
  return table;
}();

}  // namespace detail

/// How many values of E have a name, within `enum_range<E>`; enumerators that share a value count
/// once.
template <named_enum E>
inline constexpr std::size_t enum_count = detail::enum_extent_of<E>.count;

/// The named values of E, ascending: `std::array<E, enum_count<E>>`.
template <named_enum E>
inline constexpr auto const& enum_values = detail::enum_table_of<E>.values;

/// The enumerator's name; empty if the value has none or lies outside `enum_range<E>`. Of several
/// enumerators with one value, the one the compiler prefers (the first). Lives as long as the
/// program; not null-terminated.
template <named_enum E>
[[nodiscard]] constexpr std::string_view enum_name(E value) noexcept {
  auto const& table = detail::enum_table_of<E>;
  for (std::size_t i = 0; i < table.values.size(); ++i) {
    if (table.values[i] == value) return table.name(i);
  }
  return {};
}

/// The value called `name` exactly (case counts); none if E has no such enumerator.
template <named_enum E>
[[nodiscard]] constexpr std::optional<E> enum_from_name(std::string_view name) noexcept {
  auto const& table = detail::enum_table_of<E>;
  for (std::size_t i = 0; i < table.values.size(); ++i) {
    if (table.name(i) == name) return table.values[i];
  }
  return std::nullopt;
}

}  // namespace v0
}  // namespace entente
