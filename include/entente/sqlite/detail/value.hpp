// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/bytes.hpp>
#include <entente/base/error.hpp>
#include <entente/base/timestamp.hpp>
#include <entente/base/uuid.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <new>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include <sqlite3.h>

namespace entente {
inline namespace v0 {
namespace detail {

/// A value of an integral type as one that std::in_range takes, which knows no bool or characters.
template <std::integral T>
constexpr auto plain_integer(T value) noexcept {
  if constexpr (std::is_signed_v<T>)
    return static_cast<std::int64_t>(value);
  else
    return static_cast<std::uint64_t>(value);
}

/// SQLite counts in int, and by default holds no value above a thousand million bytes.
inline void check_length(std::size_t size) {
  if (size > 1'000'000'000)
    throw failure({error_code::too_large,
                   "must not be longer than 1000000000 bytes",
                   {},
                   {},
                   "keep it in a file"});
}

[[noreturn]] inline void refuse_column(char const* expected) {
  throw failure({error_code::malformed,
                 std::string{"the database does not hold "} + expected,
                 {},
                 {},
                 "migrate or repair the record"});
}

/// One column of the current row. SQLite calls such a value unprotected: it is good on the one thread that a
/// statement belongs to, until its next step or reset.
struct column_ref {
  sqlite3_value* of;

  [[nodiscard]] bool is_null() const noexcept { return sqlite3_value_type(of) == SQLITE_NULL; }
  [[nodiscard]] bool is_integer() const noexcept { return sqlite3_value_type(of) == SQLITE_INTEGER; }
  [[nodiscard]] bool is_float() const noexcept { return sqlite3_value_type(of) == SQLITE_FLOAT; }
  [[nodiscard]] bool is_text() const noexcept { return sqlite3_value_type(of) == SQLITE_TEXT; }
  [[nodiscard]] bool is_blob() const noexcept { return sqlite3_value_type(of) == SQLITE_BLOB; }
};

/// How a column is taken as a T.
template <class T>
struct column_value;

template <std::integral T>
struct column_value<T> {
  static T take(column_ref from) {
    if (!from.is_integer()) refuse_column("an integer");
    std::int64_t const value = sqlite3_value_int64(from.of);
    if constexpr (std::same_as<T, bool>) {
      if (value != 0 && value != 1) refuse_column("0 or 1");
      return value == 1;
    } else {
      using limits = std::numeric_limits<T>;
      bool const fits = std::cmp_greater_equal(value, plain_integer((limits::min)())) &&
                        std::cmp_less_equal(value, plain_integer((limits::max)()));
      if (!fits) refuse_column("an integer of the expected range");
      return static_cast<T>(value);
    }
  }
};

/// The text or blob of a column.
inline std::string_view text_of(column_ref from) {
  if (!from.is_text()) refuse_column("text");
  auto const* const text = reinterpret_cast<char const*>(sqlite3_value_text(from.of));
  if (text == nullptr) throw std::bad_alloc{};
  return {text, static_cast<std::size_t>(sqlite3_value_bytes(from.of))};
}
inline std::span<std::byte const> blob_of(column_ref from) {
  if (!from.is_blob()) refuse_column("bytes");
  auto const* const data = static_cast<std::byte const*>(sqlite3_value_blob(from.of));
  auto const size = static_cast<std::size_t>(sqlite3_value_bytes(from.of));
  if (data == nullptr && size != 0) throw std::bad_alloc{};
  return {data, size};
}

template <>
struct column_value<double> {
  static double take(column_ref from) {
    if (from.is_text() && text_of(from) == "NaN") return std::numeric_limits<double>::quiet_NaN();
    if (!from.is_float() && !from.is_integer()) refuse_column("a number");
    return sqlite3_value_double(from.of);
  }
};
template <>
struct column_value<float> {
  static float take(column_ref from) {
    double const value = column_value<double>::take(from);
    constexpr double most = (std::numeric_limits<float>::max)();
    bool const finite = value - value == 0;
    if (finite && (value > most || value < -most)) refuse_column("a number of the expected range");
    return static_cast<float>(value);
  }
};

template <>
struct column_value<std::string_view> {
  static std::string_view take(column_ref from) { return text_of(from); }
};
template <>
struct column_value<std::string> {
  static std::string take(column_ref from) { return std::string{text_of(from)}; }
};
template <>
struct column_value<std::span<std::byte const>> {
  static std::span<std::byte const> take(column_ref from) { return blob_of(from); }
};
template <>
struct column_value<bytes> {
  static bytes take(column_ref from) {
    auto const blob = blob_of(from);
    return {blob.begin(), blob.end()};
  }
};
template <>
struct column_value<uuid> {
  static uuid take(column_ref from) {
    auto const blob = blob_of(from);
    uuid value;
    if (blob.size() != value.octets.size()) refuse_column("16 bytes");
    std::memcpy(value.octets.data(), blob.data(), value.octets.size());
    return value;
  }
};
template <>
struct column_value<stamp> {
  static stamp take(column_ref from) { return {column_value<std::int64_t>::take(from)}; }
};
template <>
struct column_value<edit_time> {
  static edit_time take(column_ref from) {
    return {column_value<std::int64_t>::take(from)};
  }
};
template <class T>
struct column_value<std::optional<T>> {
  static std::optional<T> take(column_ref from) {
    if (from.is_null()) return std::nullopt;
    return column_value<T>::take(from);
  }
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
