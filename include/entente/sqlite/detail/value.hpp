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

#include <SQLiteCpp/Column.h>

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

/// How a column is taken as a T.
template <class T>
struct column_value;

template <std::integral T>
struct column_value<T> {
  static T take(SQLite::Column const& from) {
    if (!from.isInteger()) refuse_column("an integer");
    std::int64_t const value = from.getInt64();
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

/// The text or blob of a column. SQLiteCpp's defaults would pass an exhausted memory off as
/// emptiness.
inline std::string_view text_of(SQLite::Column const& from) {
  if (!from.isText()) refuse_column("text");
  char const* const text = from.getText(nullptr);
  if (text == nullptr) throw std::bad_alloc{};
  return {text, static_cast<std::size_t>(from.getBytes())};
}
inline std::span<std::byte const> blob_of(SQLite::Column const& from) {
  if (!from.isBlob()) refuse_column("bytes");
  auto const* const data = static_cast<std::byte const*>(from.getBlob());
  auto const size = static_cast<std::size_t>(from.getBytes());
  if (data == nullptr && size != 0) throw std::bad_alloc{};
  return {data, size};
}

template <>
struct column_value<double> {
  static double take(SQLite::Column const& from) {
    if (from.isText() && text_of(from) == "NaN") return std::numeric_limits<double>::quiet_NaN();
    if (!from.isFloat() && !from.isInteger()) refuse_column("a number");
    return from.getDouble();
  }
};
template <>
struct column_value<float> {
  static float take(SQLite::Column const& from) {
    double const value = column_value<double>::take(from);
    constexpr double most = (std::numeric_limits<float>::max)();
    bool const finite = value - value == 0;
    if (finite && (value > most || value < -most)) refuse_column("a number of the expected range");
    return static_cast<float>(value);
  }
};

template <>
struct column_value<std::string_view> {
  static std::string_view take(SQLite::Column const& from) { return text_of(from); }
};
template <>
struct column_value<std::string> {
  static std::string take(SQLite::Column const& from) { return std::string{text_of(from)}; }
};
template <>
struct column_value<std::span<std::byte const>> {
  static std::span<std::byte const> take(SQLite::Column const& from) { return blob_of(from); }
};
template <>
struct column_value<bytes> {
  static bytes take(SQLite::Column const& from) {
    auto const blob = blob_of(from);
    return {blob.begin(), blob.end()};
  }
};
template <>
struct column_value<uuid> {
  static uuid take(SQLite::Column const& from) {
    auto const blob = blob_of(from);
    uuid value;
    if (blob.size() != value.octets.size()) refuse_column("16 bytes");
    std::memcpy(value.octets.data(), blob.data(), value.octets.size());
    return value;
  }
};
template <>
struct column_value<stamp> {
  static stamp take(SQLite::Column const& from) { return {column_value<std::int64_t>::take(from)}; }
};
template <>
struct column_value<edit_time> {
  static edit_time take(SQLite::Column const& from) {
    return {column_value<std::int64_t>::take(from)};
  }
};
template <class T>
struct column_value<std::optional<T>> {
  static std::optional<T> take(SQLite::Column const& from) {
    if (from.isNull()) return std::nullopt;
    return column_value<T>::take(from);
  }
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
