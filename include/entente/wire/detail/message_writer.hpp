// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/uuid.hpp>
#include <entente/wire/json_writer.hpp>

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>

namespace entente {
inline namespace v0 {
namespace detail {

/// Appends the members of one message. Names are literals that need no escapes. It never leaves
/// slack in the string between two calls that the caller can see, so messages nest by writing to
/// the string in between: say `name(…)`, write, go on.
class message_writer {
 public:
  explicit message_writer(std::string& out) noexcept : out_(out) {}

  void begin() {
    out_ += '{';
    first_ = true;
  }
  void end() { out_ += '}'; }

  /// The next member's name, a literal of at most 40 bytes; its value is for the caller to append.
  void name(std::string_view text) {
    append_with_name(text, [](char* at) { return at; });
  }

  void member(std::string_view key, uuid const& value) {
    append_with_name(key, [&](char* at) { return put_quoted_uuid(at, value); });
  }
  void member(std::string_view key, std::string_view value) {
    name(key);
    append_quoted(out_, value);
  }
  template <class T>
  requires std::is_arithmetic_v<T>
  void member(std::string_view key, T value) {
    append_with_name(key, [&](char* at) {
      if constexpr (std::is_same_v<T, bool>) {
        std::memcpy(at, value ? "true" : "false", value ? 4 : 5);
        return at + (value ? 4 : 5);
      } else {
        return put_number(at, value);
      }
    });
  }
  void raw_member(std::string_view key, std::string_view json) {
    name(key);
    out_ += json;
  }

  void append(uuid const& value) {
    char text[38];
    out_.append(text, static_cast<std::size_t>(put_quoted_uuid(text, value) - text));
  }

  /// An array; `write_one(element)` appends each element.
  template <class List, class F>
  void list(std::string_view key, List const& elements, F&& write_one) {
    name(key);
    out_ += '[';
    bool first = true;
    for (auto const& each : elements) {
      if (!first) out_ += ',';
      first = false;
      write_one(each);
    }
    out_ += ']';
  }

 private:
  static constexpr std::size_t longest_name = 40;
  static constexpr std::size_t longest_value = (std::max)(longest_number, std::size_t{38});

  static char* put_quoted_uuid(char* at, uuid const& value) {
    at[0] = at[37] = '"';
    value.write_text(at + 1);
    return at + 38;
  }

  // In one piece: each append to a string asks for its room.
  template <class F>
  void append_with_name(std::string_view key, F&& put) {
    assert(key.size() <= longest_name);
    char text[longest_name + 4 + longest_value];
    char* at = text;
    if (!first_) *at++ = ',';
    first_ = false;
    *at++ = '"';
    std::memcpy(at, key.data(), key.size());
    at += key.size();
    *at++ = '"';
    *at++ = ':';
    at = put(at);
    out_.append(text, static_cast<std::size_t>(at - text));
  }

  std::string& out_;
  bool first_ = true;
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
