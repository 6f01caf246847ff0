// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/graphql/detail/scalar_literal.hpp>
#include <entente/graphql/detail/validation.hpp>
#include <entente/graphql/graphql_error.hpp>
#include <entente/graphql/type_system.hpp>
#include <entente/graphql/value.hpp>
#include <entente/wire/json_writer.hpp>

#include <charconv>
#include <cmath>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

namespace entente {
inline namespace v0 {
namespace graphql {
namespace detail {

inline void append_integer(std::string& out, std::int64_t number) {
  char digits[24];
  auto const end = std::to_chars(digits, digits + sizeof digits, number).ptr;
  out.append(digits, end);
}

/// The server's own mistake: a resolver's value that does not fit the schema.
[[noreturn]] inline void refuse_leaf(type_def const& type, std::string_view what) {
  throw field_error{text_of(type.name, " cannot represent ", what), codes::internal};
}

/// Appends a resolved value as JSON, whatever it is: the result coercion of a JSON scalar.
inline void append_any(std::string& out, value const& resolved) {
  struct appender {
    std::string& out;
    void operator()(std::monostate) const { out += "null"; }
    void operator()(bool truth) const { out += truth ? "true" : "false"; }
    void operator()(std::int64_t number) const { append_integer(out, number); }
    void operator()(double number) const { json_writer{out}.value(number); }
    void operator()(std::string const& text) const { append_quoted(out, text); }
    void operator()(json_text const& json) const { out += json.text(); }
    void operator()(value::list const& items) const {
      char before = '[';
      for (value const& each : items) {
        out += before;
        append_any(out, each);
        before = ',';
      }
      out += items.empty() ? "[]" : "]";
    }
    void operator()(object const& fields) const {
      char before = '{';
      for (member const& each : fields.members()) {
        out += before;
        append_quoted(out, each.name);
        out += ':';
        append_any(out, each.field);
        before = ',';
      }
      out += fields.members().empty() ? "{}" : "}";
    }
    void operator()(std::shared_ptr<resolver> const&) const {
      throw field_error{"A scalar cannot be resolved field by field", codes::internal};
    }
  };
  std::visit(appender{out}, resolved.get());
}

inline void append_string_leaf(std::string& out, type_def const& type, value const& resolved) {
  if (auto const* text = std::get_if<std::string>(&resolved.get())) {
    append_quoted(out, *text);
  } else if (auto const* number = std::get_if<std::int64_t>(&resolved.get())) {
    out += '"';
    append_integer(out, *number);
    out += '"';
  } else if (auto const* truth = std::get_if<bool>(&resolved.get());
             truth != nullptr && type.scalar == scalar_form::string) {
    out += *truth ? "\"true\"" : "\"false\"";
  } else {
    refuse_leaf(type, "this value");
  }
}

inline void append_integer_leaf(std::string& out, type_def const& type, value const& resolved) {
  std::int64_t number = 0;
  if (auto const* whole = std::get_if<std::int64_t>(&resolved.get()))
    number = *whole;
  else if (auto const* truth = std::get_if<bool>(&resolved.get()))
    number = *truth ? 1 : 0;
  else if (auto const* real = std::get_if<double>(&resolved.get());
           real != nullptr && std::abs(*real) <= 9007199254740992.0 && std::floor(*real) == *real)
    number = static_cast<std::int64_t>(*real);
  else
    refuse_leaf(type, "non-integer value");
  if (type.scalar == scalar_form::integer && !fits_int(number))
    refuse_leaf(type, "non 32-bit signed integer value");
  append_integer(out, number);
}

inline void append_floating_leaf(std::string& out, type_def const& type, value const& resolved) {
  if (auto const* whole = std::get_if<std::int64_t>(&resolved.get()))
    append_integer(out, *whole);
  else if (auto const* real = std::get_if<double>(&resolved.get());
           real != nullptr && std::isfinite(*real))
    json_writer{out}.value(*real);
  else
    refuse_leaf(type, "non numeric value");
}

/// Appends the result coercion of a scalar or enum (3.5, 3.9). JSON text is taken as it is. Throws
/// `field_error` (INTERNAL) where the resolver's value does not fit. Precondition: not null.
inline void append_leaf(std::string& out, type_def const& type, value const& resolved) {
  if (auto const* json = std::get_if<json_text>(&resolved.get())) {
    out += json->text();
    return;
  }
  if (type.kind == type_kind::enumeration) {
    auto const* const name = std::get_if<std::string>(&resolved.get());
    if (name == nullptr || find_enum_value(type, *name) == nullptr)
      refuse_leaf(type, "a value that it does not list");
    append_quoted(out, *name);
    return;
  }
  switch (type.scalar) {
    case scalar_form::integer:
    case scalar_form::int64: append_integer_leaf(out, type, resolved); return;
    case scalar_form::floating: append_floating_leaf(out, type, resolved); return;
    case scalar_form::string:
    case scalar_form::id: append_string_leaf(out, type, resolved); return;
    case scalar_form::boolean:
      if (auto const* truth = std::get_if<bool>(&resolved.get()))
        out += *truth ? "true" : "false";
      else
        refuse_leaf(type, "a non boolean value");
      return;
    case scalar_form::json: append_any(out, resolved); return;
  }
}

}  // namespace detail
}  // namespace graphql
}  // namespace v0
}  // namespace entente
