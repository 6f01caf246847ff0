// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/bytes.hpp>
#include <entente/base/error.hpp>
#include <entente/base/uuid.hpp>
#include <entente/sqlite/statement.hpp>
#include <entente/wire/encode.hpp>

#include <algorithm>
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
/// do milli-, micro- and nanoseconds; others to the nanosecond, or to the microsecond where 64 bits hold no
/// nanoseconds (before 1678 and after 2261). Throws `failure` (malformed) for what is no time.
inline void write_time(std::string& out, std::int64_t count, std::int64_t num, std::int64_t den) {
  using namespace std::chrono;
  constexpr std::int64_t longest_period = 1'000'000'000;
  constexpr std::int64_t furthest =
      1'000'000'000'000;  // well after the last that has a form on the wire
  if (num < 1 || den < 1 || num > longest_period || den > longest_period ||
      count / den > furthest / num || count / den < -furthest / num)
    throw failure(
        {error_code::malformed, "the database does not hold a time", {}, {}, "repair the record"});
  if (den == 1) return write_json(out, sys_seconds{seconds{count * num}});
  if (den == 1'000 && num == 1) return write_json(out, sys_time<milliseconds>{milliseconds{count}});
  if (den == 1'000'000 && num == 1)
    return write_json(out, sys_time<microseconds>{microseconds{count}});
  auto const whole = seconds{count / den * num};
  auto const rest = nanoseconds{count % den * num * (1'000'000'000 / den)};
  if (abs(whole) < duration_cast<seconds>((nanoseconds::max)()) - hours{1})
    write_json(out, sys_time<nanoseconds>{whole + rest});
  else
    write_json(out, sys_time<microseconds>{whole + round<microseconds>(rest)});
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
    std::int64_t num = 0;
    std::int64_t den = 0;
    auto const parts = form.substr(5);
    auto const slash = (std::min)(parts.find('/'), parts.size());
    std::from_chars(parts.data(), parts.data() + slash, num);
    auto const rest = parts.substr((std::min)(slash + 1, parts.size()));
    std::from_chars(rest.data(), rest.data() + rest.size(), den);
    write_time(out, from.column<std::int64_t>(column), num, den);
  } else {
    out = from.column<std::string>(column);
  }
  return out;
}

}  // namespace detail
}  // namespace v0
}  // namespace entente
