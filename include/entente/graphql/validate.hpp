// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/graphql/detail/check_fragments.hpp>
#include <entente/graphql/detail/check_merging.hpp>
#include <entente/graphql/detail/check_selections.hpp>
#include <entente/graphql/detail/check_variables.hpp>
#include <entente/graphql/detail/validation.hpp>
#include <entente/graphql/document.hpp>
#include <entente/graphql/graphql_error.hpp>
#include <entente/graphql/limits.hpp>
#include <entente/graphql/schema.hpp>

#include <cstddef>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace entente {
inline namespace v0 {
namespace graphql {
namespace detail {

constexpr std::string_view location_name(operation_kind kind) noexcept {
  switch (kind) {
    case operation_kind::query: return "QUERY";
    case operation_kind::mutation: return "MUTATION";
    case operation_kind::subscription: return "SUBSCRIPTION";
  }
  return "QUERY";
}

inline void check_names(validation& v) {
  if (v.doc.operations().size() > 1) {
    std::unordered_map<std::string_view, source_offset> seen;
    for (operation_node const& each : v.doc.operations()) {
      if (each.name.empty()) {
        v.report("This anonymous operation must be the only defined operation.", {each.offset});
        continue;
      }
      auto const [known, fresh] = seen.emplace(each.name, each.name_offset);
      if (!fresh)
        v.report(text_of("There can be only one operation named ", quoted(each.name), "."),
                 {known->second, each.name_offset});
    }
  }
  check_unique_names(v, v.doc.fragments(), [](std::string_view name) {
    return text_of("There can be only one fragment named ", quoted(name), ".");
  });
}

inline void check_fragment(validation& v, fragment_info& fragment) {
  selection_checker selections{v, fragment.uses};
  fragment_node const& node = *fragment.node;
  selections.check_condition(node.type, node.type_offset, text_of("Fragment ", quoted(node.name)));
  selections.check_directives(node.directives, "FRAGMENT_DEFINITION");
  selections.check_selections(node.selections, fragment.type);
}

inline usages check_operation(validation& v, operation_node const& operation) {
  usages uses;
  selection_checker selections{v, uses};
  value_checker values{v, uses};
  variable_checker{v, operation}.check_definitions(selections, values);
  selections.check_directives(operation.directives, location_name(operation.kind));
  selections.check_selections(operation.selections, v.types.root(operation.kind));
  return uses;
}

inline void check_unused_fragments(validation& v, std::vector<usages> const& operations) {
  std::vector<bool> used(v.fragments.size());
  for (usages const& each : operations)
    for (std::size_t const index : reachable_fragments(v, each)) used[index] = true;
  for (std::size_t i = 0; i < used.size(); ++i)
    if (!used[v.find_fragment(v.fragments[i].node->name).value_or(i)])
      v.report(text_of("Fragment ", quoted(v.fragments[i].node->name), " is never used."),
               {v.fragments[i].node->offset});
}

/// The rules that follow fragments to wherever they are spread.
inline void check_expanded(validation& v) {
  if (!cycle_checker{v}.check()) return;
  size_checker sizes{v};
  introspection_checker introspection{v};
  merge_checker merging{v};
  for (operation_node const& each : v.doc.operations()) sizes.check(each);
  for (fragment_info const& each : v.fragments)
    sizes.check(each.node->selections, each.node->offset);
  for (operation_node const& each : v.doc.operations()) {
    introspection.check(each.selections);
    merging.check(each.selections, v.types.root(each.kind));
  }
  for (fragment_info const& each : v.fragments) merging.check(each.node->selections, each.type);
}

inline void check_document(validation& v) {
  check_names(v);
  for (fragment_info& each : v.fragments) check_fragment(v, each);
  std::vector<usages> uses;
  uses.reserve(v.doc.operations().size());
  for (operation_node const& each : v.doc.operations()) uses.push_back(check_operation(v, each));
  check_unused_fragments(v, uses);
  std::size_t i = 0;
  for (operation_node const& each : v.doc.operations())
    variable_checker{v, each}.check_usages(uses[i++]);
  check_expanded(v);
}

}  // namespace detail

/// Checks a document against a schema by the rules of the GraphQL specification (section 5) and by
/// the limits. An empty result means that it can be executed. Messages and locations are those of
/// graphql-js; their order may differ. Thread-safe.
inline std::vector<graphql_error> validate(schema const& types, document const& doc,
                                           limits const& bounds = {}) {
  detail::validation v{types, doc, bounds};
  try {
    detail::check_document(v);
  } catch (detail::validation_stopped const&) {  // ignored: why is among the errors
  }
  return std::move(v.errors);
}

}  // namespace graphql
}  // namespace v0
}  // namespace entente
