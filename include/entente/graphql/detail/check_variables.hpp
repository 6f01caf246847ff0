// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/graphql/detail/check_fragments.hpp>
#include <entente/graphql/detail/check_selections.hpp>
#include <entente/graphql/detail/validation.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace entente {
inline namespace v0 {
namespace graphql {
namespace detail {

/// Whether a variable of type `given` may stand where `expected` is asked for (5.8.5,
/// AreTypesCompatible()).
constexpr bool is_compatible(type_ref given, type_ref expected) noexcept {
  for (;;) {
    if (expected.is_non_null()) {
      if (!given.is_non_null()) return false;
      expected = expected.nullable();
    }
    given = given.nullable();
    if (expected.is_list() != given.is_list()) return false;
    if (!expected.is_list()) return given == expected;
    given = given.item();
    expected = expected.item();
  }
}

/// The rules about the variables of one operation (5.8), which also concern every fragment that it
/// reaches.
class variable_checker {
 public:
  variable_checker(validation& v, operation_node const& operation) : v_(v), operation_(operation) {
    for (variable_node const& each : operation.variables) known_.push_back({&each, false});
    if (known_.size() > few)
      for (std::size_t i = 0; i < known_.size(); ++i) by_name_[known_[i].node->name] = i;
  }

  /// Names, types, default values and directives of the definitions.
  void check_definitions(selection_checker& selections, value_checker& values) {
    check_unique_names(v_, operation_.variables, [](std::string_view name) {
      return text_of("There can be only one variable named \"$", name, "\".");
    });
    for (variable_node const& each : operation_.variables) {
      type_def const* const type = v_.types.find_type(each.type.name());
      if (type == nullptr)
        selections.report_unknown_type(each.type.name(), each.type_name_offset);
      else if (!type->is_input())
        v_.report(text_of("Variable \"$", each.name, "\" cannot be non-input type ",
                          quoted(each.type.text()), "."),
                  {each.type_offset});
      else if (each.default_value != nullptr)
        values.check(*each.default_value, each.type, *type);
      selections.check_directives(each.directives, "VARIABLE_DEFINITION");
    }
  }

  void check_usages(usages const& own) {
    check_variables(own);
    for (std::size_t const index : reachable_fragments(v_, own))
      check_variables(v_.fragments[index].uses);
    for (definition const& each : known_)
      if (!find(each.node->name)->used)
        v_.report(text_of("Variable \"$", each.node->name, "\" is never used",
                          operation_.name.empty() ? "" : " in operation ",
                          operation_.name.empty() ? "" : quoted(operation_.name), "."),
                  {each.node->offset});
  }

 private:
  static constexpr std::size_t few = 8;

  struct definition {
    variable_node const* node;
    bool used;
  };

  /// The definition that counts: the last, where a name is wrongly defined twice.
  definition* find(std::string_view name) {
    if (known_.size() > few) {
      auto const found = by_name_.find(name);
      return found == by_name_.end() ? nullptr : &known_[found->second];
    }
    for (std::size_t i = known_.size(); i > 0; --i)
      if (known_[i - 1].node->name == name) return &known_[i - 1];
    return nullptr;
  }

  void check_variables(usages const& uses) {
    for (variable_usage const& use : uses.variables) {
      if (definition* const known = find(use.name)) {
        known->used = true;
        check_position(*known->node, use);
      } else {
        v_.report(text_of("Variable \"$", use.name, "\" is not defined",
                          operation_.name.empty() ? "" : " by operation ",
                          operation_.name.empty() ? "" : quoted(operation_.name), "."),
                  {use.offset, operation_.offset});
      }
    }
  }

  void check_position(variable_node const& variable, variable_usage const& use) {
    if (use.expected.text().empty() || v_.types.find_type(variable.type.name()) == nullptr) return;
    bool const has_default = use.has_default || (variable.default_value != nullptr &&
                                                 variable.default_value->kind != value_kind::null);
    bool const excused = has_default && !variable.type.is_non_null();
    if (is_compatible(variable.type, excused ? use.expected.nullable() : use.expected)) return;
    v_.report(text_of("Variable \"$", use.name, "\" of type ", quoted(variable.type.text()),
                      " used in position expecting type ", quoted(use.expected.text()), "."),
              {variable.offset, use.offset});
  }

  validation& v_;
  operation_node const& operation_;
  std::vector<definition> known_;
  std::unordered_map<std::string_view, std::size_t> by_name_;
};

}  // namespace detail
}  // namespace graphql
}  // namespace v0
}  // namespace entente
