// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/customize.hpp>
#include <entente/entity/detail/designators.hpp>
#include <entente/entity/detail/field_names.hpp>
#include <entente/entity/detail/policy_lookup.hpp>
#include <entente/entity/field_kind.hpp>
#include <entente/entity/field_mask.hpp>
#include <entente/entity/reference_rule.hpp>
#include <entente/reflect/field_count.hpp>
#include <entente/reflect/field_name.hpp>
#include <entente/reflect/field_type.hpp>
#include <entente/reflect/type_name.hpp>

#include <array>
#include <cstddef>
#include <string_view>
#include <utility>

namespace entente {
inline namespace v0 {
namespace detail {

template <std::size_t N>
constexpr field_mask mask_of(std::array<bool, N> const& flags) {
  field_mask mask;
  for (std::size_t i = 0; i < N; ++i)
    if (flags[i]) mask.set(i);
  return mask;
}

}  // namespace detail

/// Everything the library knows of an entity, at compile time, with its traits applied. Indices are
/// those of declaration order. All members are constants.
template <class Entity>
struct describe {
  using traits = entity_traits<Entity>;

  /// How many fields it has.
  static constexpr std::size_t size = field_count<Entity>;

  /// Its name: on the wire, in error texts, in the GraphQL schema.
  static constexpr std::string_view name = [] {
    if constexpr (requires { traits::name; })
      return std::string_view{traits::name};
    else
      return type_name<Entity>;
  }();

  /// Its table's name in SQL.
  static constexpr std::string_view table = [] {
    if constexpr (requires { traits::table; })
      return std::string_view{traits::table};
    else
      return name;
  }();

  /// The type, and the policy, of one field.
  template <std::size_t I>
  using type = field_type<Entity, I>;
  template <std::size_t I>
  using policy = detail::policy_of<Entity, I>;

  /// The fields' names in C++ (and in error texts), in SQL, and on the wire.
  static constexpr std::array<std::string_view, size> field_names = entente::field_names<Entity>;
  static constexpr std::array<std::string_view, size> columns = detail::column_names<Entity>();
  static constexpr std::array<std::string_view, size> wire_names = detail::wire_names<Entity>();

  /// What a delete of the record that a field refers to does, by field.
  static constexpr std::array<reference_rule, size> reference_rules = detail::reference_rules<Entity>();

  /// Which fields have such a rule.
  static constexpr std::array<bool, size> ruled = [] {
    std::array<bool, size> flags{};
    for (std::size_t i = 0; i < size; ++i) flags[i] = reference_rules[i] != reference_rule::none;
    return flags;
  }();

  /// All its fields, and those that get an SQL index: those it wants one for, and refs with a rule.
  static constexpr field_mask all = field_mask::first(size);
  static constexpr field_mask indexed = detail::indexed_fields<Entity>() | detail::mask_of(ruled);

  /// The sets of fields whose values no two live records share.
  static constexpr auto unique_sets = detail::unique_fields<Entity>();

  /// The refs by which a change counts for the record referred to as well.
  static constexpr field_mask touches = detail::touching_fields<Entity>();

  /// Which of its fields are refs.
  static constexpr std::array<bool, size> is_ref = []<std::size_t... I>(std::index_sequence<I...>) {
    return std::array<bool, size>{(kind_of<field_type<Entity, I>> == field_kind::reference)...};
  }(std::make_index_sequence<size>{});
  static constexpr field_mask refs = detail::mask_of(is_ref);

  /// Whether its records are recorded once and never deleted; what a delete does to an update; and
  /// whether any two edits of one record clash.
  static constexpr bool data_capture = detail::captures_data<Entity>;
  static constexpr delete_rule on_delete = [] {
    if constexpr (data_capture)
      return delete_rule::update_wins;
    else if constexpr (requires { traits::on_delete; })
      return traits::on_delete;
    else
      return delete_rule::delete_wins;
  }();
  static constexpr bool whole_record = [] {
    if constexpr (requires { traits::whole_record; })
      return traits::whole_record;
    else
      return false;
  }();

  /// Whether not every principal of a tenant sees all its records.
  static constexpr bool restricted =
      requires(std::string_view principal, Entity const& value) { traits::visible(principal, value); };

  /// The index of a field by one of its names; `size` when there is none.
  static constexpr std::size_t index_of_wire_name(std::string_view wanted) {
    for (std::size_t i = 0; i < size; ++i)
      if (wire_names[i] == wanted) return i;
    return size;
  }
  static constexpr std::size_t index_of_name(std::string_view wanted) {
    for (std::size_t i = 0; i < size; ++i)
      if (field_names[i] == wanted) return i;
    return size;
  }
};

/// The index of the field a designator names: `field_of<Task, &Task::title>`,
/// `field_of<Task, "title">`. A designator that names none does not compile.
template <class Entity, designator Field>
inline constexpr std::size_t field_of = detail::designated_field<Entity, Field>::index;

}  // namespace v0
}  // namespace entente
