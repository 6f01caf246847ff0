// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/graphql/resolver.hpp>
#include <entente/graphql/schema.hpp>

#include <memory>
#include <span>
#include <string_view>
#include <utility>

namespace entente {
inline namespace v0 {
namespace graphql {
namespace detail {

/// A text, or null where there is none.
inline value text_or_null(std::string_view text) { return text.empty() ? value{} : value{text}; }

/// One answerer per element of a table, leaving deprecated ones out unless they are asked for.
template <class Resolver, class Element>
value resolve_each(schema const& types, std::span<Element const> elements, arguments const& args) {
  bool const all = args.optional_bool("includeDeprecated").value_or(false);
  value::list made;
  made.reserve(elements.size());
  for (Element const& each : elements)
    if (all || each.deprecated.empty()) made.emplace_back(std::make_shared<Resolver>(types, each));
  return made;
}

/// Answers __Type (4.2.2) for named types, lists and non-null types.
class type_resolver final : public resolver {
 public:
  type_resolver(schema const& types, type_ref type)
      : types_(types), type_(type), named_(is_wrapped() ? nullptr : types.find_type(type.name())) {}

  value resolve(field_call const& call) override;

 private:
  [[nodiscard]] bool is_wrapped() const noexcept { return type_.is_non_null() || type_.is_list(); }
  [[nodiscard]] value resolve_list(field_call const& call) const;
  [[nodiscard]] value types_named(std::span<std::string_view const> names) const;
  [[nodiscard]] std::string_view kind() const noexcept;

  schema const& types_;
  type_ref type_;
  type_def const* named_;
};

inline value describe_type(schema const& types, type_ref type) {
  return std::make_shared<type_resolver>(types, type);
}

/// What __Field, __InputValue and __EnumValue have in common.
template <class Element>
value resolve_common(schema const& types, Element const& element, std::string_view name) {
  if (name == "name") return element.name;
  if (name == "description") return text_or_null(element.description);
  if (name == "isDeprecated") return !element.deprecated.empty();
  if (name == "deprecationReason") return text_or_null(element.deprecated);
  if constexpr (requires { element.type; })
    if (name == "type") return describe_type(types, element.type);
  return {};
}

/// Answers __InputValue (4.2.4).
class input_value_resolver final : public resolver {
 public:
  input_value_resolver(schema const& types, arg_def const& element)
      : types_(types), element_(element) {}
  value resolve(field_call const& call) override {
    if (call.field.name == "defaultValue") return text_or_null(element_.default_value);
    return resolve_common(types_, element_, call.field.name);
  }

 private:
  schema const& types_;
  arg_def const& element_;
};

/// Answers __Field (4.2.3).
class field_resolver final : public resolver {
 public:
  field_resolver(schema const& types, field_def const& element)
      : types_(types), element_(element) {}
  value resolve(field_call const& call) override {
    if (call.field.name == "args")
      return resolve_each<input_value_resolver>(types_, element_.args, call.args);
    return resolve_common(types_, element_, call.field.name);
  }

 private:
  schema const& types_;
  field_def const& element_;
};

/// Answers __EnumValue (4.2.5).
class enum_value_resolver final : public resolver {
 public:
  enum_value_resolver(schema const& types, enum_value_def const& element)
      : types_(types), element_(element) {}
  value resolve(field_call const& call) override {
    return resolve_common(types_, element_, call.field.name);
  }

 private:
  schema const& types_;
  enum_value_def const& element_;
};

/// Answers __Directive (4.2.6).
class directive_resolver final : public resolver {
 public:
  directive_resolver(schema const& types, directive_def const& element)
      : types_(types), element_(element) {}
  value resolve(field_call const& call) override {
    std::string_view const name = call.field.name;
    if (name == "name") return element_.name;
    if (name == "description") return text_or_null(element_.description);
    if (name == "isRepeatable") return element_.is_repeatable;
    if (name == "args") return resolve_each<input_value_resolver>(types_, element_.args, call.args);
    value::list locations;
    for (std::string_view const each : element_.locations) locations.emplace_back(each);
    return locations;
  }

 private:
  schema const& types_;
  directive_def const& element_;
};

/// Answers __Schema (4.2.1).
class schema_resolver final : public resolver {
 public:
  explicit schema_resolver(schema const& types) : types_(types) {}
  value resolve(field_call const& call) override {
    std::string_view const name = call.field.name;
    if (name == "description") return text_or_null(types_.tables().description);
    if (name == "queryType") return describe_type(types_, types_.query().name);
    if (name == "mutationType" && types_.mutation() != nullptr)
      return describe_type(types_, types_.mutation()->name);
    value::list made;
    if (name == "types") {
      for (type_def const* each : types_.types()) made.push_back(describe_type(types_, each->name));
    } else if (name == "directives") {
      for (directive_def const& each : built_in_directives)
        made.emplace_back(std::make_shared<directive_resolver>(types_, each));
    } else {
      return {};
    }
    return made;
  }

 private:
  schema const& types_;
};

inline std::string_view type_resolver::kind() const noexcept {
  if (type_.is_non_null()) return "NON_NULL";
  if (type_.is_list()) return "LIST";
  switch (named_->kind) {
    case type_kind::scalar: return "SCALAR";
    case type_kind::object: return "OBJECT";
    case type_kind::interface_type: return "INTERFACE";
    case type_kind::union_type: return "UNION";
    case type_kind::enumeration: return "ENUM";
    case type_kind::input_object: return "INPUT_OBJECT";
  }
  return "SCALAR";
}

inline value type_resolver::types_named(std::span<std::string_view const> names) const {
  value::list made;
  for (std::string_view const each : names) made.push_back(describe_type(types_, each));
  return made;
}

inline value type_resolver::resolve_list(field_call const& call) const {
  std::string_view const name = call.field.name;
  bool const has_fields =
      named_->kind == type_kind::object || named_->kind == type_kind::interface_type;
  if (name == "fields" && has_fields)
    return resolve_each<field_resolver>(types_, named_->fields, call.args);
  if (name == "interfaces" && has_fields) return types_named(named_->interfaces);
  if (name == "enumValues" && named_->kind == type_kind::enumeration)
    return resolve_each<enum_value_resolver>(types_, named_->enum_values, call.args);
  if (name == "inputFields" && named_->kind == type_kind::input_object)
    return resolve_each<input_value_resolver>(types_, named_->input_fields, call.args);
  if (name != "possibleTypes" || !named_->is_abstract()) return {};
  value::list made;
  for (type_def const* each : types_.possible_types(*named_))
    made.push_back(describe_type(types_, each->name));
  return made;
}

inline value type_resolver::resolve(field_call const& call) {
  std::string_view const name = call.field.name;
  if (name == "kind") return kind();
  if (is_wrapped()) {
    if (name != "ofType") return {};
    return describe_type(types_, type_.is_non_null() ? type_.nullable() : type_.item());
  }
  if (name == "name") return named_->name;
  if (name == "description") return text_or_null(named_->description);
  if (name == "specifiedByURL") return text_or_null(named_->specified_by_url);
  if (name == "isOneOf") return named_->kind == type_kind::input_object ? value{false} : value{};
  return resolve_list(call);
}

/// Answers `__schema` and `__type` on the query type.
inline value resolve_introspection(schema const& types, field_call const& call) {
  if (call.field.name == schema_field.name) return std::make_shared<schema_resolver>(types);
  std::string_view const name = call.args.get_string("name");
  return types.find_type(name) != nullptr ? describe_type(types, name) : value{};
}

}  // namespace detail
}  // namespace graphql
}  // namespace v0
}  // namespace entente
