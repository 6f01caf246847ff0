// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/graphql/type_ref.hpp>

#include <span>
#include <string_view>

namespace entente {
inline namespace v0 {
namespace graphql {

/// The kinds of named types (GraphQL specification, section 3.4).
enum class type_kind { scalar, object, interface_type, union_type, enumeration, input_object };

/// How the library reads and writes a scalar.
enum class scalar_form {
  integer,   ///< Int: 32-bit signed
  floating,  ///< Float: a finite double
  string,    ///< String, and custom scalars written as strings
  boolean,   ///< Boolean
  id,        ///< ID: a string; integers are accepted
  int64,     ///< a 64-bit signed JSON integer; decimal strings are accepted
  json,      ///< any JSON value, kept as the text that was given
};

/// Whether a string is an acceptable value of a custom scalar of form `string`.
using scalar_check = bool (*)(std::string_view text);

// The tables below are literal types, meant to be `constexpr` objects of static storage. They view
// their names, texts and spans, which must live as long as the schema (string literals and static
// arrays do). Empty texts stand for "none".

/// An argument of a field or directive, or a field of an input object.
struct arg_def {
  std::string_view name;
  type_ref type;
  std::string_view default_value{};  ///< a GraphQL literal such as 1000 or "text"; empty: none
  std::string_view description{};
  std::string_view deprecated{};  ///< the reason; empty while the argument is in use

  /// Whether the caller has to give a value.
  [[nodiscard]] constexpr bool is_required() const noexcept {
    return type.is_non_null() && default_value.empty();
  }
};

/// A field of an object or interface.
struct field_def {
  std::string_view name;
  type_ref type;
  std::span<arg_def const> args{};
  std::string_view description{};
  std::string_view deprecated{};  ///< the reason; empty while the field is in use
};

/// A value of an enum.
struct enum_value_def {
  std::string_view name;
  std::string_view description{};
  std::string_view deprecated{};  ///< the reason; empty while the value is in use
};

/// A named type. Only the members that belong to its kind are read.
struct type_def {
  type_kind kind;
  std::string_view name;
  std::string_view description{};
  std::span<field_def const> fields{};                 ///< object, interface
  std::span<arg_def const> input_fields{};             ///< input object
  std::span<enum_value_def const> enum_values{};       ///< enum
  std::span<std::string_view const> interfaces{};      ///< object, interface: those implemented
  std::span<std::string_view const> possible_types{};  ///< union: its members
  std::string_view specified_by_url{};                 ///< scalar
  scalar_form scalar = scalar_form::string;            ///< scalar
  scalar_check accepts = nullptr;                      ///< scalar of form string; null takes all

  [[nodiscard]] constexpr bool is_leaf() const noexcept {
    return kind == type_kind::scalar || kind == type_kind::enumeration;
  }
  [[nodiscard]] constexpr bool is_composite() const noexcept {
    return kind == type_kind::object || is_abstract();
  }
  [[nodiscard]] constexpr bool is_abstract() const noexcept {
    return kind == type_kind::interface_type || kind == type_kind::union_type;
  }
  [[nodiscard]] constexpr bool is_input() const noexcept {
    return is_leaf() || kind == type_kind::input_object;
  }
};

/// A directive a document may use, or that introspection lists.
struct directive_def {
  std::string_view name;
  std::string_view description;
  std::span<std::string_view const> locations;  ///< "FIELD", "FRAGMENT_SPREAD", ...
  std::span<arg_def const> args{};
  bool is_repeatable = false;
};

/// A schema: its root types and every type the tables mention, except the five built-in scalars and
/// the introspection types, which are always known.
struct schema_def {
  std::span<type_def const* const> types;  ///< includes the root types
  type_def const* query;
  type_def const* mutation = nullptr;
  std::string_view description{};
};

}  // namespace graphql
}  // namespace v0
}  // namespace entente
