// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/graphql/detail/coerce_literal.hpp>
#include <entente/graphql/detail/inspect.hpp>
#include <entente/graphql/detail/scalar_literal.hpp>
#include <entente/graphql/detail/suggestions.hpp>
#include <entente/graphql/detail/validation.hpp>
#include <entente/graphql/detail/variable_values.hpp>
#include <entente/graphql/document.hpp>
#include <entente/graphql/graphql_error.hpp>
#include <entente/graphql/input.hpp>
#include <entente/graphql/limits.hpp>
#include <entente/graphql/schema.hpp>
#include <entente/wire/json_reader.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace entente {
inline namespace v0 {
namespace graphql {
namespace detail {

/// Coerces JSON to input types (3.5 to 3.12, "Input Coercion"). Never stops at the first problem,
/// so that a caller learns all of them.
class json_coercion {
 public:
  /// What to do with a problem: the path inside the value, the value itself, what is wrong.
  using report_function = std::function<void(std::string const& path, std::string_view json,
                                             std::string const& problem)>;

  json_coercion(schema const& types, limits const& bounds, arena& storage, report_function report)
      : types_(types), bounds_(bounds), storage_(storage), report_(std::move(report)) {}

  /// The value, or null after a report.
  input* coerce(std::string_view json, type_ref type) {
    text_ = json;
    json_reader reader{json, bounds_.max_value_depth + 1};
    path_.clear();
    input* const made = read(reader, type, *types_.find_type(type.name()));
    if (reader.finish()) return made;
    if (!reader.ok()) report_(path_, "null", reader.why().message);
    return nullptr;
  }

 private:
  input* read(json_reader& reader, type_ref type, type_def const& named) {
    if (reader.peek() == json_kind::null) {
      std::string_view const json = take(reader);
      if (!type.is_non_null()) return storage_.make<input>();
      return refuse(
          json, text_of("Expected non-nullable type ", quoted(type.text()), " not to be null."));
    }
    if (type.nullable().is_list()) return read_list(reader, type.item(), named);
    if (named.kind == type_kind::input_object) return read_object(reader, named);
    if (named.kind == type_kind::enumeration) return read_enumeration(reader, named);
    return read_scalar(reader, named);
  }

  input* read_list(json_reader& reader, type_ref item, type_def const& named) {
    node_list<input> items;
    bool complete = true;
    auto const add = [&](input* made) {
      if (made != nullptr) items.push_back(made);
      complete = complete && made != nullptr;
    };
    if (reader.peek() != json_kind::array) {
      add(read(reader, item, named));
    } else {
      std::size_t const before = path_.size();
      reader.begin_array();
      for (std::size_t i = 0; reader.next_element(); ++i) {
        if (i == bounds_.max_list_items)
          throw field_error{"List has more than " + std::to_string(i) + " items.",
                            codes::limit_exceeded};
        path_.append("[").append(std::to_string(i)) += ']';
        add(read(reader, item, named));
        path_.resize(before);
      }
    }
    return complete && reader.ok() ? storage_.make<input>(items) : nullptr;
  }

  input* read_object(json_reader& reader, type_def const& type) {
    if (reader.peek() != json_kind::object)
      return refuse(take(reader),
                    text_of("Expected type ", quoted(type.name), " to be an object."));
    std::size_t const start = reader.position();
    std::vector<input*> given(type.input_fields.size());
    std::vector<bool> seen(type.input_fields.size());
    std::vector<std::string> unknown;
    bool complete = true;
    std::size_t const before = path_.size();
    std::string_view name;
    reader.begin_object();
    while (reader.next_member(name)) {
      std::size_t const i = index_of(type, name);
      if (i == type.input_fields.size()) {
        unknown.emplace_back(name);
        reader.skip();
        continue;
      }
      arg_def const& field = type.input_fields[i];
      path_.append(".").append(field.name);
      given[i] = read(reader, field.type, *types_.find_type(field.type.name()));
      seen[i] = true;
      complete = complete && given[i] != nullptr;
      path_.resize(before);
    }
    if (!reader.ok()) return nullptr;
    std::string_view const json = text_.substr(start, reader.position() - start);

    node_list<named_input> fields;
    for (std::size_t i = 0; i < given.size(); ++i) {
      arg_def const& field = type.input_fields[i];
      input const* value = given[i];
      if (!seen[i]) {
        if (value_node const* const fallback = types_.default_of(field))
          value = literal_coercion{types_, storage_}.coerce(*fallback, field.type);
        else if (field.type.is_non_null()) {
          refuse(json, text_of("Field ", quoted(field.name), " of required type ",
                               quoted(field.type.text()), " was not provided."));
          complete = false;
        }
      }
      if (value != nullptr) fields.push_back(storage_.make<named_input>(field.name, value));
    }
    for (std::string const& each : unknown) {
      refuse(json, text_of("Field ", quoted(clipped(each, longest_quotation)),
                           " is not defined by type ", quoted(type.name), ".",
                           each.size() > 64 ? "" : suggest(each, type.input_fields)));
      complete = false;
    }
    return complete ? storage_.make<input>(fields) : nullptr;
  }

  static std::size_t index_of(type_def const& type, std::string_view name) noexcept {
    std::size_t i = 0;
    while (i < type.input_fields.size() && type.input_fields[i].name != name) ++i;
    return i;
  }

  input* read_enumeration(json_reader& reader, type_def const& type) {
    if (reader.peek() != json_kind::string) {
      std::string_view const json = take(reader);
      std::string const shown = inspect(json);
      return refuse(
          json, text_of("Enum ", quoted(type.name), " cannot represent non-string value: ", shown,
                        ".", suggest(shown, type.enum_values, "the enum value")));
    }
    std::size_t const start = reader.position();
    std::string_view name;
    if (!reader.read_string_view(name)) return nullptr;
    if (enum_value_def const* const known = find_enum_value(type, name))
      return storage_.make<input>(input_kind::enumeration, known->name);
    return refuse(
        text_.substr(start, reader.position() - start),
        text_of("Value ", quoted(clipped(name, longest_quotation)), " does not exist in ",
                quoted(type.name), " enum.",
                name.size() > 64 ? "" : suggest(name, type.enum_values, "the enum value")));
  }

  input* read_scalar(json_reader& reader, type_def const& type) {
    json_kind const kind = reader.peek();
    std::size_t const start = reader.position();
    if (kind == json_kind::string && type.scalar != scalar_form::json) {
      std::string_view text;
      if (!reader.read_string_view(text)) return nullptr;
      return from_string(text, text_.substr(start, reader.position() - start), type);
    }
    std::string_view const json = take(reader);
    if (!reader.ok()) return nullptr;
    if (type.scalar == scalar_form::json) return storage_.make<input>(input_kind::json, json);
    if (type.scalar == scalar_form::boolean && kind == json_kind::boolean)
      return storage_.make<input>(json == "true");
    if (kind == json_kind::number) return from_number(json, type);
    return refuse_scalar(json, type);
  }

  input* from_string(std::string_view text, std::string_view json, type_def const& type) {
    if (type.scalar == scalar_form::int64) {
      if (auto const number = int64_of(text)) return storage_.make<input>(*number);
      return refuse_scalar(json, type);
    }
    if (type.scalar != scalar_form::string && type.scalar != scalar_form::id)
      return refuse_scalar(json, type);
    if (type.accepts != nullptr && !type.accepts(text))
      return refuse(json,
                    text_of(type.name, " cannot represent an invalid value: ", inspect(json)));
    // Text without escapes is a view of the request, other text lives in the reader until the next.
    bool const in_request = !std::less<>{}(text.data(), text_.data()) &&
                            std::less<>{}(text.data(), text_.data() + text_.size());
    return storage_.make<input>(input_kind::string, in_request ? text : storage_.copy(text));
  }

  input* from_number(std::string_view json, type_def const& type) {
    std::int64_t whole = 0;
    switch (type.scalar) {
      case scalar_form::floating:
        if (auto const number = double_of(json)) return storage_.make<input>(*number);
        break;
      case scalar_form::integer: {
        json_reader number{json};
        if (number.read(whole) && fits_int(whole)) return storage_.make<input>(whole);
        auto const real = double_of(json);
        if (!real || *real == std::floor(*real))
          return refuse(json, text_of("Int cannot represent non 32-bit signed integer value: ",
                                      inspect(json)));
        break;
      }
      case scalar_form::int64: {
        json_reader number{json};
        if (number.read(whole)) return storage_.make<input>(whole);
        break;
      }
      case scalar_form::id: {
        json_reader number{json};
        if (number.read(whole))
          return storage_.make<input>(input_kind::string, storage_.copy(std::to_string(whole)));
        break;
      }
      case scalar_form::string:
      case scalar_form::boolean:
      case scalar_form::json: break;
    }
    return refuse_scalar(json, type);
  }

  input* refuse_scalar(std::string_view json, type_def const& type) {
    std::string_view problem;
    switch (type.scalar) {
      case scalar_form::integer:
      case scalar_form::int64: problem = " cannot represent non-integer value: "; break;
      case scalar_form::floating: problem = " cannot represent non numeric value: "; break;
      case scalar_form::boolean: problem = " cannot represent a non boolean value: "; break;
      case scalar_form::id: problem = " cannot represent value: "; break;
      case scalar_form::string:
      case scalar_form::json: problem = " cannot represent a non string value: "; break;
    }
    return refuse(json, text_of(type.name, problem, inspect(json)));
  }

  std::string_view take(json_reader& reader) {
    std::string_view json;
    reader.skip(json);
    return json;
  }

  input* refuse(std::string_view json, std::string const& problem) {
    report_(path_, json, problem);
    return nullptr;
  }

  schema const& types_;
  limits const& bounds_;
  arena& storage_;
  report_function report_;
  std::string_view text_;
  std::string path_;
};

/// CoerceVariableValues() (6.1.2). `json` is the request's `variables`: a JSON object, null, or
/// empty. Views of it stay in the values.
inline std::vector<graphql_error> coerce_variables(schema const& types, document const& doc,
                                                   operation_node const& operation,
                                                   std::string_view json, limits const& bounds,
                                                   arena& storage, variable_values& into) {
  std::vector<graphql_error> errors;
  std::vector<std::string_view> given(operation.variables.size());
  auto const report = [&](variable_node const& variable, std::string message) {
    errors.push_back({std::move(message), {doc.at(variable.offset)}});
    if (errors.size() < bounds.max_errors) return;
    errors.push_back(
        {"Too many errors processing variables, error limit reached. Execution aborted."});
    throw validation_stopped{};
  };
  json_reader reader{json, bounds.max_value_depth + 2};
  if (!json.empty() && reader.peek() != json_kind::null) {
    std::unordered_map<std::string_view, std::size_t> positions;
    for (variable_node const& each : operation.variables)
      positions.emplace(each.name, positions.size());
    std::string_view name;
    reader.begin_object();
    while (reader.next_member(name)) {
      auto const known = positions.find(name);
      std::string_view raw;
      reader.skip(raw);
      if (known != positions.end()) given[known->second] = raw;
    }
    if (!reader.finish()) {
      errors.push_back({"Variables are invalid: " + reader.why().message});
      return errors;
    }
  }
  try {
    std::size_t i = 0;
    for (variable_node const& variable : operation.variables) {
      std::string_view const raw = given[i++];
      type_ref const type = variable.type;
      input const* made = nullptr;
      if (raw.empty()) {
        if (variable.default_value != nullptr)
          made = literal_coercion{types, storage}.coerce(*variable.default_value, type);
        else if (type.is_non_null())
          report(variable, text_of("Variable \"$", variable.name, "\" of required type ",
                                   quoted(type.text()), " was not provided."));
      } else if (raw == "null" && type.is_non_null()) {
        report(variable, text_of("Variable \"$", variable.name, "\" of non-null type ",
                                 quoted(type.text()), " must not be null."));
      } else {
        auto const refused = [&](std::string const& path, std::string_view bad,
                                 std::string const& problem) {
          report(variable,
                 text_of("Variable \"$", variable.name, "\" got invalid value ", inspect(bad),
                         path.empty() ? "" : text_of(" at \"", variable.name, path, "\""), "; ",
                         problem));
        };
        made = json_coercion{types, bounds, storage, refused}.coerce(raw, type);
      }
      if (made != nullptr) into.add(variable.name, *made);
    }
  } catch (validation_stopped const&) {  // ignored: why is among the errors
  } catch (field_error const& why) {
    errors.push_back({why.what(), {}, {}, why.code()});
  }
  return errors;
}

}  // namespace detail
}  // namespace graphql
}  // namespace v0
}  // namespace entente
