// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/error.hpp>
#include <entente/base/result.hpp>
#include <entente/graphql/limits.hpp>
#include <entente/wire/json_reader.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace entente {
inline namespace v0 {
namespace graphql {

/// A GraphQL request as GraphQL-over-HTTP defines it, apart from any transport.
struct request {
  std::string query;           ///< the document's text
  std::string operation_name;  ///< empty: the only operation
  std::string variables;       ///< JSON text of an object; empty: none
  std::string extensions;      ///< JSON text of an object; empty: none
};

/// The parameters of a GET request, percent-decoded; nothing where one is missing.
struct get_parameters {
  std::optional<std::string_view> query{};
  std::optional<std::string_view> operation_name{};
  std::optional<std::string_view> variables{};
  std::optional<std::string_view> extensions{};
};

namespace detail {

inline error malformed(std::string message) {
  return error{
      error_code::malformed, std::move(message), {}, {}, "send a GraphQL-over-HTTP request"};
}

inline error broken_json(json_reader const& reader) {
  return malformed("POST body sent invalid JSON: " + reader.why().message + ".");
}

/// Brackets that may be open in a body: those of a value, and of the list, the variables and the
/// body around it.
inline std::size_t body_depth(limits const& bounds) noexcept { return bounds.max_value_depth + 3; }

/// Reads an object or null as text, into `to`. False for any other value or broken JSON.
inline bool read_object_text(json_reader& reader, std::string& to) {
  json_kind const kind = reader.peek();
  std::string_view raw;
  if (!reader.skip(raw) || (kind != json_kind::object && kind != json_kind::null)) return false;
  if (kind == json_kind::object)
    to = raw;
  else
    to.clear();
  return true;
}

inline bool read_text(json_reader& reader, std::string& to, bool may_be_null) {
  json_kind const kind = reader.peek();
  if (kind == json_kind::string) return reader.read(to);
  reader.skip();
  to.clear();
  return kind == json_kind::null && may_be_null;
}

}  // namespace detail

/// Reads the JSON body of a POST. Errors (malformed, too_large) are answered with 400 in both media
/// types: broken JSON, no `query`, or a parameter of the wrong type. Unknown members are ignored.
inline result<request> parse_request(std::string_view body, limits const& bounds = {}) {
  json_reader reader{body, detail::body_depth(bounds)};
  if (reader.peek() != json_kind::object) {
    reader.skip();
    if (!reader.finish()) return detail::broken_json(reader);
    return detail::malformed("POST body must be a JSON object.");
  }
  request made;
  std::string problem;
  bool has_query = false;
  auto const require = [&](bool fits, char const* text) {
    if (!fits && problem.empty()) problem = text;
  };
  reader.begin_object();
  std::string_view name;
  while (reader.next_member(name)) {
    if (name == "query") {
      has_query = true;
      require(detail::read_text(reader, made.query, false), "\"query\" must be a string.");
    } else if (name == "operationName") {
      require(detail::read_text(reader, made.operation_name, true),
              "\"operationName\" must be a string or null.");
    } else if (name == "variables") {
      require(detail::read_object_text(reader, made.variables),
              "\"variables\" must be an object or null.");
    } else if (name == "extensions") {
      require(detail::read_object_text(reader, made.extensions),
              "\"extensions\" must be an object or null.");
    } else {
      reader.skip();
    }
  }
  if (!reader.finish())
    return reader.why().code == error_code::too_large
               ? error{error_code::too_large, "POST body nests values too deeply."}
               : detail::broken_json(reader);
  if (!problem.empty()) return detail::malformed(problem);
  if (!has_query) return detail::malformed("Must provide query string.");
  return made;
}

/// Reads the parameters of a GET, under the same rules.
inline result<request> parse_request(get_parameters const& given, limits const& bounds = {}) {
  if (!given.query) return detail::malformed("Must provide query string.");
  request made;
  made.query = *given.query;
  made.operation_name = given.operation_name.value_or("");
  auto const read = [&](std::optional<std::string_view> text, std::string& to) {
    if (!text || text->empty()) return true;
    json_reader reader{*text, detail::body_depth(bounds)};
    return detail::read_object_text(reader, to) && reader.finish();
  };
  if (!read(given.variables, made.variables))
    return detail::malformed("\"variables\" must be a JSON object or null.");
  if (!read(given.extensions, made.extensions))
    return detail::malformed("\"extensions\" must be a JSON object or null.");
  return made;
}

}  // namespace graphql
}  // namespace v0
}  // namespace entente
