// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/graphql/detail/print_value.hpp>
#include <entente/graphql/detail/suggestions.hpp>
#include <entente/graphql/document.hpp>
#include <entente/graphql/type_system.hpp>
#include <entente/wire/json_reader.hpp>

#include <charconv>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

namespace entente {
inline namespace v0 {
namespace graphql {
namespace detail {

/// The whole of `text` as a 64-bit decimal integer.
inline std::optional<std::int64_t> int64_of(std::string_view text) noexcept {
  std::int64_t value = 0;
  char const* const end = text.data() + text.size();
  auto const [at, problem] = std::from_chars(text.data(), end, value);
  if (problem != std::errc{} || at != end) return std::nullopt;
  return value;
}

/// A finite number; nothing if it is beyond the largest double.
inline std::optional<double> double_of(std::string_view text) {
  double value = 0;
  json_reader reader{text};
  if (text.empty() || text.front() == '"' || !reader.read(value) || !reader.finish())
    return std::nullopt;
  return value;
}

constexpr bool fits_int(std::int64_t value) noexcept {
  return value >= (std::numeric_limits<std::int32_t>::min)() &&
         value <= (std::numeric_limits<std::int32_t>::max)();
}

constexpr enum_value_def const* find_enum_value(type_def const& type,
                                                std::string_view name) noexcept {
  for (enum_value_def const& each : type.enum_values)
    if (each.name == name) return &each;
  return nullptr;
}

/// Why a literal is no value of a scalar or enum, worded as graphql-js does; empty if it is one.
/// Variables inside JSON literals are of no concern here.
inline std::string literal_problem(value_node const& value, type_def const& type) {
  auto const refused = [&](std::string_view why) {
    return std::string{type.name}.append(why) + print_value(value);
  };
  if (type.kind == type_kind::enumeration) {
    if (value.kind != value_kind::enumeration) {
      std::string const printed = print_value(value);
      return "Enum \"" + std::string{type.name} + "\" cannot represent non-enum value: " + printed +
             "." + suggest(printed, type.enum_values, "the enum value");
    }
    if (find_enum_value(type, value.text) != nullptr) return {};
    return "Value \"" + std::string{value.text} + "\" does not exist in \"" +
           std::string{type.name} + "\" enum." +
           suggest(value.text, type.enum_values, "the enum value");
  }
  bool const is_integer = value.kind == value_kind::integer;
  bool const is_string = value.kind == value_kind::string;
  switch (type.scalar) {
    case scalar_form::integer: {
      if (!is_integer) return refused(" cannot represent non-integer value: ");
      auto const number = int64_of(value.text);
      if (number && fits_int(*number)) return {};
      return refused(" cannot represent non 32-bit signed integer value: ");
    }
    case scalar_form::floating:
      if ((is_integer || value.kind == value_kind::floating) && double_of(value.text)) return {};
      return refused(" cannot represent non numeric value: ");
    case scalar_form::string:
      if (!is_string) return refused(" cannot represent a non string value: ");
      if (type.accepts == nullptr || type.accepts(value.text)) return {};
      return refused(" cannot represent an invalid value: ");
    case scalar_form::boolean:
      if (value.kind == value_kind::boolean) return {};
      return refused(" cannot represent a non boolean value: ");
    case scalar_form::id:
      if (is_string || is_integer) return {};
      return refused(" cannot represent a non-string and non-integer value: ");
    case scalar_form::int64:
      if (!is_string && !is_integer) return refused(" cannot represent non-integer value: ");
      if (int64_of(value.text)) return {};
      return refused(is_integer ? " cannot represent non 64-bit signed integer value: "
                                : " cannot represent non-integer value: ");
    case scalar_form::json: return {};
  }
  return {};
}

}  // namespace detail
}  // namespace graphql
}  // namespace v0
}  // namespace entente
