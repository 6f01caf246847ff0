// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/graphql/detail/check_values.hpp>
#include <entente/graphql/detail/suggestions.hpp>
#include <entente/graphql/detail/validation.hpp>
#include <entente/graphql/directives.hpp>

#include <algorithm>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace entente {
inline namespace v0 {
namespace graphql {
namespace detail {

/// Walks one operation or fragment and checks what can be told on the spot: fields, arguments,
/// leaves, directives and type conditions (5.3, 5.4, 5.5.1, 5.5.2.3, 5.7). Notes the variables and
/// fragments it meets for the checks that need the whole document.
class selection_checker {
 public:
  selection_checker(validation& v, usages& uses) noexcept : v_(v), uses_(uses), values_(v, uses) {}

  void check_selections(node_list<selection_node> const& selections, type_def const* parent) {
    for (selection_node const& each : selections) {
      switch (each.kind) {
        case selection_kind::field: check_field(each, parent); break;
        case selection_kind::fragment_spread: check_spread(each, parent); break;
        case selection_kind::inline_fragment: check_inline_fragment(each, parent); break;
      }
    }
  }

  void check_directives(node_list<directive_node> const& directives, std::string_view location) {
    for (auto each = directives.begin(); each != directives.end(); ++each) {
      directive_def const* const known = find_directive(each->name);
      if (known == nullptr) {
        v_.report(text_of("Unknown directive \"@", each->name, "\"."), {each->offset});
      } else {
        if (std::find(known->locations.begin(), known->locations.end(), location) ==
            known->locations.end())
          v_.report(text_of("Directive \"@", each->name, "\" may not be used on ", location, "."),
                    {each->offset});
        auto const earlier =
            std::find_if(directives.begin(), each,
                         [&](directive_node const& other) { return other.name == each->name; });
        if (earlier != each && !known->is_repeatable)
          v_.report(text_of("The directive \"@", each->name,
                            "\" can only be used once at this location."),
                    {earlier->offset, each->offset});
      }
      check_arguments(
          each->arguments, known != nullptr ? &known->args : nullptr, each->offset,
          [&] { return text_of("directive \"@", each->name, "\""); },
          [&] { return text_of("Directive \"@", each->name, "\""); });
    }
  }

  /// The type condition of a fragment: the composite type, or null after a report.
  type_def const* check_condition(std::string_view name, source_offset place,
                                  std::string_view subject) {
    type_def const* const type = v_.types.find_type(name);
    if (type == nullptr) {
      report_unknown_type(name, place);
      return nullptr;
    }
    if (type->is_composite()) return type;
    v_.report(text_of(subject, " cannot condition on non composite type ", quoted(name), "."),
              {place});
    return nullptr;
  }

  void report_unknown_type(std::string_view name, source_offset place) {
    auto const options =
        similar(name, v_.types.types(), [](type_def const* each) { return each->name; });
    v_.report(text_of("Unknown type ", quoted(name), ".", did_you_mean(options)), {place});
  }

 private:
  void check_field(selection_node const& field, type_def const* parent) {
    found_field const found =
        parent != nullptr ? v_.types.find_field(*parent, field.name) : found_field{};
    if (parent != nullptr && !found) report_unknown_field(field, *parent);
    check_directives(field.directives, "FIELD");
    check_arguments(
        field.arguments, found ? &found.field->args : nullptr, field.offset,
        [&] { return text_of("field \"", parent->name, ".", field.name, "\""); },
        [&] { return text_of("Field ", quoted(field.name)); });
    if (found) check_leaf(field, found);
    bool const descends = found && found.type->is_composite();
    check_selections(field.selections, descends ? found.type : nullptr);
  }

  void check_leaf(selection_node const& field, found_field const& found) {
    if (found.type->is_leaf()) {
      if (!field.selections.empty())
        v_.report(text_of("Field ", quoted(field.name), " must not have a selection since type ",
                          quoted(found.field->type.text()), " has no subfields."),
                  {field.selections_offset});
    } else if (field.selections.empty()) {
      v_.report(text_of("Field ", quoted(field.name), " of type ", quoted(found.field->type.text()),
                        " must have a selection of subfields. Did you mean \"", field.name,
                        " { ... }\"?"),
                {field.offset});
    }
  }

  void report_unknown_field(selection_node const& field, type_def const& parent) {
    std::string hint = did_you_mean(types_with(field.name, parent), "to use an inline fragment on");
    if (hint.empty()) hint = suggest(field.name, parent.fields);
    v_.report(text_of("Cannot query field ", quoted(field.name), " on type ", quoted(parent.name),
                      ".", hint),
              {field.offset});
  }

  /// The types an abstract type can stand for, and their interfaces, that do have the field: those
  /// that cover the most possible types first, an interface before what implements it.
  [[nodiscard]] std::vector<std::string_view> types_with(std::string_view field, type_def const& parent) const {
    std::vector<std::pair<std::size_t, type_def const*>> found;
    auto const count = [&](type_def const& type) {
      auto const known = std::find_if(found.begin(), found.end(),
                                      [&](auto const& each) { return each.second == &type; });
      if (known != found.end()) {
        ++known->first;
      } else {
        found.emplace_back(1, &type);
      }
    };
    if (!parent.is_abstract()) return {};
    for (type_def const* possible : v_.types.possible_types(parent)) {
      if (!v_.types.find_field(*possible, field)) continue;
      count(*possible);
      for (std::string_view const name : possible->interfaces)
        if (type_def const* const each = v_.types.find_type(name);
            each != nullptr && v_.types.find_field(*each, field))
          count(*each);
    }
    std::sort(found.begin(), found.end(), [](auto const& a, auto const& b) {
      if (a.first != b.first) return a.first > b.first;
      // Fewer interfaces first puts each interface before its implementations.
      if (a.second->interfaces.size() != b.second->interfaces.size())
        return a.second->interfaces.size() < b.second->interfaces.size();
      return natural_less(a.second->name, b.second->name);
    });
    std::vector<std::string_view> names;
    names.reserve(found.size());
    for (auto const& each : found) names.push_back(each.second->name);
    return names;
  }

  /// `known`: the arguments of the field or directive, or null if it is itself unknown. `owner` and
  /// `subject` name it inside and at the start of a sentence.
  template <class Owner, class Subject>
  void check_arguments(node_list<argument_node> const& given, std::span<arg_def const> const* known,
                       source_offset place, Owner owner, Subject subject) {
    check_unique_names(v_, given, [](std::string_view name) {
      return text_of("There can be only one argument named ", quoted(name), ".");
    });
    for (argument_node const& each : given) {
      arg_def const* const matching = known != nullptr ? find_argument(*known, each.name) : nullptr;
      type_def const* const type =
          matching != nullptr ? v_.types.find_type(matching->type.name()) : nullptr;
      if (type != nullptr) {
        values_.check(*each.value, matching->type, *type, !matching->default_value.empty());
      } else {
        values_.note_variables(*each.value);
        if (known != nullptr)
          v_.report(text_of("Unknown argument ", quoted(each.name), " on ", owner(), ".",
                            suggest(each.name, *known)),
                    {each.offset});
      }
    }
    if (known == nullptr) return;
    for (arg_def const& each : *known)
      if (each.is_required() && !is_given(given, each.name))
        v_.report(text_of(subject(), " argument ", quoted(each.name), " of type ",
                          quoted(each.type.text()), " is required, but it was not provided."),
                  {place});
  }

  static arg_def const* find_argument(std::span<arg_def const> known, std::string_view name) {
    auto const found = std::find_if(known.begin(), known.end(),
                                    [&](arg_def const& each) { return each.name == name; });
    return found == known.end() ? nullptr : &*found;
  }

  static bool is_given(node_list<argument_node> const& given, std::string_view name) {
    return std::any_of(given.begin(), given.end(),
                       [&](argument_node const& each) { return each.name == name; });
  }

  void check_spread(selection_node const& spread, type_def const* parent) {
    check_directives(spread.directives, "FRAGMENT_SPREAD");
    auto const index = v_.find_fragment(spread.name);
    if (!index) {
      v_.report(text_of("Unknown fragment ", quoted(spread.name), "."), {spread.name_offset});
      return;
    }
    uses_.fragments.push_back({&spread, *index});
    check_overlap(spread, parent, v_.fragments[*index].type,
                  text_of("Fragment ", quoted(spread.name)));
  }

  void check_inline_fragment(selection_node const& fragment, type_def const* parent) {
    check_directives(fragment.directives, "INLINE_FRAGMENT");
    if (!fragment.name.empty()) {
      type_def const* const type = check_condition(fragment.name, fragment.name_offset, "Fragment");
      check_overlap(fragment, parent, type, "Fragment");
      parent = type;
    }
    check_selections(fragment.selections, parent);
  }

  void check_overlap(selection_node const& spread, type_def const* parent, type_def const* type,
                     std::string_view subject) {
    if (parent == nullptr || type == nullptr || v_.types.overlap(*parent, *type)) return;
    v_.report(text_of(subject, " cannot be spread here as objects of type ", quoted(parent->name),
                      " can never be of type ", quoted(type->name), "."),
              {spread.offset});
  }

  validation& v_;
  usages& uses_;
  value_checker values_;
};

}  // namespace detail
}  // namespace graphql
}  // namespace v0
}  // namespace entente
