// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/graphql/detail/arena.hpp>
#include <entente/graphql/detail/scalar_literal.hpp>
#include <entente/graphql/detail/variable_values.hpp>
#include <entente/graphql/document.hpp>
#include <entente/graphql/graphql_error.hpp>
#include <entente/graphql/input.hpp>
#include <entente/graphql/input_json.hpp>
#include <entente/graphql/schema.hpp>
#include <entente/wire/json_writer.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace entente {
inline namespace v0 {
namespace graphql {
namespace detail {

/// Coerces literals of a validated document to input types, with the values of variables. Throws
/// `field_error` (LIMIT_EXCEEDED) where repeated variables would swell JSON literals.
class literal_coercion {
 public:
  /// Without variables, for default values.
  literal_coercion(schema const& types, arena& storage) noexcept
      : types_(types), storage_(storage) {}
  literal_coercion(schema const& types, arena& storage, variable_values const& variables) noexcept
      : types_(types), storage_(storage), variables_(&variables) {}

  /// The value, or null if it is none of that type, which validation leaves possible only where
  /// variables are concerned.
  input const* coerce(value_node const& value, type_ref type) {
    type_def const* const named = types_.find_type(type.name());
    return named == nullptr ? nullptr : coerce(value, type, *named);
  }

 private:
  /// Bytes of JSON made from literals in one request: a variable may be repeated in them.
  static constexpr std::size_t most_json = std::size_t{32} << 20;

  input const* coerce(value_node const& value, type_ref type, type_def const& named) {
    if (value.kind == value_kind::variable) {
      input const* const given = variable(value.text);
      return given != nullptr && given->is_null() && type.is_non_null() ? nullptr : given;
    }
    if (value.kind == value_kind::null)
      return type.is_non_null() ? nullptr : storage_.make<input>();
    if (type.nullable().is_list()) return coerce_list(value, type.item(), named);
    if (named.kind == type_kind::input_object) return coerce_object(value, named);
    return coerce_leaf(value, named);
  }

  [[nodiscard]] input const* variable(std::string_view name) const noexcept {
    return variables_ != nullptr ? variables_->find(name) : nullptr;
  }

  input const* coerce_list(value_node const& value, type_ref item, type_def const& named) {
    node_list<input> items;
    auto const add = [&](value_node const& each) {
      input const* made = coerce(each, item, named);
      bool const missing = each.kind == value_kind::variable && variable(each.text) == nullptr;
      if (made == nullptr && (!missing || item.is_non_null())) return false;
      // The same variable may stand in several lists, a node only in one.
      items.push_back(made != nullptr ? storage_.make<input>(relinked(*made))
                                      : storage_.make<input>());
      return true;
    };
    if (value.kind != value_kind::list) return add(value) ? storage_.make<input>(items) : nullptr;
    for (value_node const& each : value.items)
      if (!add(each)) return nullptr;
    return storage_.make<input>(items);
  }

  static input relinked(input copy) noexcept {
    copy.next = nullptr;
    return copy;
  }

  input const* coerce_object(value_node const& value, type_def const& type) {
    if (value.kind != value_kind::object) return nullptr;
    node_list<named_input> fields;
    for (arg_def const& field : type.input_fields) {
      auto const given =
          std::find_if(value.fields.begin(), value.fields.end(),
                       [&](argument_node const& each) { return each.name == field.name; });
      bool const missing =
          given == value.fields.end() ||
          (given->value->kind == value_kind::variable && variable(given->value->text) == nullptr);
      value_node const* const source = missing ? types_.default_of(field) : given->value;
      if (source == nullptr) {
        if (field.type.is_non_null()) return nullptr;
        continue;
      }
      input const* const made = coerce(*source, field.type);
      if (made == nullptr) return nullptr;
      fields.push_back(storage_.make<named_input>(field.name, made));
    }
    return storage_.make<input>(fields);
  }

  input const* coerce_leaf(value_node const& value, type_def const& type) {
    if (type.kind == type_kind::scalar && type.scalar == scalar_form::json) {
      std::string json;
      append_literal(json, value);
      spent_ += json.size();
      return storage_.make<input>(input_kind::json, storage_.copy(json));
    }
    if (!literal_problem(value, type).empty()) return nullptr;
    if (type.kind == type_kind::enumeration)
      return storage_.make<input>(input_kind::enumeration, value.text);
    switch (type.scalar) {
      case scalar_form::integer:
      case scalar_form::int64: return storage_.make<input>(int64_of(value.text).value_or(0));
      case scalar_form::floating: return storage_.make<input>(double_of(value.text).value_or(0));
      case scalar_form::boolean: return storage_.make<input>(value.text == "true");
      case scalar_form::string:
      case scalar_form::id:
      case scalar_form::json: break;
    }
    return storage_.make<input>(input_kind::string, value.text);
  }

  /// A literal as JSON. An absent variable leaves its object field out, and is null elsewhere.
  void append_literal(std::string& out, value_node const& value) {
    bool first = true;
    auto const separate = [&] {
      if (!first) out += ',';
      first = false;
    };
    switch (value.kind) {
      case value_kind::variable:
        if (input const* const given = variable(value.text))
          append_json(out, *given);
        else
          out += "null";
        if (spent_ + out.size() > most_json)
          throw field_error{"Variables inside JSON literals make them too long.",
                            codes::limit_exceeded};
        break;
      case value_kind::string:
      case value_kind::enumeration: append_quoted(out, value.text); break;
      case value_kind::integer:
      case value_kind::floating:
      case value_kind::boolean:
      case value_kind::null: out.append(value.text); break;
      case value_kind::list:
        out += '[';
        for (value_node const& item : value.items) {
          separate();
          append_literal(out, item);
        }
        out += ']';
        break;
      case value_kind::object:
        out += '{';
        for (argument_node const& field : value.fields) {
          value_node const& part = *field.value;
          if (part.kind == value_kind::variable && variable(part.text) == nullptr) continue;
          separate();
          append_quoted(out, field.name);
          out += ':';
          append_literal(out, part);
        }
        out += '}';
        break;
    }
  }

  schema const& types_;
  arena& storage_;
  variable_values const* variables_ = nullptr;
  std::size_t spent_ = 0;
};

}  // namespace detail
}  // namespace graphql
}  // namespace v0
}  // namespace entente
