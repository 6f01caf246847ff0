// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/graphql/detail/coerce_variables.hpp>
#include <entente/graphql/detail/executor.hpp>
#include <entente/graphql/document.hpp>
#include <entente/graphql/limits.hpp>
#include <entente/graphql/resolver.hpp>
#include <entente/graphql/response.hpp>
#include <entente/graphql/schema.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace entente {
inline namespace v0 {
namespace graphql {

/// How a request is executed.
struct execution_options {
  limits bounds{};
  internal_error_hook on_internal_error{};  ///< for the server's log; may be empty
};

namespace detail {

inline response execute_operation(schema const& types, document const& doc,
                                  operation_node const& operation, type_def const& root_type,
                                  variable_values const& variables, arena& storage, resolver& root,
                                  execution_options const& options) {
  literal_coercion literals{types, storage, variables};
  planner plans{types, doc, literals, variables};
  response made{"{\"data\":"};
  std::size_t const start = made.body.size();
  executor run{types, doc, plans, storage, options.bounds, options.on_internal_error, made.body};
  auto const withdraw = [&] {
    made.body.resize(start);
    made.body += "null";
  };
  try {
    auto const fields = plans.make(root_type, operation.selections);
    if (!run.write_object(*fields, root)) withdraw();
  } catch (located_error const& why) {
    withdraw();
    run.errors().push_back({why.message, {}, {}, std::string{codes::bad_user_input}});
    for (source_offset const each : why.places)
      run.errors().back().locations.push_back(doc.at(each));
  } catch (answer_too_long const&) {
    withdraw();
    run.errors().push_back(
        {"Response is longer than " + std::to_string(options.bounds.max_response_bytes) + " bytes.",
         {},
         {},
         std::string{codes::limit_exceeded}});
  }
  if (!run.errors().empty()) {
    made.errors = run.errors().size();
    made.body += ",\"errors\":";
    append_errors(made.body, run.errors());
  }
  made.body += '}';
  return made;
}

}  // namespace detail

/// Executes one operation of a validated document (GraphQL specification, section 6) and writes the
/// answer. `variables` is the JSON text of the request's variables: an object, null or empty.
/// Never throws for what a request or a resolver does; documents that did not pass `validate` get
/// some answer, but no promise which. Call it from one thread per resolver.
inline response execute(schema const& types, document const& doc, operation_node const& operation,
                        std::string_view variables, resolver& root,
                        execution_options const& options = {}) {
  type_def const* const root_type = types.root(operation.kind);
  if (root_type == nullptr) {
    graphql_error const why{detail::text_of("Schema is not configured to execute ",
                                            name_of(operation.kind), " operation."),
                            {doc.at(operation.offset)}};
    return refuse_request(std::span{&why, 1});
  }
  detail::arena storage;
  detail::variable_values values;
  std::vector<graphql_error> const refused =
      detail::coerce_variables(types, doc, operation, variables, options.bounds, storage, values);
  if (!refused.empty()) return refuse_request(refused);
  return detail::execute_operation(types, doc, operation, *root_type, values, storage, root,
                                   options);
}

}  // namespace graphql
}  // namespace v0
}  // namespace entente
