// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/graphql/document.hpp>
#include <entente/graphql/execute.hpp>
#include <entente/graphql/parse.hpp>
#include <entente/graphql/request.hpp>
#include <entente/graphql/response.hpp>
#include <entente/graphql/schema.hpp>
#include <entente/graphql/validate.hpp>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace entente {
inline namespace v0 {
namespace graphql {

/// A request that is parsed, validated and ready to run, or the reasons why it is not. It refers to
/// the schema and the request, which must outlive it. Immutable, but a resolver runs in one thread.
class prepared_request {
 public:
  prepared_request(schema const& types, request const& asked, limits const& bounds)
      : types_(types), asked_(asked), doc_(asked.query) {
    parse_result parsed = parse(asked.query, bounds);
    if (!parsed) {
      errors_.push_back(parsed.why());
      return;
    }
    doc_ = *std::move(parsed);
    operation_ = doc_.find_operation(asked.operation_name);
    errors_ = validate(types, doc_, bounds);
    if (operation_ == nullptr && errors_.empty())
      errors_.push_back({asked.operation_name.empty()
                             ? "Must provide operation name if query contains multiple operations."
                             : detail::text_of("Unknown operation named ",
                                               detail::quoted(asked.operation_name), ".")});
  }

  /// Whether it can run.
  [[nodiscard]] bool ok() const noexcept { return errors_.empty(); }
  [[nodiscard]] std::vector<graphql_error> const& errors() const noexcept { return errors_; }

  /// What would run; nothing where the document cannot be parsed or has no such operation. HTTP
  /// answers 405 to anything but a query over GET.
  [[nodiscard]] std::optional<operation_kind> kind() const noexcept {
    return operation_ != nullptr ? std::optional{operation_->kind} : std::nullopt;
  }

  /// Executes it, or answers with the errors if there are any.
  [[nodiscard]] response run(resolver& root, execution_options const& options = {}) const {
    if (!ok()) return refuse_request(errors_);
    return execute(types_, doc_, *operation_, asked_.variables, root, options);
  }

 private:
  schema const& types_;
  request const& asked_;
  document doc_;
  operation_node const* operation_ = nullptr;
  std::vector<graphql_error> errors_;
};

/// Parses and validates a request.
inline prepared_request prepare(schema const& types, request const& asked,
                                limits const& bounds = {}) {
  return prepared_request{types, asked, bounds};
}

/// The prepared request would outlive a temporary.
prepared_request prepare(schema const& types, request&& asked, limits const& bounds = {}) = delete;

/// Parses, validates and executes a request.
inline response answer(schema const& types, request const& asked, resolver& root,
                       execution_options const& options = {}) {
  return prepare(types, asked, options.bounds).run(root, options);
}

}  // namespace graphql
}  // namespace v0
}  // namespace entente
