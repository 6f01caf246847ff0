// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/graphql/directives.hpp>
#include <entente/graphql/scalars.hpp>
#include <entente/graphql/type_system.hpp>
#include <entente/wire/json_writer.hpp>

#include <algorithm>
#include <span>
#include <string>
#include <string_view>

namespace entente {
inline namespace v0 {
namespace graphql {
namespace detail {

/// Writes the schema definition language (GraphQL specification, section 3).
class schema_printer {
 public:
  explicit schema_printer(std::string& out) noexcept : out_(out) {}

  void print(schema_def const& tables) {
    print_root(tables);
    for (type_def const* each : tables.types) {
      if (is_built_in(*each)) continue;
      if (!out_.empty()) out_ += "\n";
      print_type(*each);
    }
  }

 private:
  static bool is_built_in(type_def const& type) noexcept {
    return &type == &int_type || &type == &float_type || &type == &string_type ||
           &type == &boolean_type || &type == &id_type;
  }

  void print_root(schema_def const& tables) {
    bool const usual = tables.query->name == "Query" &&
                       (tables.mutation == nullptr || tables.mutation->name == "Mutation");
    if (usual && tables.description.empty()) return;
    print_description(tables.description, "");
    out_.append("schema {\n  query: ").append(tables.query->name) += '\n';
    if (tables.mutation != nullptr)
      out_.append("  mutation: ").append(tables.mutation->name) += '\n';
    out_ += "}\n";
  }

  void print_type(type_def const& type) {
    print_description(type.description, "");
    switch (type.kind) {
      case type_kind::scalar:
        out_.append("scalar ").append(type.name);
        if (!type.specified_by_url.empty()) {
          out_ += " @specifiedBy(url: ";
          append_quoted(out_, type.specified_by_url);
          out_ += ')';
        }
        out_ += '\n';
        return;
      case type_kind::object: print_fields("type ", type); return;
      case type_kind::interface_type: print_fields("interface ", type); return;
      case type_kind::union_type:
        out_.append("union ").append(type.name);
        print_names(type.possible_types, " = ", " | ");
        out_ += '\n';
        return;
      case type_kind::enumeration:
        out_.append("enum ").append(type.name);
        print_block(type.enum_values, [this](enum_value_def const& each) {
          out_.append(each.name);
          print_deprecation(each.deprecated);
        });
        return;
      case type_kind::input_object:
        out_.append("input ").append(type.name);
        print_block(type.input_fields, [this](arg_def const& each) { print_input_value(each); });
        return;
    }
  }

  void print_fields(std::string_view keyword, type_def const& type) {
    out_.append(keyword).append(type.name);
    print_names(type.interfaces, " implements ", " & ");
    print_block(type.fields, [this](field_def const& each) {
      out_.append(each.name);
      print_args(each.args);
      out_.append(": ").append(each.type.text());
      print_deprecation(each.deprecated);
    });
  }

  void print_names(std::span<std::string_view const> names, std::string_view before,
                   std::string_view between) {
    for (std::string_view const each : names) {
      out_.append(before).append(each);
      before = between;
    }
  }

  /// `{ … }` with one element per line, `print` writing an element without its description.
  template <class Element, class Print>
  void print_block(std::span<Element const> elements, Print print) {
    out_ += " {\n";
    for (Element const& each : elements) {
      if (!each.description.empty() && &each != elements.data()) out_ += '\n';
      print_description(each.description, "  ");
      out_ += "  ";
      print(each);
      out_ += '\n';
    }
    out_ += "}\n";
  }

  void print_args(std::span<arg_def const> args) {
    if (args.empty()) return;
    bool const plain = std::all_of(args.begin(), args.end(),
                                   [](arg_def const& each) { return each.description.empty(); });
    out_ += '(';
    for (arg_def const& each : args) {
      bool const first = &each == args.data();
      if (plain) {
        if (!first) out_ += ", ";
      } else {
        out_ += !first && !each.description.empty() ? "\n\n" : "\n";
        print_description(each.description, "    ");
        out_ += "    ";
      }
      print_input_value(each);
    }
    out_ += plain ? ")" : "\n  )";
  }

  void print_input_value(arg_def const& value) {
    out_.append(value.name).append(": ").append(value.type.text());
    if (!value.default_value.empty()) out_.append(" = ").append(value.default_value);
    print_deprecation(value.deprecated);
  }

  void print_deprecation(std::string_view reason) {
    if (reason.empty()) return;
    out_ += " @deprecated";
    if (reason == "No longer supported") return;
    out_ += "(reason: ";
    append_quoted(out_, reason);
    out_ += ')';
  }

  void print_description(std::string_view text, std::string_view indentation) {
    static constexpr std::size_t longest_line = 70;
    if (text.empty()) return;
    bool const one_line = text.size() <= longest_line && text.find('\n') == text.npos &&
                          text.back() != '"' && text.back() != '\\';
    out_.append(indentation).append("\"\"\"");
    if (!one_line) out_.append("\n").append(indentation);
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text.substr(i, 3) == "\"\"\"") {
        out_ += "\\\"\"\"";
        i += 2;
      } else {
        out_ += text[i];
        if (text[i] == '\n') out_.append(indentation);
      }
    }
    if (!one_line) out_.append("\n").append(indentation);
    out_ += "\"\"\"\n";
  }

  std::string& out_;
};

}  // namespace detail

/// The schema in the schema definition language, laid out as graphql-js prints it, types in the
/// order of the tables. Built-in scalars and directives are left out, as is usual.
inline std::string print_schema(schema_def const& tables) {
  std::string text;
  detail::schema_printer{text}.print(tables);
  return text;
}

}  // namespace graphql
}  // namespace v0
}  // namespace entente
