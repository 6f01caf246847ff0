// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/entity/describe.hpp>
#include <entente/entity/field_kind.hpp>
#include <entente/reflect/for_each_field.hpp>
#include <entente/reflect/get_field.hpp>
#include <entente/testing/detail/entity_edits.hpp>
#include <entente/testing/detail/fill_random.hpp>
#include <entente/testing/seeded_random.hpp>
#include <entente/testing/value_range.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>
#include <utility>

namespace entente {
inline namespace v0 {
namespace detail {

/// Values and edits of entities, as a person might make them.
class random_edits {
 public:
  explicit random_edits(seeded_random const& dice, std::uint64_t& words) : dice_(dice), words_(words) {}

  /// `find(std::type_identity<Target>{})` gives a ref to some record, or to none.
  template <class Entity, class Find>
  Entity make(Find const& find) {
    Entity made{};
    for_each_index<Entity>([&]<std::size_t I>(std::integral_constant<std::size_t, I>) {
      set<Entity, I>(get_field<I>(made), find);
    });
    return made;
  }

  /// Changes one or more fields.
  template <class Entity, class Find>
  void change(Entity& value, Find const& find) {
    constexpr auto size = describe<Entity>::size;
    auto const first = dice_.below(size);
    for_each_index<Entity>([&]<std::size_t I>(std::integral_constant<std::size_t, I>) {
      if (I != first && !dice_.chance(15)) return;
      edit<Entity, I>(get_field<I>(value), find);
    });
  }

  /// Other values for the fields that no two records share.
  template <class Entity>
  void make_unique(Entity& value) {
    for_each_index<Entity>([&]<std::size_t I>(std::integral_constant<std::size_t, I>) {
      if constexpr (is_unique<Entity, I>) distinct(get_field<I>(value));
    });
  }

 private:
  template <class Entity, std::size_t I>
  static constexpr bool is_unique = [] {
    bool any = false;
    for (auto const& set : describe<Entity>::unique_sets) any = any || set.test(I);
    return any;
  }();

  template <class Entity, std::size_t I, class T, class Find>
  void set(T& field, Find const& find) {
    constexpr auto rule = model_rule_of<Entity, I>();
    if constexpr (kind_of<T> == field_kind::reference) {
      field = dice_.chance(85) ? find(std::type_identity<typename T::target>{}) : T{};
    } else if constexpr (rule == model_rule::sum) {
      field = static_cast<T>(dice_.below(20));
    } else if constexpr (is_unique<Entity, I>) {
      // From few values, so that devices clash.
      if constexpr (std::is_same_v<T, std::string>)
        field = "u" + std::to_string(dice_.below(12));
      else
        fill_random(field, dice_, value_range::plain, 0);
    } else {
      fill_random(field, dice_, dice_.chance(75) ? value_range::plain : value_range::all, 0);
      if constexpr (rule == model_rule::united) {
        field.clear();
        add_to<T>(field);
      } else if (dice_.chance(60)) {
        distinct(field);
      }
    }
  }

  template <class Entity, std::size_t I, class T, class Find>
  void edit(T& field, Find const& find) {
    constexpr auto rule = model_rule_of<Entity, I>();
    if constexpr (rule == model_rule::sum) {
      auto const by = static_cast<std::int64_t>(dice_.below(9)) - (std::is_unsigned_v<T> ? 0 : 4);
      field = static_cast<T>(field + static_cast<T>(by));
    } else if constexpr (rule == model_rule::united) {
      if (!field.empty() && dice_.chance(30))
        field.erase(field.begin() + static_cast<std::ptrdiff_t>(dice_.below(field.size())));
      else
        add_to<T>(field);
    } else if constexpr (rule == model_rule::appended) {
      if (!field.empty() && dice_.chance(3))
        field.clear();
      else
        add_to<T>(field);
    } else if constexpr (rule == model_rule::highest || rule == model_rule::lowest) {
      T other = field;
      set<Entity, I>(other, find);
      bool const on = rule == model_rule::highest ? field < other : other < field;
      if (on || dice_.chance(2)) field = other;
    } else {
      set<Entity, I>(field, find);
    }
  }

  template <class List>
  void add_to(List& list) {
    element_of<List> one{};
    fill_random(one, dice_, value_range::plain, 1);
    if (!dice_.chance(15)) distinct(one);
    auto const text = json_of<element_of<List>>(one);
    for (auto const& each : list)
      if (json_of<element_of<List>>(each) == text) return;
    list.push_back(std::move(one));
  }

  /// A value that nobody has used, where the type has room for one.
  template <class T>
  void distinct(T& value) {
    if constexpr (kind_of<T> == field_kind::string)
      value = "w" + std::to_string(++words_);
    else if constexpr (kind_of<T> == field_kind::integer && sizeof(T) >= 4)
      value = static_cast<T>(1000 + ++words_);
    else if constexpr (kind_of<T> == field_kind::floating)
      value = static_cast<T>(1000 + ++words_);
  }

  seeded_random const& dice_;
  std::uint64_t& words_;
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
