// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/result.hpp>
#include <entente/wire/json_reader.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace entente {
inline namespace v0 {

/// One complete, valid JSON value kept as the text it came as: unknown members, JSON scalars.
/// Equality compares the text, so 1 and 1.0 differ. Not thread-safe beyond what std::string is.
class json_text {
 public:
  /// null.
  json_text() = default;
  [[nodiscard]] static json_text null() { return {}; }

  /// Checks the text (RFC 8259, UTF-8, at most `max_depth` nested brackets) and keeps it without
  /// the white space around the value. Errors: malformed, too_large.
  [[nodiscard]] static result<json_text> parse(std::string text, std::size_t max_depth = 128) {
    json_reader reader(text, max_depth);
    std::string_view value;
    if (!reader.skip(value) || !reader.finish()) return reader.why();
    auto const begin = static_cast<std::size_t>(value.data() - text.data());
    auto const size = value.size();
    text.erase(begin + size);
    text.erase(0, begin);
    return json_text(std::move(text));
  }

  /// Keeps a text that is known to be one JSON value, such as a slice from json_reader::skip or
  /// what a json_writer wrote. Nothing is checked.
  [[nodiscard]] static json_text trusted(std::string text) { return json_text(std::move(text)); }

  [[nodiscard]] std::string const& text() const noexcept { return text_; }
  /// The text itself; null is left behind.
  [[nodiscard]] std::string take() && { return std::exchange(text_, "null"); }
  [[nodiscard]] bool is_null() const noexcept { return text_ == "null"; }

  bool operator==(json_text const&) const = default;

 private:
  explicit json_text(std::string text) noexcept : text_(std::move(text)) {}

  std::string text_ = "null";
};

}  // namespace v0
}  // namespace entente
