// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/graphql/detail/print_value.hpp>
#include <entente/graphql/detail/scalar_literal.hpp>
#include <entente/graphql/detail/suggestions.hpp>
#include <entente/graphql/detail/validation.hpp>

#include <algorithm>
#include <string>
#include <string_view>

namespace entente {
inline namespace v0 {
namespace graphql {
namespace detail {

/// Checks literals against the input type expected of them (5.6) and notes the variables in them.
class value_checker {
 public:
  value_checker(validation& v, usages& uses) noexcept : v_(v), uses_(uses) {}

  /// `has_default`: the place has a default value, which a nullable variable may fall back to.
  void check(value_node const& value, type_ref expected, type_def const& named,
             bool has_default = false) {
    if (value.kind == value_kind::variable) {
      uses_.variables.push_back({value.text, value.offset, expected, has_default});
    } else if (value.kind == value_kind::null) {
      if (expected.is_non_null()) mismatch(value, expected);
    } else if (value.kind == value_kind::list && expected.nullable().is_list()) {
      if (value.items.size() > v_.bounds.max_list_items)
        v_.exceed("List has more than " + std::to_string(v_.bounds.max_list_items) + " items.",
                  value.offset);
      type_ref const item = expected.item();
      for (value_node const& each : value.items) check(each, item, named);
    } else if (value.kind == value_kind::object && named.kind == type_kind::input_object) {
      check_object(value, named);
    } else {
      check_leaf(value, expected, named);
    }
  }

  /// Notes the variables of a value about which nothing else is known.
  void note_variables(value_node const& value) {
    if (value.kind == value_kind::variable)
      uses_.variables.push_back({value.text, value.offset, {}, false});
    for (value_node const& item : value.items) note_variables(item);
    if (value.fields.empty()) return;
    check_unique_fields(value);
    for (argument_node const& field : value.fields) note_variables(*field.value);
  }

 private:
  void check_unique_fields(value_node const& value) {
    check_unique_names(v_, value.fields, [](std::string_view name) {
      return text_of("There can be only one input field named ", quoted(name), ".");
    });
  }

  void check_object(value_node const& value, type_def const& type) {
    check_unique_fields(value);
    for (arg_def const& known : type.input_fields)
      if (known.is_required() &&
          std::none_of(value.fields.begin(), value.fields.end(),
                       [&](argument_node const& given) { return given.name == known.name; }))
        v_.report(text_of("Field \"", type.name, ".", known.name, "\" of required type ",
                          quoted(known.type.text()), " was not provided."),
                  {value.offset});
    for (argument_node const& given : value.fields) {
      auto const known = std::find_if(type.input_fields.begin(), type.input_fields.end(),
                                      [&](arg_def const& each) { return each.name == given.name; });
      if (known == type.input_fields.end()) {
        v_.report(text_of("Field ", quoted(given.name), " is not defined by type ",
                          quoted(type.name), ".", suggest(given.name, type.input_fields)),
                  {given.offset});
        note_variables(*given.value);
      } else if (type_def const* const named = v_.types.find_type(known->type.name())) {
        check(*given.value, known->type, *named, !known->default_value.empty());
      }
    }
  }

  void check_leaf(value_node const& value, type_ref expected, type_def const& named) {
    note_variables(value);
    if (!named.is_leaf()) {
      mismatch(value, value.kind == value_kind::list ? expected.nullable() : expected);
    } else if (std::string const problem = literal_problem(value, named); !problem.empty()) {
      v_.report(problem, {value.offset});
    }
  }

  void mismatch(value_node const& value, type_ref expected) {
    v_.report(text_of("Expected value of type ", quoted(expected.text()), ", found ",
                      print_value(value), "."),
              {value.offset});
  }

  validation& v_;
  usages& uses_;
};

}  // namespace detail
}  // namespace graphql
}  // namespace v0
}  // namespace entente
