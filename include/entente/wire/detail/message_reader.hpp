// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/result.hpp>
#include <entente/base/timestamp.hpp>
#include <entente/wire/detail/depth.hpp>
#include <entente/wire/detail/refuse.hpp>
#include <entente/wire/detail/uuid_text.hpp>
#include <entente/wire/json_reader.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

namespace entente {
inline namespace v0 {
namespace detail {

/// A reader that remembers which member of a message was at fault, for the error's `field`.
struct message_reader {
  json_reader json;
  std::string_view blamed{};  ///< the innermost member at fault, of static storage
};

/// Reads an object whose members are called `names`; the first `Required` of them must be there.
/// `read_one(i)` reads the value of the i-th. Other members are skipped, repeated ones refused.
template <std::size_t Required, std::size_t N, class F>
bool read_members(message_reader& from, std::array<std::string_view, N> const& names,
                  F&& read_one) {
  static_assert(Required <= N && N <= 32);
  auto const blame = [&](std::size_t i) {
    if (from.blamed.empty()) from.blamed = names[i];
    return false;
  };
  if (!from.json.begin_object()) return false;
  std::uint32_t seen = 0;
  std::size_t expected = 0;
  for (std::string_view name; from.json.next_member(name);) {
    std::size_t i = expected;
    while (i < N && names[i] != name) ++i;
    if (i == N)
      for (i = 0; i < N && names[i] != name;) ++i;
    if (i == N) {
      if (!from.json.skip()) return false;
      continue;
    }
    if ((seen >> i & 1) != 0) {
      from.json.fail(error_code::malformed, "expected this member only once");
      return blame(i);
    }
    seen |= std::uint32_t{1} << i;
    if (!read_one(i)) return blame(i);
    expected = i + 1;
  }
  if (!from.json.ok()) return false;
  for (std::size_t i = 0; i < Required; ++i) {
    if ((seen >> i & 1) != 0) continue;
    from.json.fail(error_code::malformed, "expected this member, which is missing,");
    return blame(i);
  }
  return true;
}

/// Reads an array; `read_one()` reads each element.
template <class F>
bool read_elements(json_reader& from, F&& read_one) {
  if (!from.begin_array()) return false;
  while (from.next_element())
    if (!read_one()) return false;
  return from.ok();
}

/// Versions, sequences and counts: integers that are never negative, and leave room to count on.
template <class T>
bool read_count(json_reader& from, T& value) {
  return from.read(value) && ((value >= 0 && value <= (std::numeric_limits<T>::max)() / 2) ||
                              refuse(from, "expected a number that is not negative, nor beyond all bounds"));
}

/// Stamps and edit times end with the year 9999, so that whoever claims more spoils nobody's clock.
inline constexpr std::int64_t last_micros = 253'402'300'799'999'999;

inline bool read_time(json_reader& from, stamp& value) {
  return from.read(value.micros) && ((value.micros >= 0 && value.micros <= last_micros) ||
                                     refuse(from, "expected a time from 1970 to 9999"));
}
inline bool read_time(json_reader& from, edit_time& value) {
  return from.read(value.micros) && ((value.micros >= -last_micros && value.micros <= last_micros) ||
                                     refuse(from, "expected a time before the year 10000"));
}

/// Keeps an object as the text it came as.
inline bool read_raw_object(json_reader& from, std::string& value) {
  if (from.peek() != json_kind::object) return refuse(from, "expected an object");
  std::string_view raw;
  if (!from.skip(raw)) return false;
  value = raw;
  return true;
}

/// The whole text as one message; `read(from, message)` is its reader.
template <class Message, class F>
result<Message> read_message(std::string_view text, F&& read) {
  message_reader from{json_reader(text, max_message_depth)};
  Message message;
  if (read(from, message) && from.json.finish()) return message;
  error why = from.json.why();
  why.field = from.blamed;
  return why;
}

}  // namespace detail
}  // namespace v0
}  // namespace entente
