// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/graphql/detail/print_value.hpp>
#include <entente/wire/json_reader.hpp>
#include <entente/wire/json_writer.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace entente {
inline namespace v0 {
namespace graphql {
namespace detail {

/// Stops anywhere once there is more text than a message shows.
inline void append_inspected(std::string& out, json_reader& reader, std::size_t depth) {
  static constexpr std::size_t deepest = 2;
  static constexpr std::size_t most_items = 10;
  std::string_view text;
  std::size_t count = 0;
  json_kind const kind = reader.peek();
  if (kind == json_kind::array && depth < deepest) {
    reader.begin_array();
    out += '[';
    for (; out.size() <= longest_quotation && reader.next_element(); ++count) {
      if (count >= most_items) {
        reader.skip();
        continue;
      }
      if (count > 0) out += ", ";
      append_inspected(out, reader, depth + 1);
    }
    if (count > most_items)
      out += ", ... " + std::to_string(count - most_items) +
             (count - most_items == 1 ? " more item" : " more items");
    out += ']';
  } else if (kind == json_kind::object && depth < deepest) {
    reader.begin_object();
    out += '{';
    for (; out.size() <= longest_quotation && reader.next_member(text); ++count) {
      out.append(count == 0 ? " " : ", ").append(clipped(text, longest_quotation)).append(": ");
      append_inspected(out, reader, depth + 1);
    }
    out += count == 0 ? "}" : " }";
  } else if (kind == json_kind::array || kind == json_kind::object) {
    bool const is_array = kind == json_kind::array;
    reader.skip(text);
    bool const is_empty = text.find_first_not_of(" \t\r\n", 1) == text.size() - 1;
    out += is_array ? (is_empty ? "[]" : "[Array]") : (is_empty ? "{}" : "[Object]");
  } else if (kind == json_kind::string) {
    reader.read_string_view(text);
    append_quoted(out, clipped(text, longest_quotation));
  } else {
    reader.skip(text);
    out += clipped(text, longest_quotation);
  }
}

/// A JSON value as graphql-js shows it in messages, shortened.
inline std::string inspect(std::string_view json) {
  std::string text;
  json_reader reader{json, 1024};
  append_inspected(text, reader, 0);
  return clipped(text, longest_quotation);
}

}  // namespace detail
}  // namespace graphql
}  // namespace v0
}  // namespace entente
