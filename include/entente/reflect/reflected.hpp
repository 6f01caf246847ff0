// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/reflect/detail/adapted_fields.hpp>
#include <entente/reflect/detail/aggregate_shape.hpp>

#include <type_traits>

namespace entente {
inline namespace v0 {

/// Why the fields of a type cannot be listed. Higher floors turn each into a sentence.
enum class reflection_fault {
  none,
  not_a_class,           ///< a fundamental type, a pointer, a union: it has no fields to name
  not_an_aggregate,      ///< constructors, private or virtual members, and no Hana adaptation
  has_base,              ///< an aggregate with a base class, and no Hana adaptation
  has_array,             ///< an aggregate with a C array member, and no Hana adaptation
  is_tuple,              ///< std::array and others with their own std::get: no field names
  too_many_fields,       ///< more than 100 fields, each element of a C array counted
  uncountable,           ///< its first member cannot be initialised by any one value
  inherited_adaptation,  ///< the Hana adaptation is that of a base class: own members are missing
  unusable_accessor,     ///< a Hana accessor without a string name or mutable reference
};

namespace detail {

template <class T>
constexpr reflection_fault find_reflection_fault() noexcept {
  if constexpr (!std::is_class_v<T>) {
    return reflection_fault::not_a_class;
  } else if constexpr (boost::hana::Struct<T>::value) {
    if constexpr (adaptation_is_inherited<T>()) return reflection_fault::inherited_adaptation;
    else if constexpr (!every_adapted_field_usable<T>()) return reflection_fault::unusable_accessor;
    else return reflection_fault::none;
  } else if constexpr (!std::is_aggregate_v<T>) {
    return reflection_fault::not_an_aggregate;
  } else if constexpr (tuple_like<T>) {
    return reflection_fault::is_tuple;
  } else if constexpr (has_base<T>()) {
    return reflection_fault::has_base;
  } else if constexpr (initializer_count<T> > plain_field_limit) {
    return reflection_fault::too_many_fields;
  } else if constexpr (initializer_count<T> == 0 && !std::is_empty_v<T>) {
    return reflection_fault::uncountable;
  } else if constexpr (array_from<T, 0, initializer_count<T>>()) {
    return reflection_fault::has_array;
  } else {
    return reflection_fault::none;
  }
}

}  // namespace detail

/// What keeps T from being reflected; `none` for a reflected type. T must be complete, and a Hana
/// adaptation must be visible before T is first asked about.
///
/// Not detected here, but refused by the compiler when the fields are first touched: bit-fields,
/// reference members, anonymous structs and unions, arrays whose elements have no default
/// constructor. An array of one element is an ordinary field, of type `E[1]`.
template <class T>
inline constexpr reflection_fault reflection_fault_of =
    detail::find_reflection_fault<std::remove_cv_t<T>>();

/// Whether T lists its fields through Boost.Hana (BOOST_HANA_ADAPT_STRUCT,
/// BOOST_HANA_DEFINE_STRUCT, `accessors_impl`). An adaptation takes precedence over what T looks
/// like.
template <class T>
concept adapted = boost::hana::Struct<std::remove_cv_t<T>>::value &&
                  (reflection_fault_of<T> == reflection_fault::none);

/// Whether T is an aggregate that reflects as it stands: no base, no C array, 100 fields or fewer.
template <class T>
inline constexpr bool plain_aggregate = !boost::hana::Struct<std::remove_cv_t<T>>::value &&
                                        reflection_fault_of<T> == reflection_fault::none;

/// A type whose fields the library can count, name and reach: a plain aggregate or an adapted type.
template <class T>
concept reflected = (reflection_fault_of<T> == reflection_fault::none);

}  // namespace v0
}  // namespace entente
