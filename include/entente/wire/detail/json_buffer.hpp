// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/wire/detail/apart.hpp>
#include <entente/wire/detail/json_scan.hpp>
#include <entente/wire/detail/utf8.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

namespace entente {
inline namespace v0 {
namespace detail {

/// Appends to a std::string through a plain pointer, which is twice as fast as append() for many
/// small pieces. Between the first write and commit() the string carries slack at its end.
class json_buffer {
 public:
  explicit json_buffer(std::string& out) noexcept : out_(&out) {}
  json_buffer(json_buffer const&) = delete;
  json_buffer& operator=(json_buffer const&) = delete;
  ~json_buffer() { commit(); }

  /// A place to write up to `count` bytes; say by advance_to() how many there were.
  char* room(std::size_t count) {
    if (static_cast<std::size_t>(end_ - at_) < count) [[unlikely]]
      grow(count);
    return at_;
  }
  void advance_to(char* at) noexcept { at_ = at; }

  /// Where in the string a place that room() gave lies, until the next call of room().
  [[nodiscard]] std::size_t offset_of(char const* at) const noexcept {
    return static_cast<std::size_t>(at - out_->data());
  }
  /// Takes back what was written behind an offset.
  void rewind_to(std::size_t offset) noexcept { at_ = out_->data() + offset; }

  void put(char c) {
    *room(1) = c;
    ++at_;
  }

  /// Takes the slack off: the string is now exactly what was written.
  void commit() noexcept {
    if (at_ == nullptr) return;
    out_->erase(offset_of(at_));
    at_ = end_ = nullptr;
    step_ = first_step;
  }

  [[nodiscard]] std::string& string() const noexcept { return *out_; }

 private:
  static constexpr std::size_t first_step = 256;
  static constexpr std::size_t last_step = std::size_t{64} * 1024;

  // Steps grow with what this buffer itself wrote: a short value at the end of a long string must
  // not pay for filling the whole capacity with zeros.
  ENTENTE_DETAIL_COLD void grow(std::size_t count) {
    std::size_t const used = at_ == nullptr ? out_->size() : offset_of(at_);
    out_->resize(used + count + step_);
    step_ = (std::min)(step_ * 2, last_step);
    at_ = out_->data() + used;
    end_ = out_->data() + out_->size();
  }

  std::string* out_;
  char* at_ = nullptr;
  char* end_ = nullptr;
  std::size_t step_ = first_step;
};

inline constexpr std::size_t longest_escape = 6;

/// Writes the escape of a quote, a backslash or a control character (RFC 8259, section 7).
inline char* put_escape(char* to, char c) noexcept {
  *to++ = '\\';
  switch (c) {
    case '"':
    case '\\': *to++ = c; return to;
    case '\b': *to++ = 'b'; return to;
    case '\f': *to++ = 'f'; return to;
    case '\n': *to++ = 'n'; return to;
    case '\r': *to++ = 'r'; return to;
    case '\t': *to++ = 't'; return to;
    default: break;
  }
  std::copy_n(c < 0x10 ? "u000" : "u001", 4, to);
  to[4] = "0123456789abcdef"[c & 0xf];
  return to + 5;
}

template <scan_by By>
void put_quoted_rest(json_buffer& buffer, std::string_view text, char const* opening,
                     copied_run done);

/// Appends a JSON string. What is not UTF-8 becomes U+FFFD.
template <scan_by By = fastest_scan>
inline void put_quoted(json_buffer& buffer, std::string_view text) {
  char* const to = buffer.room(text.size() + 2 + scan_slack);
  *to = '"';
  char const* const end = text.data() + text.size();
  copied_run const done = copy_until_stop<By>(text.data(), end, to + 1);
  if (done.from != end || done.non_ascii) [[unlikely]]
    return put_quoted_rest<By>(buffer, text, to, done);
  *done.to = '"';
  buffer.advance_to(done.to + 1);
}

/// The string from where its first run ended: its escapes, and its check if it is not ASCII.
template <scan_by By>
void put_quoted_rest(json_buffer& buffer, std::string_view text, char const* opening,
                     copied_run done) {
  std::size_t const start = buffer.offset_of(opening);
  char const* const end = text.data() + text.size();
  bool non_ascii = done.non_ascii;
  while (done.from != end) {
    buffer.advance_to(done.to);
    auto const left = static_cast<std::size_t>(end - done.from);
    char* const to = buffer.room(longest_escape + left + 1 + scan_slack);
    done = copy_until_stop<By>(done.from + 1, end, put_escape(to, *done.from));
    non_ascii = non_ascii || done.non_ascii;
  }
  *done.to = '"';
  buffer.advance_to(done.to + 1);
  if (non_ascii && !is_utf8(text)) {
    buffer.rewind_to(start);
    put_quoted<By>(buffer, repaired_utf8(text));
  }
}

}  // namespace detail
}  // namespace v0
}  // namespace entente
