// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/uuid.hpp>
#include <entente/wire/json_writer.hpp>

#include <cstddef>
#include <cstdint>
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

  /// The next member's name; its value is for the caller to append.
  void name(std::string_view text) {
    if (!first_) out_ += ',';
    first_ = false;
    out_ += '"';
    out_ += text;
    out_ += "\":";
  }

  void member(std::string_view key, uuid const& value) {
    name(key);
    append(value);
  }
  void member(std::string_view key, std::string_view value) {
    name(key);
    append_quoted(out_, value);
  }
  template <class T>
  requires std::is_arithmetic_v<T>
  void member(std::string_view key, T value) {
    name(key);
    if constexpr (std::is_same_v<T, bool>) {
      out_ += value ? "true" : "false";
    } else {
      char text[longest_number];
      out_.append(text, put_number(text, value));
    }
  }
  void raw_member(std::string_view key, std::string_view json) {
    name(key);
    out_ += json;
  }

  void append(uuid const& value) {
    char text[38];
    text[0] = text[37] = '"';
    value.write_text(text + 1);
    out_.append(text, sizeof text);
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
  std::string& out_;
  bool first_ = true;
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
