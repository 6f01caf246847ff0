// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/graphql/input.hpp>
#include <entente/graphql/type_system.hpp>
#include <entente/graphql/value.hpp>

#include <functional>
#include <string_view>

namespace entente {
inline namespace v0 {
namespace graphql {

/// One field to be resolved.
struct field_call {
  type_def const& parent;
  field_def const& field;
  arguments args;  ///< coerced to the types of the schema, defaults filled in
  /// Whether the selection set of this field asks for a field of that name, so that a resolver can
  /// spare itself what nobody wants. Always false for scalars.
  std::function<bool(std::string_view name)> selects;
};

/// Answers the fields of one object. The root resolver of a request answers the fields of the query
/// and the mutation type; it is where a server keeps who is asking. Called from one thread at a
/// time, mutations in the order of the document.
class resolver {
 public:
  virtual ~resolver() = default;

  /// The value of a field. Throw `field_error` to refuse it; of other exceptions the client learns
  /// nothing but "Internal error", except that a `failure` that blames the caller keeps its message.
  virtual value resolve(field_call const& call) = 0;

  /// The object type behind an interface or union; not asked otherwise.
  [[nodiscard]] virtual std::string_view type_name() const { return {}; }

 protected:
  resolver() = default;
  resolver(resolver const&) = default;
  resolver& operator=(resolver const&) = default;
};

}  // namespace graphql
}  // namespace v0
}  // namespace entente
