// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/customize.hpp>
#include <entente/entity/describe.hpp>
#include <entente/entity/detail/designators.hpp>

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

namespace entente {
inline namespace v0 {
namespace detail {

template <class T>
inline constexpr bool is_std_optional = false;
template <class T>
inline constexpr bool is_std_optional<std::optional<T>> = true;

template <class Entity>
struct history_list {
  using type = field_history<>;
};
template <class Entity>
  requires requires { typename entity_traits<Entity>::history; }
struct history_list<Entity> {
  using type = typename entity_traits<Entity>::history;
};

/// One former name of a field.
struct former_name {
  std::size_t field;
  std::string_view name;
  int before;
};

template <class Entity, class Change>
struct former_name_of {
  static constexpr bool is_one = false;
};
template <class Entity, designator Field, field_literal Name, int Before>
struct former_name_of<Entity, formerly<Field, Name, Before>> {
  static constexpr bool is_one = true;
  static constexpr former_name value{find_field<Entity, Field>(), name_as_storage<Name>.view(),
                                     Before};
};

template <class Entity, class List>
struct former_name_list {
  static constexpr std::array<former_name, 0> all{};
};
template <class Entity, class... Changes>
struct former_name_list<Entity, field_history<Changes...>> {
  static constexpr std::size_t count =
      (std::size_t{0} + ... + (former_name_of<Entity, Changes>::is_one ? 1 : 0));
  static constexpr auto all = [] {
    std::array<former_name, count> found{};
    std::size_t next = 0;
    static_cast<void>(next);
    (
        [&] {
          if constexpr (former_name_of<Entity, Changes>::is_one)
            found[next++] = former_name_of<Entity, Changes>::value;
        }(),
        ...);
    return found;
  }();
};

/// The former names of an entity's fields, the oldest first.
template <class Entity>
inline constexpr auto former_names =
    former_name_list<Entity, typename history_list<Entity>::type>::all;

/// The conversions of field I, the oldest first, as a tuple of `converted`.
template <class Entity, std::size_t I, class List>
struct conversion_list {
  using type = std::tuple<>;
};
template <class Entity, std::size_t I, class Change>
struct conversion_of {
  using type = std::tuple<>;
};
template <class Entity, std::size_t I, designator Field, class Old, auto Convert, auto Back,
          int Before>
struct conversion_of<Entity, I, converted<Field, Old, Convert, Back, Before>> {
  using type = std::conditional_t<find_field<Entity, Field>() == I,
                                  std::tuple<converted<Field, Old, Convert, Back, Before>>,
                                  std::tuple<>>;
};
template <class Entity, std::size_t I, class... Changes>
struct conversion_list<Entity, I, field_history<Changes...>> {
  using type =
      decltype(std::tuple_cat(std::declval<typename conversion_of<Entity, I, Changes>::type>()...));
};
template <class Entity, std::size_t I>
using conversions = typename conversion_list<Entity, I, typename history_list<Entity>::type>::type;

/// Which of an entity's fields have any.
template <class Entity>
inline constexpr auto has_conversions = []<std::size_t... I>(std::index_sequence<I...>) {
  return std::array<bool, sizeof...(I)>{(std::tuple_size_v<conversions<Entity, I>> > 0)...};
}(std::make_index_sequence<describe<Entity>::size>{});

template <class Change>
struct conversion_parts;
template <designator Field, class Old, auto Convert, auto Back, int Before>
struct conversion_parts<converted<Field, Old, Convert, Back, Before>> {
  using old = Old;
  static constexpr auto convert = Convert;
  static constexpr auto back = Back;
  static constexpr bool has_back = !std::is_same_v<std::remove_cvref_t<decltype(Back)>, std::nullptr_t>;
  static constexpr int before = Before;
};

template <class Entity>
inline constexpr std::string_view former_entity_name = [] {
  if constexpr (requires { entity_traits<Entity>::formerly; })
    return std::string_view{entity_traits<Entity>::formerly};
  else
    return std::string_view{};
}();

template <class Entity>
inline constexpr int renamed_before = [] {
  if constexpr (requires { entity_traits<Entity>::formerly_before; })
    return static_cast<int>(entity_traits<Entity>::formerly_before);
  else
    return 0;
}();

/// Whether the entity, or one of its fields, was ever another.
template <class Entity>
inline constexpr bool has_history =
    !std::is_same_v<typename history_list<Entity>::type, field_history<>> ||
    !former_entity_name<Entity>.empty();

template <class Schema>
constexpr int since(int before) {
  return before == 0 ? Schema::version : before;
}

/// An entity's name on the wire in a schema of that version.
template <class Schema, class Entity>
constexpr std::string_view entity_name_at(int version) {
  bool const older =
      !former_entity_name<Entity>.empty() && version < since<Schema>(renamed_before<Entity>);
  return older ? former_entity_name<Entity> : describe<Entity>::name;
}

/// The position of an entity by the name it had in a schema of that version; `Schema::size` when
/// there is none.
template <class Schema>
constexpr std::size_t find_entity_at(std::string_view name, int version) {
  std::size_t found = Schema::size;
  Schema::for_each([&]<class Entity>(std::type_identity<Entity>, std::size_t i) {
    if (found == Schema::size && entity_name_at<Schema, Entity>(version) == name) found = i;
  });
  return found;
}

/// The name on the wire that a field had in a schema of that version.
template <class Schema, class Entity>
constexpr std::string_view wire_name_at(std::size_t field, int version) {
  former_name const* oldest = nullptr;
  for (auto const& each : former_names<Entity>)
    if (each.field == field && version < since<Schema>(each.before) &&
        (oldest == nullptr || since<Schema>(each.before) < since<Schema>(oldest->before)))
      oldest = &each;
  return oldest != nullptr ? oldest->name : describe<Entity>::wire_names[field];
}

/// The field by the name it had on the wire in a schema of that version; the entity's size when there
/// is none. A field that was renamed comes before one that took over its name.
template <class Schema, class Entity>
constexpr std::size_t field_named_at(std::string_view name, int version) {
  using about = describe<Entity>;
  if constexpr (former_names<Entity>.size() > 0)
    if (version < Schema::version)
      for (std::size_t i = 0; i < about::size; ++i) {
        auto const then = wire_name_at<Schema, Entity>(i, version);
        if (then == name && then != about::wire_names[i]) return i;
      }
  auto const now = about::index_of_wire_name(name);
  return now < about::size && wire_name_at<Schema, Entity>(now, version) == name ? now
                                                                                 : about::size;
}

}  // namespace detail
}  // namespace v0
}  // namespace entente
