// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/graphql/detail/coerce_literal.hpp>
#include <entente/graphql/detail/validation.hpp>
#include <entente/graphql/document.hpp>
#include <entente/graphql/graphql_error.hpp>
#include <entente/graphql/schema.hpp>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace entente {
inline namespace v0 {
namespace graphql {
namespace detail {

struct plan;

/// One field of the answer: all selections that were merged into it.
struct planned_field {
  std::string_view response_name;
  found_field found;
  std::vector<selection_node const*> nodes;
  std::optional<arguments> args;                ///< coerced when first needed
  std::vector<std::unique_ptr<plan>> children;  ///< one for each object type met below
};

/// What to answer for objects of one type at one place of the operation, in order.
struct plan {
  type_def const* type = nullptr;
  std::vector<planned_field> fields;
};

/// An execution error that knows the places it concerns.
struct located_error {
  std::string message;
  std::vector<source_offset> places;
};

/// CollectFields() and CollectSubfields() (6.3.2): the selection sets of an operation, flattened
/// for a given object type. Plans and arguments are made once and serve every item of a list.
class planner {
 public:
  planner(schema const& types, document const& doc, literal_coercion& literals,
          variable_values const& variables)
      : types_(types), literals_(literals), variables_(variables) {
    for (fragment_node const& each : doc.fragments()) fragments_.emplace(each.name, &each);
  }

  std::unique_ptr<plan> make(type_def const& type, node_list<selection_node> const& selections) {
    auto made = start(type);
    collect(*made, selections);
    return made;
  }

  /// The plan for objects of `type` below a field.
  plan& child(planned_field& field, type_def const& type) {
    for (auto const& each : field.children)
      if (each->type == &type) return *each;
    auto made = start(type);
    for (selection_node const* each : field.nodes) collect(*made, each->selections);
    return *field.children.emplace_back(std::move(made));
  }

  /// The coerced arguments of a field (6.4.1).
  arguments const& args_of(planned_field& field, arena& storage) {
    if (!field.args) field.args = coerce_arguments(*field.nodes.front(), field.found, storage);
    return *field.args;
  }

 private:
  static constexpr std::size_t few = 16;

  std::unique_ptr<plan> start(type_def const& type) {
    visited_.clear();
    by_name_.clear();
    auto made = std::make_unique<plan>();
    made->type = &type;
    return made;
  }

  void collect(plan& into, node_list<selection_node> const& selections) {
    for (selection_node const& each : selections) {
      if (!each.directives.empty() && !is_included(each.directives)) continue;
      switch (each.kind) {
        case selection_kind::field: add(into, each); break;
        case selection_kind::inline_fragment:
          if (each.name.empty() || applies(each.name, *into.type)) collect(into, each.selections);
          break;
        case selection_kind::fragment_spread: {
          auto const found = fragments_.find(each.name);
          if (found == fragments_.end() || is_visited(each.name)) break;
          if (applies(found->second->type, *into.type)) collect(into, found->second->selections);
          break;
        }
      }
    }
  }

  void add(plan& into, selection_node const& node) {
    std::string_view const name = node.response_name();
    if (planned_field* const known = find(into, name)) {
      known->nodes.push_back(&node);
      return;
    }
    found_field const found = types_.find_field(*into.type, node.name);
    if (!found) return;
    into.fields.push_back({name, found, {&node}, {}, {}});
    if (into.fields.size() > few) by_name_.emplace(name, into.fields.size() - 1);
  }

  planned_field* find(plan& into, std::string_view name) {
    std::size_t const scanned = (std::min)(into.fields.size(), few);
    for (std::size_t i = 0; i < scanned; ++i)
      if (into.fields[i].response_name == name) return &into.fields[i];
    auto const found = by_name_.find(name);
    return found == by_name_.end() ? nullptr : &into.fields[found->second];
  }

  bool is_visited(std::string_view fragment) {
    if (std::find(visited_.begin(), visited_.end(), fragment) != visited_.end()) return true;
    visited_.push_back(fragment);
    return false;
  }

  [[nodiscard]] bool applies(std::string_view condition, type_def const& type) const {
    if (condition == type.name) return true;
    type_def const* const named = types_.find_type(condition);
    return named != nullptr && types_.is_possible(*named, type);
  }

  [[nodiscard]] bool is_included(node_list<directive_node> const& directives) const {
    for (directive_node const& each : directives) {
      bool const skips = each.name == "skip";
      if ((skips || each.name == "include") && !each.arguments.empty() &&
          condition(*each.arguments.front().value) == skips)
        return false;
    }
    return true;
  }

  [[nodiscard]] bool condition(value_node const& value) const {
    if (value.kind != value_kind::variable) return value.text == "true";
    input const* const given = variables_.find(value.text);
    if (given != nullptr && given->kind() == input_kind::boolean) return given->as_bool();
    throw located_error{given == nullptr
                            ? text_of("Argument \"if\" of required type \"Boolean!\" was provided "
                                      "the variable \"$",
                                      value.text, "\" which was not provided a runtime value.")
                            : "Argument \"if\" of non-null type \"Boolean!\" must not be null.",
                        {value.offset}};
  }

  arguments coerce_arguments(selection_node const& node, found_field const& found, arena& storage) {
    node_list<named_input> made;
    for (arg_def const& each : found.field->args)
      if (input const* const value = coerce_argument(node, each))
        made.push_back(storage.make<named_input>(each.name, value));
    return arguments{made};
  }

  /// The value; null where the argument is absent.
  input const* coerce_argument(selection_node const& node, arg_def const& arg) {
    auto const given =
        std::find_if(node.arguments.begin(), node.arguments.end(),
                     [&](argument_node const& each) { return each.name == arg.name; });
    value_node const* const literal = given == node.arguments.end() ? nullptr : given->value;
    bool const is_variable = literal != nullptr && literal->kind == value_kind::variable;
    input const* const variable = is_variable ? variables_.find(literal->text) : nullptr;
    std::string const about =
        arg.type.is_non_null() ? text_of("Argument ", quoted(arg.name), " of ") : std::string{};
    if (literal == nullptr || (is_variable && variable == nullptr)) {
      if (value_node const* const fallback = types_.default_of(arg))
        return literals_.coerce(*fallback, arg.type);
      if (!arg.type.is_non_null()) return nullptr;
      throw located_error{
          text_of(about, "required type ", quoted(arg.type.text()),
                  literal == nullptr ? " was not provided."
                                     : text_of(" was provided the variable \"$", literal->text,
                                               "\" which was not provided a runtime value.")),
          {literal == nullptr ? node.offset : literal->offset}};
    }
    bool const is_null = is_variable ? variable->is_null() : literal->kind == value_kind::null;
    if (is_null && arg.type.is_non_null())
      throw located_error{
          text_of(about, "non-null type ", quoted(arg.type.text()), " must not be null."),
          {literal->offset}};
    if (input const* const made = literals_.coerce(*literal, arg.type)) return made;
    throw located_error{
        text_of("Argument ", quoted(arg.name), " has invalid value ", print_value(*literal), "."),
        {literal->offset}};
  }

  schema const& types_;
  literal_coercion& literals_;
  variable_values const& variables_;
  std::unordered_map<std::string_view, fragment_node const*> fragments_;
  std::vector<std::string_view> visited_;
  std::unordered_map<std::string_view, std::size_t> by_name_;
};

}  // namespace detail
}  // namespace graphql
}  // namespace v0
}  // namespace entente
