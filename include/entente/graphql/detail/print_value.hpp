// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/graphql/detail/code_point.hpp>
#include <entente/graphql/document.hpp>
#include <entente/wire/json_writer.hpp>

#include <cstddef>
#include <string>

namespace entente {
inline namespace v0 {
namespace graphql {
namespace detail {

inline void append_value(std::string& out, value_node const& value) {
  if (out.size() > longest_quotation) return;
  bool first = true;
  auto const separate = [&] {
    if (!first) out += ", ";
    first = false;
  };
  switch (value.kind) {
    case value_kind::variable: out.append(1, '$').append(value.text); break;
    case value_kind::string: append_quoted(out, value.text); break;
    case value_kind::integer:
    case value_kind::floating:
    case value_kind::boolean:
    case value_kind::null:
    case value_kind::enumeration: out.append(value.text); break;
    case value_kind::list:
      out += '[';
      for (value_node const& item : value.items) {
        if (out.size() > longest_quotation) return;
        separate();
        append_value(out, item);
      }
      out += ']';
      break;
    case value_kind::object:
      out += '{';
      for (argument_node const& field : value.fields) {
        if (out.size() > longest_quotation) return;
        separate();
        out.append(field.name).append(": ");
        append_value(out, *field.value);
      }
      out += '}';
      break;
  }
}

/// A literal as GraphQL text, shortened to what belongs into a message.
inline std::string print_value(value_node const& value) {
  std::string text;
  append_value(text, value);
  return clipped(text, longest_quotation);
}

}  // namespace detail
}  // namespace graphql
}  // namespace v0
}  // namespace entente
