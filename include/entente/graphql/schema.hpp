// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/error.hpp>
#include <entente/graphql/detail/arena.hpp>
#include <entente/graphql/detail/parser.hpp>
#include <entente/graphql/directives.hpp>
#include <entente/graphql/document.hpp>
#include <entente/graphql/introspection.hpp>
#include <entente/graphql/limits.hpp>
#include <entente/graphql/scalars.hpp>
#include <entente/graphql/type_system.hpp>

#include <algorithm>
#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace entente {
inline namespace v0 {
namespace graphql {

/// A field of a type, together with the named type it leads to.
struct found_field {
  field_def const* field = nullptr;  ///< null where there is no such field
  type_def const* type = nullptr;    ///< the type inside the field's list and non-null wrappers
  explicit operator bool() const noexcept { return field != nullptr; }
};

/// A `schema_def` with the indexes that validation and execution need. Build it once; it views the
/// tables. Immutable, hence safe to read from many threads.
class schema {
 public:
  /// Throws `failure` (invalid_argument) when the tables contradict themselves: a type, field or
  /// argument named twice, a reference to an unknown type, an output type where an input type
  /// belongs or the reverse, a default value that is no GraphQL literal.
  explicit schema(schema_def const& tables) : tables_(tables) {
    for (type_def const* each : tables.types) add_type(*each);
    for (type_def const* each : {&string_type, &boolean_type}) add_built_in(*each);
    for (type_def const* each : {&int_type, &float_type, &id_type})
      if (is_mentioned(each->name)) add_built_in(*each);
    for (type_def const* each : introspection_types) add_type(*each);
    for (type_def const* each : types_) index(*each);
    if (tables.query == nullptr || find_type(tables.query->name) != tables.query)
      refuse("the query type is missing", "", "", "list it among the types");
    for (directive_def const& each : built_in_directives) index_defaults(each.args, each.name);
    index_defaults(detail::type_field.args, detail::type_field.name);
  }

  [[nodiscard]] schema_def const& tables() const noexcept { return tables_; }
  [[nodiscard]] type_def const& query() const noexcept { return *tables_.query; }
  [[nodiscard]] type_def const* mutation() const noexcept { return tables_.mutation; }

  /// Every type: those of the tables in their order, then built-in scalars, then introspection.
  [[nodiscard]] std::span<type_def const* const> types() const noexcept { return types_; }

  /// The root type of a kind of operation, or null.
  [[nodiscard]] type_def const* root(operation_kind kind) const noexcept {
    switch (kind) {
      case operation_kind::query: return tables_.query;
      case operation_kind::mutation: return tables_.mutation;
      case operation_kind::subscription: return nullptr;
    }
    return nullptr;
  }

  /// The type called `name`, or null.
  [[nodiscard]] type_def const* find_type(std::string_view name) const {
    auto const found = by_name_.find(name);
    return found == by_name_.end() ? nullptr : found->second;
  }

  /// The field of a composite type, including `__typename` everywhere, `__schema` and `__type` on
  /// the query type.
  [[nodiscard]] found_field find_field(type_def const& parent, std::string_view name) const {
    if (auto const found = fields_.find({&parent, name}); found != fields_.end())
      return found->second;
    if (!name.starts_with("__") || !parent.is_composite()) return {};
    if (name == detail::typename_field.name) return {&detail::typename_field, &string_type};
    if (&parent != tables_.query) return {};
    if (name == detail::schema_field.name)
      return {&detail::schema_field, &detail::schema_meta_type};
    if (name == detail::type_field.name) return {&detail::type_field, &detail::type_meta_type};
    return {};
  }

  /// The parsed default value of an argument of this schema, or null.
  [[nodiscard]] value_node const* default_of(arg_def const& argument) const {
    auto const found = defaults_.find(&argument);
    return found == defaults_.end() ? nullptr : found->second;
  }

  /// The object types that an object, interface or union can stand for.
  [[nodiscard]] std::span<type_def const* const> possible_types(type_def const& type) const {
    auto const found = possible_.find(&type);
    return found == possible_.end() ? std::span<type_def const* const>{}
                                    : std::span<type_def const* const>{found->second};
  }

  /// Whether an object of type `object` satisfies the type condition `condition`.
  [[nodiscard]] bool is_possible(type_def const& condition, type_def const& object) const {
    if (&condition == &object) return true;
    if (!condition.is_abstract()) return false;
    auto const all = possible_types(condition);
    return std::find(all.begin(), all.end(), &object) != all.end();
  }

  /// Whether some object can be both.
  [[nodiscard]] bool overlap(type_def const& a, type_def const& b) const {
    if (&a == &b) return true;
    if (!a.is_abstract()) return is_possible(b, a);
    auto const all = possible_types(a);
    return std::any_of(all.begin(), all.end(),
                       [&](type_def const* each) { return is_possible(b, *each); });
  }

 private:
  struct field_key {
    type_def const* parent;
    std::string_view name;
    bool operator==(field_key const&) const = default;
  };
  struct field_hash {
    std::size_t operator()(field_key const& key) const noexcept {
      return std::hash<std::string_view>{}(key.name) * 31u ^
             std::hash<type_def const*>{}(key.parent);
    }
  };

  [[noreturn]] static void refuse(std::string message, std::string_view type,
                                  std::string_view field, std::string remedy) {
    throw failure(error{error_code::invalid_argument, std::move(message), std::string{type},
                        std::string{field}, std::move(remedy)});
  }

  void add_type(type_def const& type) {
    if (!by_name_.emplace(type.name, &type).second)
      refuse("two types have this name", type.name, "", "rename one of them");
    types_.push_back(&type);
  }

  void add_built_in(type_def const& type) {
    if (find_type(type.name) == nullptr) add_type(type);
  }

  [[nodiscard]] bool is_mentioned(std::string_view name) const {
    auto const in_args = [&](std::span<arg_def const> args) {
      return std::any_of(args.begin(), args.end(),
                         [&](arg_def const& each) { return each.type.name() == name; });
    };
    return std::any_of(types_.begin(), types_.end(), [&](type_def const* type) {
      return in_args(type->input_fields) ||
             std::any_of(type->fields.begin(), type->fields.end(), [&](field_def const& field) {
               return field.type.name() == name || in_args(field.args);
             });
    });
  }

  void index(type_def const& type) {
    for (field_def const& field : type.fields) {
      type_def const* const target = find_type(field.type.name());
      if (target == nullptr || target->kind == type_kind::input_object)
        refuse("the type of this field is no output type of the schema", type.name, field.name,
               "list it among the types");
      if (!fields_.emplace(field_key{&type, field.name}, found_field{&field, target}).second)
        refuse("two fields have this name", type.name, field.name, "rename one of them");
      index_defaults(field.args, type.name);
    }
    index_defaults(type.input_fields, type.name);
    if (type.kind == type_kind::object) {
      possible_[&type].push_back(&type);
      for (std::string_view const name : type.interfaces)
        possible_[&named(name, type)].push_back(&type);
    }
    for (std::string_view const name : type.possible_types)
      possible_[&type].push_back(&named(name, type));
  }

  [[nodiscard]] type_def const& named(std::string_view name, type_def const& from) const {
    type_def const* const found = find_type(name);
    if (found == nullptr) refuse("refers to an unknown type", from.name, name, "list it");
    return *found;
  }

  void index_defaults(std::span<arg_def const> args, std::string_view owner) {
    for (auto each = args.begin(); each != args.end(); ++each) {
      type_def const* const type = find_type(each->type.name());
      if (type == nullptr || !type->is_input())
        refuse("its type is no input type of the schema", owner, each->name,
               "list it among the types");
      if (std::any_of(args.begin(), each,
                      [&](arg_def const& other) { return other.name == each->name; }))
        refuse("two arguments have this name", owner, each->name, "rename one of them");
      if (each->default_value.empty()) continue;
      try {
        defaults_[&*each] = detail::parser{each->default_value, nodes_, bounds_}.parse_constant();
      } catch (detail::syntax_error const& why) {
        refuse("the default value is no literal: " + why.message, owner, each->name,
               "write it as in a GraphQL document");
      }
    }
  }

  schema_def tables_;
  limits bounds_;
  detail::arena nodes_;
  std::vector<type_def const*> types_;
  std::unordered_map<std::string_view, type_def const*> by_name_;
  std::unordered_map<field_key, found_field, field_hash> fields_;
  std::unordered_map<type_def const*, std::vector<type_def const*>> possible_;
  std::unordered_map<arg_def const*, value_node const*> defaults_;
};

}  // namespace graphql
}  // namespace v0
}  // namespace entente
