// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/entity/describe.hpp>

#include <array>
#include <cstddef>
#include <string_view>

namespace entente {
inline namespace v0 {
namespace detail {

/// How many bytes a name takes as the name of a JSON member: quotes, escapes and colon.
constexpr std::size_t key_size(std::string_view name) noexcept {
  std::size_t size = 3;
  for (char const c : name)
    size += static_cast<unsigned char>(c) < 0x20 ? 6 : c == '"' || c == '\\' ? 2 : 1;
  return size;
}

/// One field's name as it stands in the text, with quotes and colon: `"dueAt":`.
template <class T, std::size_t I>
inline constexpr auto field_key_text = [] {
  constexpr std::string_view name = describe<T>::wire_names[I];
  std::array<char, key_size(name)> text{};
  std::size_t at = 0;
  auto const put = [&](char c) { text[at++] = c; };
  put('"');
  for (char const c : name) {
    if (static_cast<unsigned char>(c) < 0x20) {
      for (char const escape : {'\\', 'u', '0', '0', c < 0x10 ? '0' : '1'}) put(escape);
      put("0123456789abcdef"[c & 0xf]);
    } else {
      if (c == '"' || c == '\\') put('\\');
      put(c);
    }
  }
  put('"');
  put(':');
  return text;
}();

template <class T, std::size_t I>
inline constexpr std::string_view field_key{field_key_text<T, I>.data(),
                                            field_key_text<T, I>.size()};

/// Entities are checked for this by their schema; nested types by who writes or reads them.
template <class T>
constexpr bool wire_names_differ() noexcept {
  auto const& names = describe<T>::wire_names;
  for (std::size_t i = 0; i < names.size(); ++i)
    for (std::size_t j = i + 1; j < names.size(); ++j)
      if (names[i] == names[j]) return false;
  return true;
}

}  // namespace detail
}  // namespace v0
}  // namespace entente
