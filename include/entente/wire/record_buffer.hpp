// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/entity/storable.hpp>
#include <entente/wire/detail/depth.hpp>
#include <entente/wire/detail/fixed_size.hpp>
#include <entente/wire/detail/put_text.hpp>
#include <entente/wire/detail/put_value.hpp>
#include <entente/wire/detail/value_buffer.hpp>

#include <cstddef>
#include <cstring>
#include <string>
#include <string_view>

namespace entente {
inline namespace v0 {

/// Where the JSON of one record is written piece by piece before it is appended to a text as a whole: faster than many
/// appends to a string, and what throws on the way leaves the text alone. Its memory is kept from record to record.
/// Separators are the caller's. Not thread-safe.
class record_buffer {
 public:
  /// Text as it stands.
  void raw(std::string_view text) {
    char* const at = buffer_.room(text.size());
    if (!text.empty()) std::memcpy(at, text.data(), text.size());
    buffer_.advance_to(at + text.size());
  }
  /// The same of a literal, whose size the compiler knows.
  template <std::size_t N>
  void literal(char const (&text)[N]) {
    char* const at = buffer_.room(N - 1);
    std::memcpy(at, text, N - 1);
    buffer_.advance_to(at + N - 1);
  }

  /// A JSON string. Throws `failure` (validation_failed) for what is not UTF-8.
  void text(std::string_view value) {
    buffer_.advance_to(detail::put_text(buffer_, buffer_.room(0), value, 0));
  }

  /// A value of any type that a field can have. Throws as write_json does.
  template <class T>
  requires storable<T>
  void value(T const& field_value) {
    char* const at = buffer_.room(detail::fixed_size<T>());
    buffer_.advance_to(detail::put_value<T>(buffer_, at, field_value, 0, detail::max_value_depth));
  }

  void append_to(std::string& out) const { buffer_.append_to(out); }
  void clear() noexcept { buffer_.clear(); }

 private:
  detail::value_buffer buffer_;
};

}  // namespace v0
}  // namespace entente
