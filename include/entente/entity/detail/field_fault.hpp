// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/customize.hpp>
#include <entente/entity/field_kind.hpp>
#include <entente/entity/id.hpp>
#include <entente/reflect/enum_name.hpp>
#include <entente/reflect/field_count.hpp>
#include <entente/reflect/field_type.hpp>
#include <entente/reflect/reflected.hpp>

#include <concepts>
#include <cstddef>
#include <optional>
#include <type_traits>

namespace entente {
inline namespace v0 {
namespace detail {

/// Why a type cannot be that of a field.
enum class field_fault {
  none,
  unsupported,
  has_base,
  has_array,
  too_many_fields,
  inherited_adaptation,
  unusable_accessor,
  not_a_value,    ///< a nested type without default constructor or copies
  is_id,          ///< id<T> is the key of a record, ref<T> the field that points at it
  two_nulls,      ///< an optional of an optional or of a ref
  unfixed_enum,   ///< an enumeration without a fixed underlying type
  nameless_enum,  ///< an enumeration without a value in enum_range
  unusable_codec,
};

/// A fault and the type at fault, which may be deep inside the field's type.
template <field_fault Fault, class Part>
struct fault_in {
  static constexpr field_fault fault = Fault;
  using part = Part;
};
using no_fault = fault_in<field_fault::none, void>;

constexpr field_fault fault_of(reflection_fault fault) noexcept {
  switch (fault) {
    case reflection_fault::has_base: return field_fault::has_base;
    case reflection_fault::has_array: return field_fault::has_array;
    case reflection_fault::too_many_fields: return field_fault::too_many_fields;
    case reflection_fault::inherited_adaptation: return field_fault::inherited_adaptation;
    case reflection_fault::unusable_accessor: return field_fault::unusable_accessor;
    default: return field_fault::unsupported;
  }
}

template <class T>
inline constexpr bool is_id = false;
template <class Entity>
inline constexpr bool is_id<id<Entity>> = true;

/// Field types are made empty, copied and assigned, alone and in lists.
template <class T>
concept plain_value = std::default_initializable<T> && std::copyable<T>;

template <class T>
concept usable_codec = requires(T const& value, typename field_codec<T>::stored const& form) {
  { field_codec<T>::store(value) } -> std::same_as<typename field_codec<T>::stored>;
  { field_codec<T>::load(form) } -> std::same_as<std::optional<T>>;
  requires !std::same_as<typename field_codec<T>::stored, T>;
};

/// The kind of what is stored in the end, behind all codecs.
template <class T>
constexpr field_kind stored_kind() {
  if constexpr (kind_of<T> == field_kind::custom && usable_codec<T>)
    return stored_kind<typename field_codec<T>::stored>();
  else
    return kind_of<T>;
}

template <class E>
constexpr field_fault enum_fault() {
  if constexpr (!named_enum<E>)
    return field_fault::unfixed_enum;
  else
    return enum_count<E> == 0 ? field_fault::nameless_enum : field_fault::none;
}

template <class T, class... Outer>
constexpr auto find_fault();

/// The first fault in the fields from the I-th on.
template <class T, std::size_t I, class... Outer>
constexpr auto find_fault_from() {
  if constexpr (I == field_count<T>) {
    return no_fault{};
  } else {
    using found = decltype(find_fault<field_type<T, I>, Outer...>());
    if constexpr (found::fault != field_fault::none)
      return found{};
    else
      return find_fault_from<T, I + 1, Outer...>();
  }
}

/// What keeps T from being a field, all the way down. `Outer` are the types it is being looked at
/// from, so that a tree node with a list of its own kind does not recurse for ever.
template <class T, class... Outer>
constexpr auto find_fault() {
  constexpr field_kind kind = kind_of<T>;
  if constexpr ((std::is_same_v<T, Outer> || ...)) {
    return no_fault{};
  } else if constexpr (kind == field_kind::unsupported) {
    return fault_in<fault_of(reflection_fault_of<T>), T>{};
  } else if constexpr (kind == field_kind::enumeration) {
    return fault_in<enum_fault<T>(), T>{};
  } else if constexpr (kind == field_kind::custom) {
    if constexpr (!usable_codec<T>)
      return fault_in<field_fault::unusable_codec, T>{};
    else if constexpr (!plain_value<T>)
      return fault_in<field_fault::not_a_value, T>{};
    else
      return find_fault<typename field_codec<T>::stored, T, Outer...>();
  } else if constexpr (kind == field_kind::optional) {
    constexpr field_kind inner = stored_kind<element_of<T>>();
    if constexpr (inner == field_kind::optional || inner == field_kind::reference)
      return fault_in<field_fault::two_nulls, T>{};
    else
      return find_fault<element_of<T>, Outer...>();
  } else if constexpr (kind == field_kind::list || kind == field_kind::array ||
                       kind == field_kind::map) {
    return find_fault<element_of<T>, Outer...>();
  } else if constexpr (kind == field_kind::aggregate) {
    using found = decltype(find_fault_from<T, 0, T, Outer...>());
    if constexpr (is_id<T>)
      return fault_in<field_fault::is_id, T>{};
    else if constexpr (found::fault == field_fault::none && !plain_value<T>)
      return fault_in<field_fault::not_a_value, T>{};
    else
      return found{};
  } else {
    return no_fault{};
  }
}

template <class T>
using fault_found = decltype(find_fault<T>());

}  // namespace detail
}  // namespace v0
}  // namespace entente
