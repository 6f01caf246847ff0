// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/error.hpp>
#include <entente/wire/detail/apart.hpp>
#include <entente/wire/detail/json_buffer.hpp>
#include <entente/wire/detail/json_scan.hpp>
#include <entente/wire/detail/utf8.hpp>
#include <entente/wire/detail/value_buffer.hpp>

#include <cstddef>
#include <string_view>

namespace entente {
inline namespace v0 {
namespace detail {

[[noreturn]] ENTENTE_DETAIL_COLD inline void refuse_text() {
  throw failure(error{error_code::validation_failed,
                      "expected text in UTF-8",
                      {},
                      {},
                      "convert it, or hold what is no text as entente::bytes"});
}

/// The string from where its first run ended: its escapes, and its check if it is not ASCII.
ENTENTE_DETAIL_APART inline char* put_text_rest(value_buffer& buffer, std::string_view text, copied_run done,
                                                std::size_t after) {
  char const* const end = text.data() + text.size();
  bool non_ascii = done.non_ascii;
  while (done.from != end) {
    buffer.advance_to(done.to);
    auto const left = static_cast<std::size_t>(end - done.from);
    char* const to = buffer.room(longest_escape + left + after);
    done = copy_until_stop(done.from + 1, end, put_escape(to, *done.from));
    non_ascii = non_ascii || done.non_ascii;
  }
  if (non_ascii && !is_utf8(text)) refuse_text();
  *done.to = '"';
  return done.to + 1;
}

/// Writes a JSON string at `at`, the end of what the buffer holds, and returns the new end, where
/// `after` more bytes find room. What is not UTF-8 is refused with `failure`, because to repair it
/// would change what the user stored.
inline char* put_text(value_buffer& buffer, char* at, std::string_view text, std::size_t after) {
  after += scan_slack + 1;
  buffer.advance_to(at);
  char* const to = buffer.room(text.size() + 1 + after);
  *to = '"';
  char const* const end = text.data() + text.size();
  copied_run const done = copy_until_stop(text.data(), end, to + 1);
  if (done.from != end || done.non_ascii) [[unlikely]]
    return put_text_rest(buffer, text, done, after);
  *done.to = '"';
  return done.to + 1;
}

}  // namespace detail
}  // namespace v0
}  // namespace entente
