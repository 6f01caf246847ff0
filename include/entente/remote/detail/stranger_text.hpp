// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/wire/json_value.hpp>
#include <entente/wire/json_writer.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace entente {
inline namespace v0 {
namespace detail {

/// A stranger's text made fit for a log line: one line of UTF-8 of at most `longest` bytes, without
/// control characters or those that turn the direction of writing.
inline std::string printable(std::string_view text, std::size_t longest = 200) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    auto const lead = static_cast<unsigned char>(text[i]);
    std::size_t const size = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    auto const character = text.substr(i, size);
    if (!valid_utf8(character)) {
      out += '?';
      ++i;
    } else {
      bool const control = lead < 0x20 || lead == 0x7f ||
                           (lead == 0xc2 && static_cast<unsigned char>(text[i + 1]) < 0xa0);
      // U+200E, U+200F, U+2028 to U+202E; U+2066 to U+2069.
      auto const third = size == 3 ? static_cast<unsigned char>(text[i + 2]) : 0U;
      bool const turning = (character.starts_with("\xe2\x80") &&
                            ((third >= 0xa8 && third <= 0xae) || third == 0x8e || third == 0x8f)) ||
                           (character.starts_with("\xe2\x81") && third >= 0xa6 && third <= 0xa9);
      if (control || turning)
        out += ' ';
      else
        out += character;
      i += size;
    }
    if (out.size() > longest) {
      out.resize(longest - 3);
      while (!valid_utf8(out)) out.pop_back();
      return out + "...";
    }
  }
  return out;
}

/// Takes out of strangers' messages what must not stand in ours: credentials, and the contents of
/// records, which many servers quote when they refuse them.
class text_guard {
 public:
  /// A text that must not appear.
  void hide(std::string_view text) {
    if (text.size() < shortest) return;
    hidden_.emplace_back(text);
    std::string quoted;
    append_quoted(quoted, text);
    if (quoted.size() != text.size() + 2) hidden_.push_back(quoted.substr(1, quoted.size() - 2));
  }
  /// Every string and number inside a value.
  void hide(json_value const& value) {
    if (auto const text = value.as_string()) hide(*text);
    hide(value.number_text());
    for (auto const& each : value.elements()) hide(each);
    for (auto const& each : value.members()) hide(each.value);
  }

  /// The message, printable, without what is hidden and without anything that looks like an object.
  /// A message may quote the beginning of a long text only, so that beginning is enough to be
  /// hidden.
  [[nodiscard]] std::string operator()(std::string_view stranger) const {
    auto const told = stranger.substr(0, (std::min)(stranger.find('{'), longest));
    std::string text;
    for (std::size_t at = 0; at < told.size();) {
      std::size_t const secret = hidden_at(told.substr(at));
      if (secret == 0)
        text += told[at++];
      else
        text += "...", at += secret;
    }
    if (told.size() < stranger.size()) text += "...";
    return printable(text);
  }

 private:
  /// Shorter texts tell nothing, and are part of ordinary words.
  static constexpr std::size_t shortest = 3;
  static constexpr std::size_t telling = 8;
  static constexpr std::size_t longest = 1000;

  /// How much of the text's beginning is hidden.
  [[nodiscard]] std::size_t hidden_at(std::string_view text) const {
    std::size_t most = 0;
    for (auto const& secret : hidden_) {
      auto const end = std::mismatch(secret.begin(), secret.end(), text.begin(), text.end()).first;
      auto const same = static_cast<std::size_t>(end - secret.begin());
      if (same >= (std::min)(secret.size(), telling)) most = (std::max)(most, same);
    }
    return most;
  }

  std::vector<std::string> hidden_;
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
