// SPDX-License-Identifier: BSL-1.0
// Messages by hand: a buffer written through a pointer, keys as literals, members read in the order in which they
// are known to come.
#pragma once

#include <entente/base/uuid.hpp>
#include <entente/wire/json_reader.hpp>

#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "support/hand_reader.hpp"
#include "support/hand_text.hpp"
#include "support/hand_writer.hpp"
#include "support/task.hpp"

namespace bench::c {

inline void must(bool good) {
  if (!good) throw std::runtime_error("unexpected JSON");
}

class json_out {
 public:
  void clear() { bytes_.clear(); }
  [[nodiscard]] std::string_view view() const { return bytes_.text(); }

  void raw(std::string_view text) {
    char* const at = bytes_.room(text.size());
    std::memcpy(at, text.data(), text.size());
    bytes_.end_at(at + text.size());
  }
  void number(std::int64_t value) {
    char* const at = bytes_.room(24);
    bytes_.end_at(std::to_chars(at, at + 24, value).ptr);
  }
  void number(double value) { bytes_.end_at(hand::put_double(bytes_.room(32), value)); }
  void text(std::string_view value) {
    char* const end = hand::put_string(bytes_.room(value.size() * 6 + 18), value);
    must(end != nullptr);
    bytes_.end_at(end);
  }
  void key(entente::uuid const& value) {
    char* const at = bytes_.room(38);
    at[0] = at[37] = '"';
    value.write_text(at + 1);
    bytes_.end_at(at + 38);
  }
  /// Microseconds since 1970, as RFC 3339.
  void time(std::int64_t micros) {
    char* at = bytes_.room(29);
    *at++ = '"';
    at = hand::put_time(at, entente::timestamp{std::chrono::microseconds{micros}});
    *at++ = '"';
    bytes_.end_at(at);
  }
  void tags(std::vector<std::string> const& all) {
    std::string_view before = "[";
    for (auto const& tag : all) {
      raw(before);
      text(tag);
      before = ",";
    }
    raw(all.empty() ? "[]" : "]");
  }

 private:
  hand::raw_buffer bytes_;
};

template <std::size_t N, class T>
void member(entente::json_reader& from, char const (&name)[N], T& into) {
  must(from.next_literal_member(name) && from.read(into));
}
template <std::size_t N>
void member(entente::json_reader& from, char const (&name)[N], entente::uuid& into) {
  std::string_view text;
  must(from.next_literal_member(name) && from.read_string_view(text));
  auto const parsed = entente::uuid::parse(text);
  must(parsed.has_value());
  into = *parsed;
}
inline void close(entente::json_reader& from) {
  std::string_view name;
  must(!from.next_member(name) && from.ok());
}

}  // namespace bench::c
