// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/bytes.hpp>
#include <entente/base/uuid.hpp>
#include <entente/sqlite/statement.hpp>
#include <entente/wire/encode.hpp>

#include <charconv>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>

namespace entente {
inline namespace v0 {
namespace detail {

/// A time point of a period known at run time only. Periods longer than a second come out exactly, and so
/// do milli-, micro- and nanoseconds; others to the nanosecond.
inline void write_time(std::string& out, std::int64_t count, std::int64_t num, std::int64_t den) {
  using namespace std::chrono;
  if (den == 1) return write_json(out, sys_seconds{seconds{count * num}});
  if (den == 1'000 && num == 1) return write_json(out, sys_time<milliseconds>{milliseconds{count}});
  if (den == 1'000'000 && num == 1)
    return write_json(out, sys_time<microseconds>{microseconds{count}});
  auto const whole = count / den;
  auto const rest = count % den;
  auto const nanos = whole * num * 1'000'000'000 + rest * num * (1'000'000'000 / den);
  write_json(out, sys_time<nanoseconds>{nanoseconds{nanos}});
}

/// The value of a column as it would travel, by the form that an outline gives it. Throws `failure`
/// (malformed) where the database holds something else, validation_failed for what has no form on
/// the wire.
inline std::string column_json(statement const& from, int column, std::string_view form) {
  std::string out;
  if (from.is_null(column)) return "null";
  form = form.substr(0, form.find(':'));
  if (form == "boolean") {
    out = from.column<bool>(column) ? "true" : "false";
  } else if (form == "integer") {
    out = std::to_string(from.column<std::int64_t>(column));
  } else if (form == "number") {
    write_json(out, from.column<double>(column));
  } else if (form == "name") {
    auto const text = from.column<std::string>(column);
    std::int64_t number = 0;
    auto const [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (fault == std::errc{} && end == text.data() + text.size())
      out = text;
    else
      write_json(out, text);
  } else if (form == "text") {
    write_json(out, from.column<std::string>(column));
  } else if (form == "bytes") {
    write_json(out, from.column<bytes>(column));
  } else if (form == "key") {
    write_json(out, from.column<uuid>(column));
  } else if (form.substr(0, 5) == "time/") {
    std::int64_t num = 1;
    std::int64_t den = 1;
    auto const parts = form.substr(5);
    auto const slash = parts.find('/');
    std::from_chars(parts.data(), parts.data() + slash, num);
    std::from_chars(parts.data() + slash + 1, parts.data() + parts.size(), den);
    write_time(out, from.column<std::int64_t>(column), num, den);
  } else {
    out = from.column<std::string>(column);
  }
  return out;
}

}  // namespace detail
}  // namespace v0
}  // namespace entente
