// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/customize.hpp>
#include <entente/entity/field_kind.hpp>
#include <entente/graphql/type_system.hpp>
#include <entente/serve/detail/text.hpp>

#include <string_view>
#include <type_traits>

namespace entente {
inline namespace v0 {
namespace detail::serving {

inline constexpr std::string_view bang = "!";
inline constexpr std::string_view open_bracket = "[";
inline constexpr std::string_view close_bracket = "]";

/// 64-bit numbers that Int64 cannot hold; the entity's decoder checks the range.
inline constexpr graphql::type_def uint64_type{
    .kind = graphql::type_kind::scalar,
    .name = "UInt64",
    .description = "An unsigned whole number of 64 bits, as a JSON integer.",
    .scalar = graphql::scalar_form::json};

template <class T>
constexpr std::string_view scalar_name() {
  constexpr field_kind kind = kind_of<T>;
  if constexpr (kind == field_kind::boolean)
    return "Boolean";
  else if constexpr (kind == field_kind::integer)
    return sizeof(T) < 4 || (sizeof(T) == 4 && std::is_signed_v<T>) ? "Int"
           : sizeof(T) == 8 && std::is_unsigned_v<T>                ? "UInt64"
                                                                    : "Int64";
  else if constexpr (kind == field_kind::floating)
    return "Float";
  else if constexpr (kind == field_kind::time_point)
    return "DateTime";
  else if constexpr (kind == field_kind::duration)
    return "Int64";
  else if constexpr (kind == field_kind::identifier || kind == field_kind::reference)
    return "ID";
  else if constexpr (kind == field_kind::map || kind == field_kind::aggregate)
    return "JSON";
  else
    return "String";
}

/// The GraphQL type of a field type: `inner` where null is allowed, `text` as an object has it.
/// Numbers that are not finite have no form in GraphQL and read as null.
template <class T>
struct field_graphql_type {
  static constexpr bool may_be_null =
      kind_of<T> == field_kind::reference || kind_of<T> == field_kind::floating;
  static constexpr std::string_view inner = scalar_name<T>();
  static constexpr std::string_view text = may_be_null ? inner : joined<inner, bang>::text;
};

template <class T>
requires(kind_of<T> == field_kind::optional) struct field_graphql_type<T> {
  static constexpr std::string_view inner = field_graphql_type<element_of<T>>::inner;
  static constexpr std::string_view text = inner;
};

template <class T>
requires(kind_of<T> == field_kind::list ||
         kind_of<T> == field_kind::array) struct field_graphql_type<T> {
  static constexpr std::string_view inner =
      joined<open_bracket, field_graphql_type<element_of<T>>::text, close_bracket>::text;
  static constexpr std::string_view text = joined<inner, bang>::text;
};

template <class T>
requires(kind_of<T> == field_kind::custom) struct field_graphql_type<T>
    : field_graphql_type<typename field_codec<T>::stored> {
};

}  // namespace detail::serving
}  // namespace v0
}  // namespace entente
