// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>

namespace entente {
inline namespace v0 {
namespace graphql {

/// What one request may cost. Every limit is checked before the work it bounds is done, so that a
/// hostile document is refused in time proportional to its size. A refusal by a limit carries
/// `extensions.code` LIMIT_EXCEEDED.
struct limits {
  std::size_t max_document_bytes = 1u << 20;  ///< length of the document's text
  std::size_t max_tokens = 20'000;            ///< lexical tokens, comments not counted
  std::size_t max_name_bytes = 1'024;         ///< one name: field, alias, variable, ...
  std::size_t max_selection_depth = 32;       ///< nested selection sets, fragments expanded
  std::size_t max_value_depth = 64;           ///< nested lists and objects in a literal or variable
  std::size_t max_fields = 5'000;             ///< selections of an operation, fragments expanded
  std::size_t max_root_fields = 200;          ///< root fields (with their aliases), expanded
  std::size_t max_field_comparisons = 200'000;  ///< work spent on proving that fields merge
  std::size_t max_introspection_lists = 2;     ///< lists of fields or types nested in introspection
  std::size_t max_list_items = 100'000;        ///< items of one list in an argument or variable
  std::size_t max_errors = 100;                ///< validation errors reported before giving up
  std::size_t max_response_bytes = 64u << 20;  ///< length of the answer
};

}  // namespace graphql
}  // namespace v0
}  // namespace entente
