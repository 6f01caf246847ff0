// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/graphql/detail/code_point.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace entente {
inline namespace v0 {
namespace graphql {
namespace detail {

/// How lexer and parser leave: caught by `parse`, never seen outside.
struct syntax_error {
  std::string message;
  std::size_t offset = 0;
  std::string_view code{};
};

/// The character at `offset` as error messages name it: quoted where it prints, U+XXXX otherwise.
inline std::string describe_character(std::string_view source, std::size_t offset) {
  if (offset >= source.size()) return "<EOF>";
  char const c = source[offset];
  if (c >= 0x20 && c < 0x7F) return c == '"' ? "'\"'" : std::string{"\""} + c + "\"";
  decoded_character const found = decode_utf8(source, offset);
  return "U+" + hexadecimal(found.length == 0 ? replacement_character : found.code_point, 4);
}

}  // namespace detail
}  // namespace graphql
}  // namespace v0
}  // namespace entente
