// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/either.hpp>
#include <entente/graphql/detail/parser.hpp>
#include <entente/graphql/document.hpp>
#include <entente/graphql/graphql_error.hpp>
#include <entente/graphql/limits.hpp>

#include <concepts>
#include <string>
#include <string_view>
#include <utility>

namespace entente {
inline namespace v0 {
namespace graphql {

/// A document, or the one syntax error that stopped the parser.
class [[nodiscard]] parse_result : public either<document, graphql_error> {
 public:
  using either::either;
};

/// Parses an executable document (GraphQL specification, section 2). The document views `source`,
/// which must outlive it. Messages are worded as graphql-js words them. Time and memory are
/// proportional to the source, the call stack to the depth limits. Thread-safe.
inline parse_result parse(std::string_view source, limits const& bounds = {}) {
  auto const refused = [&](detail::syntax_error const& why) {
    return graphql_error{
        "Syntax Error: " + why.message, {locate(source, why.offset)}, {}, std::string{why.code}};
  };
  if (source.size() > bounds.max_document_bytes)
    return refused(
        {"Document is longer than " + std::to_string(bounds.max_document_bytes) + " bytes.", 0,
         codes::limit_exceeded});
  try {
    document parsed{source};
    detail::parser{source, parsed.nodes(), bounds}.parse_document(parsed);
    return parse_result{std::move(parsed)};
  } catch (detail::syntax_error const& why) {
    return refused(why);
  }
}

/// A document would outlive a temporary source.
template <std::same_as<std::string> Text>
parse_result parse(Text&& source, limits const& bounds = {}) = delete;

}  // namespace graphql
}  // namespace v0
}  // namespace entente
