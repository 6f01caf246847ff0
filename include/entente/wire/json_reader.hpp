// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/error.hpp>
#include <entente/wire/detail/apart.hpp>
#include <entente/wire/detail/json_nesting.hpp>
#include <entente/wire/detail/json_number.hpp>
#include <entente/wire/detail/json_string.hpp>
#include <entente/wire/detail/skip_plain.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

namespace entente {
inline namespace v0 {

/// What stands next in a JSON text. `end` is the end of the text or of the container at hand;
/// `invalid` is a byte no value begins with, or a reader that has failed.
enum class json_kind { null, boolean, number, string, array, object, end, invalid };

/// Reads JSON (RFC 8259, strictly) value by value, without building a tree. The caller asks for
/// what it expects; the text must outlive the reader and every view it gave out.
///
/// The first error sticks: from then on every call does nothing and returns false, so a decoder may
/// check once, at its end. A call that returns false without an error leaves its argument alone,
/// except for views, which become empty. Never recursive, and bounded by `max_depth`. Strings are
/// checked to be UTF-8 without lone surrogates; U+0000 is allowed in them. Not thread-safe.
class json_reader {
 public:
  /// More than `max_depth` open brackets at a time are refused as too_large.
  explicit json_reader(std::string_view text, std::size_t max_depth = 128) noexcept
      : begin_(text.data()), at_(begin_), end_(begin_ + text.size()), max_depth_(max_depth) {}
  /// A temporary string would be gone before it is read.
  template <std::same_as<std::string> Temporary>
  explicit json_reader(Temporary&& text, std::size_t max_depth = 128) = delete;

  /// The kind of the next value. Skips white space, consumes nothing else, reports no error.
  [[nodiscard]] json_kind peek() noexcept {
    at_ = detail::skip_json_space(at_, end_);
    if (failed_) return json_kind::invalid;
    if (at_ == end_) return json_kind::end;
    switch (*at_) {
      case 'n': return json_kind::null;
      case 't':
      case 'f': return json_kind::boolean;
      case '"': return json_kind::string;
      case '[': return json_kind::array;
      case '{': return json_kind::object;
      case ']':
      case '}': return json_kind::end;
      default:
        return *at_ == '-' || detail::is_digit(*at_) ? json_kind::number : json_kind::invalid;
    }
  }

  /// Enters an object; then call next_member until it returns false, reading or skipping one value
  /// after each true.
  bool begin_object() { return open('{', "expected an object"); }

  /// The name of the next member, without escapes and valid until the next name is read. False at
  /// the end of the object, which is consumed, or on an error.
  bool next_member(std::string_view& key) {
    key = {};
    if (!next('}', "expected ',' or '}'")) return false;
    return read_string(key, key_, "expected the name of a member") &&
           (consume(':') || refuse("expected ':'"));
  }

  /// Consumes the name of the next member if the text spells it exactly so, for example
  /// "\"title\":", with no white space before it. Otherwise nothing has happened: ask next_member.
  /// For decoders that know which name comes next in most texts.
  bool next_literal_member(std::string_view quoted_with_colon) noexcept {
    std::size_t const size = quoted_with_colon.size();
    return has_name(size) &&
           std::memcmp(at_ + due_comma(), quoted_with_colon.data(), size) == 0 && take_name(size);
  }
  /// The same from a string literal or fixed_string::text, whose size the compiler knows: faster.
  template <std::size_t N>
  bool next_literal_member(char const (&quoted_with_colon)[N]) noexcept {
    constexpr std::size_t size = N - 1;
    return has_name(size) && std::memcmp(at_ + due_comma(), quoted_with_colon, size) == 0 &&
           take_name(size);
  }

  /// Enters an array; then call next_element until it returns false, reading or skipping one value
  /// after each true.
  bool begin_array() { return open('[', "expected an array"); }

  /// Whether another element follows. False at the end of the array, which is consumed, or on an
  /// error. A comma promises an element: if there is none, reading it fails.
  bool next_element() { return next(']', "expected ',' or ']'"); }

  bool read_null() { return literal("null") || refuse("expected null"); }

  template <std::same_as<bool> B>
  bool read(B& value) {
    bool const truth = literal("true");
    if (!truth && !literal("false")) return refuse("expected true or false");
    value = truth;
    return true;
  }

  /// Any integer type but bool and the character types. A number spelt 1.0 or 1e2 is an integer as
  /// well; one that T cannot hold is malformed.
  template <detail::json_integer T>
  bool read(T& value) {
    char const* at = at_;
    bool const negative = at != end_ && *at == '-';
    if (negative) ++at;
    char const* const digits = at;
    std::uint64_t magnitude = 0;
    at = detail::take_digits(at, end_, magnitude);
    // Up to 19 digits cannot overflow; everything unusual takes the careful way.
    bool const plain = at - digits <= 19 && (at == end_ || !continues_number(*at));
    if (at == digits || !plain || (*digits == '0' && at - digits > 1)) [[unlikely]]
      return read_unusual_integer(value);
    if (!detail::narrow_integer(negative, magnitude, value))
      return refuse("integer out of range");
    at_ = at;
    return true;
  }

  /// float or double, correctly rounded. Also accepts the strings "NaN", "Infinity" and
  /// "-Infinity". A number beyond the largest F is malformed; one too close to zero is zero.
  template <detail::json_float F>
  bool read(F& value) {
    skip_space();
    if (at_ != end_ && *at_ == '"') return read_non_finite(value);
    detail::json_number const number = detail::scan_number(at_, end_);
    if (!number.valid) return refuse_at(number.end, "expected a number");
    if (!detail::float_of(number, value)) return refuse("number out of range");
    at_ = number.end;
    return true;
  }

  /// A string. `value` is replaced.
  bool read(std::string& value) {
    std::string_view contents;
    bool escaped = false;
    if (!take_string(contents, escaped)) return false;
    if (escaped) [[unlikely]] {
      detail::unescape(contents, value);
    } else {
      value.assign(contents);
    }
    return true;
  }

  /// A string without a copy: a view into the text, or, if it had escapes, into the reader, valid
  /// until the next string is read this way.
  bool read_string_view(std::string_view& value) {
    value = {};
    return read_string(value, string_, "expected a string");
  }

  /// Any value, checked as strictly as if it were read, but for half surrogate pairs in escapes: RFC
  /// 8259's grammar has them, so what is only passed on may hold them. `raw` is exactly its slice.
  bool skip(std::string_view& raw) {
    raw = {};
    skip_space();
    char const* const begin = at_;
    if (!skip()) return false;
    raw = {begin, static_cast<std::size_t>(at_ - begin)};
    return true;
  }
  bool skip() {
    if (char const* const behind = detail::skip_plain(at_, end_, max_depth_ - depth_); behind != nullptr) {
      at_ = behind;
      return true;
    }
    return skip_carefully();
  }

  /// True if everything that was begun is ended and only white space remains.
  bool finish() {
    skip_space();
    if (failed_) return false;
    if (depth_ != 0) return refuse("expected the end of an object or array");
    return at_ == end_ || refuse("expected the end of the text");
  }

  [[nodiscard]] bool ok() const noexcept { return !failed_; }

  /// The first error: malformed, too_large (nesting), or what fail() was given. Its message says
  /// what was expected and at which byte, and quotes nothing. Empty while ok().
  [[nodiscard]] error const& why() const noexcept { return why_; }

  /// Lets a decoder report that a well-formed value is not what it should be. The message gets the
  /// current position; the first error wins.
  ENTENTE_DETAIL_COLD void fail(error_code code, std::string message) {
    if (failed_) return;
    failed_ = true;
    why_.code = code;
    why_.message = std::move(message) + " at byte " + std::to_string(at_ - begin_);
    // With nothing left to read, every call fails by itself and none has to ask.
    failed_at_ = at_;
    at_ = end_;
    depth_ = 0;
  }

  /// What is not read yet; empty after an error. For decoders that know a plain spelling of what comes
  /// next: they look, and pass() over it.
  [[nodiscard]] std::string_view rest() const noexcept {
    return {at_, static_cast<std::size_t>(end_ - at_)};
  }
  /// Passes over what a decoder has read in rest() by itself, up to `behind`: a value, or members with
  /// the commas between them.
  void pass(char const* behind) noexcept {
    at_ = behind;
    first_ = false;
  }

  /// Whether one more bracket may be opened here.
  [[nodiscard]] bool may_open() const noexcept { return depth_ < max_depth_; }

  /// How many bytes are read, or where the error is.
  [[nodiscard]] std::size_t position() const noexcept {
    return static_cast<std::size_t>((failed_ ? failed_at_ : at_) - begin_);
  }

 private:
  static constexpr bool continues_number(char c) noexcept {
    return c == '.' || c == 'e' || c == 'E';
  }

  void skip_space() noexcept { at_ = detail::skip_json_space(at_, end_); }

  // Machines write no white space: it is looked for only where the wanted byte is missing.
  bool stands_at(char c) noexcept {
    if (at_ != end_ && *at_ == c) [[likely]]
      return true;
    skip_space();
    return at_ != end_ && *at_ == c;
  }
  bool consume(char c) noexcept {
    if (!stands_at(c)) return false;
    ++at_;
    return true;
  }

  [[nodiscard]] std::size_t due_comma() const noexcept { return first_ ? 0 : 1; }
  // Whether a comma, if one is due, and enough bytes for a name of this size follow.
  [[nodiscard]] bool has_name(std::size_t size) const noexcept {
    return static_cast<std::size_t>(end_ - at_) > size && (first_ || *at_ == ',');
  }
  bool take_name(std::size_t size) noexcept {
    at_ += size + due_comma();
    first_ = false;
    return true;
  }

  bool literal(std::string_view word) noexcept {
    if (!stands_at(word[0])) return false;
    if (static_cast<std::size_t>(end_ - at_) < word.size() ||
        std::memcmp(at_, word.data(), word.size()) != 0)
      return false;
    at_ += word.size();
    return true;
  }

  ENTENTE_DETAIL_COLD bool refuse(char const* message) {
    fail(error_code::malformed, message);
    return false;
  }
  ENTENTE_DETAIL_COLD bool refuse_at(char const* at, char const* message) {
    if (!failed_) at_ = at;
    return refuse(message);
  }

  bool open(char bracket, char const* expected) {
    if (at_ != end_ && *at_ == bracket && depth_ < max_depth_) [[likely]] {
      ++depth_;
      ++at_;
      first_ = true;
      return true;
    }
    return open_unusual(bracket, expected);
  }
  ENTENTE_DETAIL_APART bool open_unusual(char bracket, char const* expected) {
    if (!stands_at(bracket)) return refuse(expected);
    if (!deepen()) return false;
    ++at_;
    first_ = true;
    return true;
  }

  bool deepen() {
    if (depth_ < max_depth_) {
      ++depth_;
      return true;
    }
    return refuse_depth();
  }
  ENTENTE_DETAIL_COLD bool refuse_depth() {
    fail(error_code::too_large,
         "expected no more than " + std::to_string(max_depth_) + " nested objects and arrays");
    return false;
  }

  // Moves to the next item of a container, or behind its closing bracket and returns false.
  bool next(char closing, char const* expected) {
    if (!first_ && consume(',')) return true;
    if (depth_ != 0 && consume(closing)) {
      --depth_;
      first_ = false;
      return false;
    }
    if (!first_ || at_ == end_) return refuse(expected);
    first_ = false;
    return true;
  }

  // A string, still with its escapes. The usual one is plain: found by a single scan.
  bool take_string(std::string_view& contents, bool& escaped,
                   char const* expected = "expected a string") {
    if (!stands_at('"')) [[unlikely]]
      return refuse(expected);
    char const* const begin = at_ + 1;
    detail::plain_run const run = detail::find_stop(begin, end_);
    if (run.end == end_ || *run.end != '"' || run.non_ascii) [[unlikely]]
      return take_unusual_string(run, contents, escaped);
    contents = {begin, static_cast<std::size_t>(run.end - begin)};
    escaped = false;
    at_ = run.end + 1;
    return true;
  }
  ENTENTE_DETAIL_APART bool take_unusual_string(detail::plain_run run, std::string_view& contents, bool& escaped) {
    detail::json_string const string = detail::scan_string_rest(at_ + 1, end_, run);
    if (string.problem != nullptr) return refuse_at(string.end, string.problem);
    if (string.lone_surrogate != nullptr && !skipping_)
      return refuse_at(string.lone_surrogate, "expected a valid escape");
    contents = string.contents;
    escaped = string.escaped;
    at_ = string.end;
    return true;
  }
  bool take_string(char const* expected) {
    std::string_view contents;
    bool escaped = false;
    return take_string(contents, escaped, expected);
  }

  bool read_string(std::string_view& value, std::string& scratch, char const* expected) {
    std::string_view contents;
    bool escaped = false;
    if (!take_string(contents, escaped, expected)) return false;
    if (escaped) [[unlikely]] {
      detail::unescape(contents, scratch);
      contents = scratch;
    }
    value = contents;
    return true;
  }

  template <class T>
  ENTENTE_DETAIL_APART bool read_unusual_integer(T& value) {
    skip_space();
    detail::json_number const number = detail::scan_number(at_, end_);
    if (!number.valid) return refuse_at(number.end, "expected an integer");
    std::uint64_t magnitude = 0;
    detail::number_fit const fit = detail::magnitude_of(number, magnitude);
    if (fit == detail::number_fit::not_integral) return refuse("expected an integer");
    if (fit == detail::number_fit::out_of_range ||
        !detail::narrow_integer(number.negative, magnitude, value))
      return refuse("integer out of range");
    at_ = number.end;
    return true;
  }

  template <class F>
  ENTENTE_DETAIL_APART bool read_non_finite(F& value) {
    char const* const begin = at_;
    std::string_view contents;
    bool escaped = false;
    if (!take_string(contents, escaped)) return false;
    if (contents == "NaN") {
      value = std::numeric_limits<F>::quiet_NaN();
    } else if (contents == "Infinity") {
      value = std::numeric_limits<F>::infinity();
    } else if (contents == "-Infinity") {
      value = -std::numeric_limits<F>::infinity();
    } else {
      return refuse_at(begin, "expected a number");
    }
    return true;
  }

  ENTENTE_DETAIL_APART bool skip_carefully() {
    detail::json_nesting nesting;
    skipping_ = true;
    bool skipped = true;
    do {
      skipped = skip_scalar_or_open(nesting);
    } while (skipped && nesting.depth() != 0);
    skipping_ = false;
    return skipped;
  }

  // One step of it: a scalar, or one bracket inwards, and then every bracket outwards that
  // closes here, up to the comma (and name) before the next value.
  bool skip_scalar_or_open(detail::json_nesting& nesting) {
    bool entered = false;
    switch (peek()) {
      case json_kind::null: if (!read_null()) return false; break;
      case json_kind::boolean: {
        bool ignored = false;
        if (!read(ignored)) return false;
        break;
      }
      case json_kind::number: {
        detail::json_number const number = detail::scan_number(at_, end_);
        if (!number.valid) return refuse_at(number.end, "expected a digit");
        at_ = number.end;
        break;
      }
      case json_kind::string: if (!take_string("expected a string")) return false; break;
      case json_kind::array:
      case json_kind::object:
        if (!deepen()) return false;
        nesting.push(*at_ == '{');
        ++at_;
        entered = true;
        break;
      default: return refuse("expected a value");
    }
    while (nesting.depth() != 0) {
      bool const object = nesting.in_object();
      if (consume(object ? '}' : ']')) {
        nesting.pop();
        --depth_;
        entered = false;
        continue;
      }
      if (!entered && !consume(','))
        return refuse(object ? "expected ',' or '}'" : "expected ',' or ']'");
      return !object || skip_name();
    }
    return true;
  }

  bool skip_name() {
    return take_string("expected the name of a member") &&
           (consume(':') || refuse("expected ':'"));
  }

  char const* begin_;
  char const* at_;
  char const* end_;
  char const* failed_at_ = nullptr;
  std::size_t max_depth_;
  std::size_t depth_ = 0;
  bool skipping_ = false;
  bool first_ = false;
  bool failed_ = false;
  std::string key_;
  std::string string_;
  error why_;
};

}  // namespace v0
}  // namespace entente
