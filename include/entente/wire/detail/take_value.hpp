// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/uuid.hpp>
#include <entente/entity/field_kind.hpp>
#include <entente/reflect/enum_name.hpp>
#include <entente/wire/detail/apart.hpp>
#include <entente/wire/detail/json_number.hpp>
#include <entente/wire/detail/json_scan.hpp>
#include <entente/wire/detail/json_string.hpp>
#include <entente/wire/detail/same_bytes.hpp>
#include <entente/wire/detail/take_digits.hpp>
#include <entente/wire/detail/time_text.hpp>
#include <entente/wire/detail/utf8.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace entente {
inline namespace v0 {
namespace detail {

// All of these read one value at `at`, spelt plainly as put_value does, and return where it ends. Null for
// anything else: white space, escapes, unusual numbers, errors. The value is then unspecified, and
// read_value, which knows every form and every reason, reads it from the beginning. The text's position stays
// in a register on this way; that alone is a third of the time.

/// Whether take_value knows the type.
template <class T>
constexpr bool takes_value() noexcept {
  constexpr field_kind kind = kind_of<T>;
  if constexpr (kind == field_kind::optional)
    return kind_of<element_of<T>> != field_kind::list && takes_value<element_of<T>>();
  else if constexpr (kind == field_kind::list)
    return kind_of<element_of<T>> != field_kind::boolean && kind_of<element_of<T>> != field_kind::list &&
           takes_value<element_of<T>>();
  else
    return kind == field_kind::boolean || kind == field_kind::integer || kind == field_kind::floating ||
           kind == field_kind::string || kind == field_kind::enumeration || kind == field_kind::time_point ||
           kind == field_kind::duration || kind == field_kind::identifier || kind == field_kind::reference;
}

/// Whether its text has brackets, of which a reader may allow only so many.
template <class T>
inline constexpr bool is_bracketed = kind_of<T> == field_kind::list;

template <std::size_t N>
char const* take_literal(char const* at, char const* end, char const (&word)[N]) noexcept {
  constexpr std::size_t size = N - 1;
  return static_cast<std::size_t>(end - at) >= size && same_bytes<size>(at, word) ? at + size : nullptr;
}

inline char const* take_text_view(char const* at, char const* end, std::string_view& value) noexcept {
  if (at == end || *at != '"') return nullptr;
  plain_run const run = find_stop(++at, end);
  if (run.end == end || *run.end != '"') return nullptr;
  value = {at, static_cast<std::size_t>(run.end - at)};
  if (run.non_ascii && !is_utf8(value)) [[unlikely]]
    return nullptr;
  return run.end + 1;
}

/// A string from where its first run ended: with escapes or beyond ASCII.
ENTENTE_DETAIL_APART inline char const* take_text_rest(char const* begin, char const* end, plain_run run,
                                                       std::string& value) {
  json_string const string = scan_string_rest(begin, end, run);
  if (string.problem != nullptr || string.lone_surrogate != nullptr) return nullptr;
  if (string.escaped)
    unescape(string.contents, value);
  else
    value.assign(string.contents);
  return string.end;
}

inline char const* take_text(char const* at, char const* end, std::string& value) {
  if (at == end || *at != '"') return nullptr;
  plain_run const run = find_stop(++at, end);
  if (run.end == end || *run.end != '"' || run.non_ascii) [[unlikely]]
    return take_text_rest(at, end, run, value);
  std::string_view const text{at, static_cast<std::size_t>(run.end - at)};
  // A new string is made faster than an empty one grows.
  if (text.size() > value.capacity())
    value = std::string(text);
  else
    value.assign(text);
  return run.end + 1;
}

template <class T>
char const* take_integer(char const* at, char const* end, T& value) noexcept {
  bool const negative = at != end && *at == '-';
  if (negative) ++at;
  char const* const digits = at;
  std::uint64_t magnitude = 0;
  at = take_digits(at, end, magnitude);
  // Up to 19 digits cannot overflow.
  if (at == digits || at - digits > 19 || (*digits == '0' && at - digits > 1)) return nullptr;
  if (at != end && (*at == '.' || *at == 'e' || *at == 'E')) return nullptr;
  return narrow_integer(negative, magnitude, value) ? at : nullptr;
}

/// Numbers of up to 19 digits without an exponent, where float_of has nothing to round twice.
template <class F>
char const* take_float(char const* at, char const* end, F& value) {
  json_number number;
  number.begin = at;
  number.negative = at != end && *at == '-';
  if (number.negative) ++at;
  char const* const first = at;
  std::uint64_t mantissa = 0;
  at = take_digits(at, end, mantissa);
  std::ptrdiff_t count = at - first;
  if (count == 0 || (*first == '0' && count > 1)) return nullptr;
  if (at != end && *at == '.') {
    char const* const fraction = ++at;
    at = take_digits(at, end, mantissa);
    if (at == fraction) return nullptr;
    number.exponent = fraction - at;
    count += at - fraction;
  }
  if (count > 19 || (at != end && (*at == 'e' || *at == 'E'))) return nullptr;
  number.mantissa = mantissa;
  number.end = at;
  return float_of(number, value) ? at : nullptr;
}

template <class E>
char const* take_enumerator(char const* at, char const* end, E& value) noexcept {
  std::string_view name;
  at = take_text_view(at, end, name);
  if (at == nullptr) return nullptr;
  auto const named = enum_from_name<E>(name);
  if (!named) return nullptr;
  value = *named;
  return at;
}

template <class Duration>
char const* take_time(char const* at, char const* end, std::chrono::sys_time<Duration>& value) noexcept {
  std::string_view text;
  moment when;
  at = take_text_view(at, end, text);
  return at != nullptr && parse_moment(text, when) && join_time(when, value) ? at : nullptr;
}

inline char const* take_uuid(char const* at, char const* end, uuid& value) noexcept {
  std::string_view text;
  at = take_text_view(at, end, text);
  if (at == nullptr) return nullptr;
  auto const read = uuid::parse(text);
  if (!read) return nullptr;
  value = *read;
  return at;
}

template <class T>
char const* take_value(char const* at, char const* end, T& value);

template <class T>
char const* take_list(char const* at, char const* end, std::vector<T>& list) {
  if (end - at < 2 || *at != '[') return nullptr;
  list.clear();
  if (at[1] == ']') return at + 2;
  // Most lists are short: one allocation in place of three.
  if (sizeof(T) <= 64) list.reserve(4);
  for (;;) {
    if constexpr (std::is_same_v<T, std::string>) {
      // A string is made with its contents faster than it is given them.
      std::string_view text;
      at = take_text_view(at + 1, end, text);
      if (at == nullptr || at == end) return nullptr;
      list.emplace_back(text);
    } else {
      at = take_value(at + 1, end, list.emplace_back());
      if (at == nullptr || at == end) return nullptr;
    }
    if (*at != ',') return *at == ']' ? at + 1 : nullptr;
  }
}

template <class T>
char const* take_value(char const* at, char const* end, T& value) {
  constexpr field_kind kind = kind_of<T>;
  static_assert(takes_value<T>());
  if constexpr (kind == field_kind::boolean) {
    // Nobody can tell beforehand which it is, so no branch is taken on it.
    if (end - at < 5) return nullptr;
    value = *at == 't';
    char const* const tail = at + (value ? 0 : 1);
    return same_bytes<4>(tail, value ? "true" : "alse") && (value || *at == 'f') ? tail + 4 : nullptr;
  } else if constexpr (kind == field_kind::integer) {
    return take_integer(at, end, value);
  } else if constexpr (kind == field_kind::floating) {
    return take_float(at, end, value);
  } else if constexpr (kind == field_kind::string) {
    return take_text(at, end, value);
  } else if constexpr (kind == field_kind::enumeration) {
    return take_enumerator(at, end, value);
  } else if constexpr (kind == field_kind::time_point) {
    return take_time(at, end, value);
  } else if constexpr (kind == field_kind::duration) {
    typename T::rep count = 0;
    at = take_integer(at, end, count);
    if (at != nullptr) value = T{count};
    return at;
  } else if constexpr (kind == field_kind::identifier) {
    return take_uuid(at, end, value);
  } else if constexpr (kind == field_kind::reference) {
    if (at != end && *at == 'n') {
      value = T{};
      return take_literal(at, end, "null");
    }
    return take_uuid(at, end, value.key);
  } else if constexpr (kind == field_kind::list) {
    return take_list(at, end, value);
  } else {
    if (at != end && *at == 'n') {
      value.reset();
      return take_literal(at, end, "null");
    }
    return take_value<element_of<T>>(at, end, value ? *value : value.emplace());
  }
}

}  // namespace detail
}  // namespace v0
}  // namespace entente
