// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/graphql/input.hpp>
#include <entente/wire/json_writer.hpp>

#include <string>

namespace entente {
inline namespace v0 {
namespace graphql {

/// Appends a coerced argument as JSON, with the defaults of input objects filled in: for resolvers
/// that hand their arguments on to a decoder of JSON.
inline void append_json(std::string& out, input const& value) {
  bool first = true;
  auto const separate = [&] {
    if (!first) out += ',';
    first = false;
  };
  switch (value.kind()) {
    case input_kind::null: out += "null"; break;
    case input_kind::boolean: out += value.as_bool() ? "true" : "false"; break;
    case input_kind::integer: out += std::to_string(value.as_int()); break;
    case input_kind::floating: json_writer{out}.value(value.as_double()); break;
    case input_kind::string:
    case input_kind::enumeration: append_quoted(out, value.as_string()); break;
    case input_kind::json: out.append(value.as_json()); break;
    case input_kind::list:
      out += '[';
      for (input const& item : value.items()) {
        separate();
        append_json(out, item);
      }
      out += ']';
      break;
    case input_kind::object:
      out += '{';
      for (named_input const& each : value.fields().all()) {
        separate();
        append_quoted(out, each.name);
        out += ':';
        append_json(out, *each.value);
      }
      out += '}';
      break;
  }
}

}  // namespace graphql
}  // namespace v0
}  // namespace entente
