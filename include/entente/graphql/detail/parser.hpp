// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/graphql/detail/lexer.hpp>
#include <entente/graphql/document.hpp>
#include <entente/graphql/limits.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace entente {
inline namespace v0 {
namespace graphql {
namespace detail {

/// Recursive descent over the executable part of the GraphQL grammar. Every recursion is bounded by
/// a limit. Throws `syntax_error`.
class parser {
 public:
  parser(std::string_view source, arena& nodes, limits const& bounds)
      : nodes_(nodes), limits_(bounds), lexer_(source, nodes, bounds) {
    advance();
  }

  void parse_document(document& into) {
    do parse_definition(into);
    while (token_.kind != token_kind::end);
  }

  /// A single literal without variables, and nothing after it.
  value_node const* parse_constant() {
    value_node const* const made = parse_value(true, 0);
    if (token_.kind != token_kind::end) refuse("Expected <EOF>, found ");
    return made;
  }

 private:
  void parse_definition(document& into) {
    bool const described = skip_description();
    if (is('{')) {
      if (described)
        throw syntax_error{
            "Unexpected description, descriptions are not supported on shorthand queries.",
            description_offset_};
      auto* const operation = nodes_.make<operation_node>();
      operation->offset = operation->name_offset = token_.offset;
      operation->selections = parse_selections(0);
      into.add(operation);
    } else if (is_keyword("query")) {
      parse_operation(into, operation_kind::query);
    } else if (is_keyword("mutation")) {
      parse_operation(into, operation_kind::mutation);
    } else if (is_keyword("subscription")) {
      parse_operation(into, operation_kind::subscription);
    } else if (is_keyword("fragment")) {
      parse_fragment(into);
    } else {
      if (described && token_.kind == token_kind::name)
        throw syntax_error{"Unexpected description, only GraphQL definitions support descriptions.",
                           description_offset_};
      refuse("Unexpected ");
    }
  }

  void parse_operation(document& into, operation_kind kind) {
    auto* const operation = nodes_.make<operation_node>();
    operation->kind = kind;
    operation->offset = token_.offset;
    advance();
    operation->name_offset = token_.offset;
    if (token_.kind == token_kind::name) operation->name = take_name();
    if (skip('(')) {
      do operation->variables.push_back(parse_variable_definition());
      while (!skip(')'));
    }
    operation->directives = parse_directives(false);
    operation->selections = parse_selections(0);
    into.add(operation);
  }

  void parse_fragment(document& into) {
    auto* const fragment = nodes_.make<fragment_node>();
    fragment->offset = token_.offset;
    advance();
    fragment->name_offset = token_.offset;
    if (is_keyword("on")) refuse("Unexpected ");
    fragment->name = take_name();
    if (!is_keyword("on")) refuse("Expected \"on\", found ");
    advance();
    fragment->type_offset = token_.offset;
    fragment->type = take_name();
    fragment->directives = parse_directives(false);
    fragment->selections = parse_selections(0);
    into.add(fragment);
  }

  variable_node* parse_variable_definition() {
    auto* const variable = nodes_.make<variable_node>();
    variable->offset = token_.offset;
    skip_description();
    expect('$');
    variable->name_offset = token_.offset;
    variable->name = take_name();
    expect(':');
    parse_type(*variable);
    if (skip('=')) variable->default_value = parse_value(true, 0);
    variable->directives = parse_directives(true);
    return variable;
  }

  /// Reads a type and keeps its canonical spelling: a piece of the source where nothing but the
  /// type was written, a copy without blanks and comments otherwise.
  void parse_type(variable_node& variable) {
    source_offset const start = variable.type_offset = token_.offset;
    std::size_t opened = 0;
    std::size_t length = 0;
    std::size_t end = start;
    auto const take = [&] {
      length += token_.end - token_.offset;
      end = token_.end;
      advance();
    };
    while (is('[')) {
      if (++opened > limits_.max_value_depth) refuse_depth("Type", limits_.max_value_depth);
      take();
    }
    if (token_.kind != token_kind::name) refuse("Expected Name, found ");
    std::string_view const name = token_.text;
    variable.type_name_offset = token_.offset;
    take();
    std::string closing;
    for (;;) {
      if (is('!')) {
        closing += '!';
        take();
      }
      if (opened == 0) break;
      if (!is(']')) refuse("Expected \"]\", found ");
      closing += ']';
      --opened;
      take();
    }
    if (end - start == length) {
      variable.type = type_ref{lexer_.source().substr(start, length)};
      return;
    }
    std::string canonical(length - closing.size() - name.size(), '[');
    canonical += name;
    canonical += closing;
    variable.type = type_ref{nodes_.copy(canonical)};
  }

  node_list<selection_node> parse_selections(std::size_t depth) {
    if (depth >= limits_.max_selection_depth)
      refuse_depth("Selection", limits_.max_selection_depth);
    expect('{');
    node_list<selection_node> made;
    do made.push_back(token_.kind == token_kind::spread ? parse_spread(depth) : parse_field(depth));
    while (!skip('}'));
    return made;
  }

  selection_node* parse_field(std::size_t depth) {
    auto* const field = nodes_.make<selection_node>();
    field->offset = field->name_offset = token_.offset;
    field->name = take_name();
    if (skip(':')) {
      field->alias = field->name;
      field->name_offset = token_.offset;
      field->name = take_name();
    }
    field->arguments = parse_arguments(false);
    field->directives = parse_directives(false);
    field->selections_offset = token_.offset;
    if (is('{')) field->selections = parse_selections(depth + 1);
    return field;
  }

  selection_node* parse_spread(std::size_t depth) {
    auto* const made = nodes_.make<selection_node>();
    made->offset = token_.offset;
    advance();
    made->name_offset = token_.offset;
    if (token_.kind == token_kind::name && token_.text != "on") {
      made->kind = selection_kind::fragment_spread;
      made->name = take_name();
      made->directives = parse_directives(false);
      return made;
    }
    made->kind = selection_kind::inline_fragment;
    if (is_keyword("on")) {
      advance();
      made->name_offset = token_.offset;
      made->name = take_name();
    }
    made->directives = parse_directives(false);
    made->selections = parse_selections(depth + 1);
    return made;
  }

  node_list<argument_node> parse_arguments(bool constant) {
    node_list<argument_node> made;
    if (!skip('(')) return made;
    do made.push_back(parse_pair(constant, 0));
    while (!skip(')'));
    return made;
  }

  argument_node* parse_pair(bool constant, std::size_t depth) {
    auto* const pair = nodes_.make<argument_node>();
    pair->offset = token_.offset;
    pair->name = take_name();
    expect(':');
    pair->value = parse_value(constant, depth);
    return pair;
  }

  node_list<directive_node> parse_directives(bool constant) {
    node_list<directive_node> made;
    while (is('@')) {
      auto* const directive = nodes_.make<directive_node>();
      directive->offset = token_.offset;
      advance();
      directive->name = take_name();
      directive->arguments = parse_arguments(constant);
      made.push_back(directive);
    }
    return made;
  }

  value_node* parse_value(bool constant, std::size_t depth) {
    auto* const value = nodes_.make<value_node>();
    value->offset = token_.offset;
    value->end = token_.end;
    value->text = token_.text;
    switch (token_.kind) {
      case token_kind::integer: value->kind = value_kind::integer; break;
      case token_kind::floating: value->kind = value_kind::floating; break;
      case token_kind::string:
      case token_kind::block_string: value->kind = value_kind::string; break;
      case token_kind::name:
        value->kind = token_.text == "null"                             ? value_kind::null
                      : token_.text == "true" || token_.text == "false" ? value_kind::boolean
                                                                        : value_kind::enumeration;
        break;
      case token_kind::punctuator: parse_compound_value(*value, constant, depth); return value;
      case token_kind::end:
      case token_kind::spread: refuse("Unexpected ");
    }
    advance();
    return value;
  }

  void parse_compound_value(value_node& value, bool constant, std::size_t depth) {
    if (depth >= limits_.max_value_depth) refuse_depth("Value", limits_.max_value_depth);
    if (skip('[')) {
      value.kind = value_kind::list;
      while (!is(']')) value.items.push_back(parse_value(constant, depth + 1));
    } else if (skip('{')) {
      value.kind = value_kind::object;
      while (!is('}')) value.fields.push_back(parse_pair(constant, depth + 1));
    } else if (is('$')) {
      parse_variable(value, constant);
      return;
    } else {
      refuse("Unexpected ");
    }
    value.end = token_.end;
    advance();
  }

  void parse_variable(value_node& value, bool constant) {
    advance();
    if (constant && token_.kind == token_kind::name)
      throw syntax_error{
          "Unexpected variable \"$" + std::string{token_.text} + "\" in constant value.",
          value.offset};
    if (constant) throw syntax_error{"Unexpected \"$\".", value.offset};
    value.kind = value_kind::variable;
    value.end = token_.end;
    value.text = take_name();
  }

  /// Descriptions of operations, fragments and variables (September 2025) are for people only.
  bool skip_description() {
    if (token_.kind != token_kind::string && token_.kind != token_kind::block_string) return false;
    description_offset_ = token_.offset;
    advance();
    return true;
  }

  void advance() { token_ = lexer_.next(); }
  [[nodiscard]] bool is(char punctuator) const noexcept {
    return token_.kind == token_kind::punctuator && token_.punctuator == punctuator;
  }
  [[nodiscard]] bool is_keyword(std::string_view word) const noexcept {
    return token_.kind == token_kind::name && token_.text == word;
  }
  bool skip(char punctuator) {
    if (!is(punctuator)) return false;
    advance();
    return true;
  }
  void expect(char punctuator) {
    if (!skip(punctuator)) refuse(std::string{"Expected \""} + punctuator + "\", found ");
  }
  std::string_view take_name() {
    if (token_.kind != token_kind::name) refuse("Expected Name, found ");
    std::string_view const name = token_.text;
    advance();
    return name;
  }

  [[nodiscard]] std::string describe_token() const {
    static constexpr std::size_t longest = 80;
    auto const quoted = [this](std::string_view kind) {
      std::string made = std::string{kind} + " \"";
      made += clipped(token_.text, longest);
      return made += '"';
    };
    switch (token_.kind) {
      case token_kind::end: return "<EOF>";
      case token_kind::punctuator: return std::string{'"', token_.punctuator, '"'};
      case token_kind::spread: return "\"...\"";
      case token_kind::name: return quoted("Name");
      case token_kind::integer: return quoted("Int");
      case token_kind::floating: return quoted("Float");
      case token_kind::string: return quoted("String");
      case token_kind::block_string: return quoted("BlockString");
    }
    return {};
  }

  [[noreturn]] void refuse(std::string const& expectation) const {
    throw syntax_error{expectation + describe_token() + ".", token_.offset};
  }
  [[noreturn]] void refuse_depth(std::string const& what, std::size_t limit) const {
    throw syntax_error{what + " is nested more than " + std::to_string(limit) + " levels deep.",
                       token_.offset, codes::limit_exceeded};
  }

  arena& nodes_;
  limits const& limits_;
  lexer lexer_;
  token token_;
  source_offset description_offset_ = 0;
};

}  // namespace detail
}  // namespace graphql
}  // namespace v0
}  // namespace entente
