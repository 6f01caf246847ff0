// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/wire/detail/json_buffer.hpp>
#include <entente/wire/detail/json_number.hpp>
#include <entente/wire/detail/utf8.hpp>

#include <cassert>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstring>
#include <string>
#include <string_view>

namespace entente {
inline namespace v0 {

/// Whether the text is UTF-8 by RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF.
[[nodiscard]] inline bool valid_utf8(std::string_view text) noexcept {
  return detail::is_utf8(text);
}

/// Appends the text as a JSON string with its quotes, escaped per RFC 8259 (section 7): quote,
/// backslash and control characters only. Bytes that are not UTF-8 become U+FFFD, so that the
/// output is JSON whatever the input was. `text` must not lie inside `out`.
inline void append_quoted(std::string& out, std::string_view text) {
  detail::json_buffer buffer(out);
  detail::put_quoted(buffer, text);
}

/// Appends JSON text to a std::string and places commas and colons by itself. It trusts the order
/// of calls: members are a key and a value, and what begins must end.
///
/// While a value is under way the string carries unwritten slack at its end. It is exact whenever
/// the outermost value is complete, after out(), and when the writer is gone; in between, reach it
/// through out() only. Values written one after the other outside of any array follow each other
/// without a separator. Not thread-safe. Throws nothing but std::bad_alloc and std::length_error.
class json_writer {
 public:
  /// Appends to `out`, which must outlive the writer; what it already holds is left alone.
  explicit json_writer(std::string& out) noexcept : buffer_(out) {}
  json_writer(json_writer const&) = delete;
  json_writer& operator=(json_writer const&) = delete;

  json_writer& begin_object() { return open('{'); }
  json_writer& end_object() { return close('}'); }
  json_writer& begin_array() { return open('['); }
  json_writer& end_array() { return close(']'); }

  /// The name of the next member, escaped like a string.
  json_writer& key(std::string_view name) {
    separate();
    detail::put_quoted(buffer_, name);
    char* const to = buffer_.room(1);
    *to = ':';
    return finish_key(to + 1);
  }

  /// The name of the next member as it stands in the text, for example "\"title\":". For names
  /// known at compile time, which need neither escaping nor a scan.
  json_writer& literal_key(std::string_view quoted_with_colon) {
    std::size_t const size = quoted_with_colon.size();
    char* const to = start(size);
    std::memcpy(to, quoted_with_colon.data(), size);
    return finish_key(to + size);
  }
  /// The same from a string literal or fixed_string::text, whose size the compiler knows: faster.
  template <std::size_t N>
  json_writer& literal_key(char const (&quoted_with_colon)[N]) {
    char* const to = start(N - 1);
    std::memcpy(to, quoted_with_colon, N - 1);
    return finish_key(to + N - 1);
  }

  json_writer& null() { return raw("null"); }

  template <std::same_as<bool> B>
  json_writer& value(B truth) {
    return truth ? raw("true") : raw("false");
  }

  /// Any integer type but bool and the character types, exactly.
  template <detail::json_integer T>
  json_writer& value(T number) {
    char* const to = start(detail::longest_number);
    return finish(detail::put_number(to, number));
  }

  /// The shortest decimal that reads back as the same number. JSON has no spelling for numbers
  /// that are not finite: they travel as the strings "NaN", "Infinity" and "-Infinity".
  template <detail::json_float F>
  json_writer& value(F number) {
    if (!std::isfinite(number)) [[unlikely]]
      return raw(std::isnan(number) ? R"("NaN")" : number > 0 ? R"("Infinity")" : R"("-Infinity")");
    char* const to = start(detail::longest_number);
    return finish(detail::put_number(to, number));
  }

  /// A string, escaped as by append_quoted. Pass UTF-8: anything else becomes U+FFFD.
  json_writer& value(std::string_view text) {
    separate();
    detail::put_quoted(buffer_, text);
    return finish();
  }
  json_writer& value(std::nullptr_t) = delete;

  /// One complete JSON value, appended unchanged and unchecked.
  json_writer& raw(std::string_view json) {
    char* const to = start(json.size());
    if (!json.empty()) std::memcpy(to, json.data(), json.size());
    return finish(to + json.size());
  }

  /// The string, exact at this moment. Whatever is appended to it by hand is the caller's to
  /// separate.
  [[nodiscard]] std::string& out() noexcept {
    buffer_.commit();
    return buffer_.string();
  }

 private:
  // Room for a comma and `count` bytes; the comma is written always and kept only if one is due.
  char* start(std::size_t count) {
    char* const to = buffer_.room(count + 1);
    *to = ',';
    return to + (follows_ ? 1 : 0);
  }
  void separate() { buffer_.advance_to(start(0)); }

  json_writer& finish_key(char* at) {
    buffer_.advance_to(at);
    follows_ = false;
    return *this;
  }
  json_writer& finish() {
    follows_ = depth_ != 0;
    if (!follows_) [[unlikely]]
      buffer_.commit();
    return *this;
  }
  json_writer& finish(char* at) {
    buffer_.advance_to(at);
    return finish();
  }

  json_writer& open(char bracket) {
    char* const to = start(1);
    *to = bracket;
    buffer_.advance_to(to + 1);
    follows_ = false;
    ++depth_;
    return *this;
  }
  json_writer& close(char bracket) {
    assert(depth_ > 0);
    --depth_;
    buffer_.put(bracket);
    return finish();
  }

  detail::json_buffer buffer_;
  std::size_t depth_ = 0;
  bool follows_ = false;
};

}  // namespace v0
}  // namespace entente
