// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/graphql/graphql_error.hpp>
#include <entente/wire/json_writer.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace entente {
inline namespace v0 {
namespace graphql {

/// An answer (GraphQL specification, 7.1).
struct response {
  std::string body;            ///< JSON
  bool request_error = false;  ///< refused before execution: `body` has errors and no data
  std::size_t errors = 0;      ///< how many entries `errors` has
};

/// Appends the JSON array of an answer's `errors`.
inline void append_errors(std::string& out, std::span<graphql_error const> errors) {
  json_writer json{out};
  json.begin_array();
  for (graphql_error const& each : errors) {
    json.begin_object().key("message").value(each.message);
    if (!each.locations.empty()) {
      json.key("locations").begin_array();
      for (location const& at : each.locations)
        json.begin_object().key("line").value(at.line).key("column").value(at.column).end_object();
      json.end_array();
    }
    if (!each.path.empty()) json.key("path").raw(each.path);
    if (!each.code.empty())
      json.key("extensions").begin_object().key("code").value(each.code).end_object();
    json.end_object();
  }
  json.end_array();
}

/// The answer to a request that is not executed. Precondition: there is at least one error.
inline response refuse_request(std::span<graphql_error const> errors) {
  response made{"{\"errors\":", true, errors.size()};
  append_errors(made.body, errors);
  made.body += '}';
  return made;
}

/// The same, for one error without a place: what HTTP refusals (401, 404, 500) carry as a body.
inline response refuse_request(std::string message, std::string_view code = {}) {
  graphql_error const only{std::move(message), {}, {}, std::string{code}};
  return refuse_request(std::span{&only, 1});
}

}  // namespace graphql
}  // namespace v0
}  // namespace entente
