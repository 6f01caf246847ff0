// SPDX-License-Identifier: BSL-1.0
/// Conditions on the fields of an entity, as C++ expressions:
///
///     field<&Task::done> == false && (field<"title">.like("%x%") || !field<&Task::note>.is_null())
///
/// They name columns at compile time and hold values only, so nothing in them can become SQL. A value that
/// does not fit its field is refused where the condition is used. `==` and `!=` take an empty optional for
/// a value like any other, as C++ does.
#pragma once

#include <entente/base/fixed_string.hpp>
#include <entente/customize.hpp>
#include <entente/entity/describe.hpp>
#include <entente/entity/field_kind.hpp>
#include <entente/reflect/field_name.hpp>
#include <entente/reflect/field_type.hpp>
#include <entente/replica/detail/query_text.hpp>
#include <entente/sql/columns.hpp>
#include <entente/sql/identifier.hpp>

#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace entente {
inline namespace v0 {

namespace checks {

/// Named by the compiler where a query compares a field with what it cannot hold.
template <class Entity, fixed_string Field, class FieldType, class Value>
struct value_fits_the_field {
  static_assert(detail::comparable_with<FieldType, Value>,
                "entente: this value cannot be compared with the field; give a value of the "
                "field's type");
};

template <class Entity, fixed_string Field, class FieldType>
struct field_is_text {
  static_assert(detail::holds_text<FieldType>, "entente: like() needs a field that holds text");
};

}  // namespace checks

/// What every condition is.
template <class T>
concept condition = requires {
  typename T::entente_condition;
};

namespace detail {

/// A field's name as part of a template argument, for the compiler to print.
template <class Entity, std::size_t I>
inline constexpr auto queried_field =
    fixed_string<field_name<Entity, I>.size()>{field_name<Entity, I>};

template <class Entity, designator Field>
std::string column_of() {
  return quoted_name(describe<Entity>::columns[field_of<Entity, Field>]);
}

template <designator Field, class Value>
struct comparison {
  using entente_condition = void;
  char const* sign;  // one of the literals below
  Value value;

  template <class Entity>
  void write(query_text& to) const {
    constexpr std::size_t index = field_of<Entity, Field>;
    using type = field_type<Entity, index>;
    if constexpr (comparable_with<type, Value>) {
      to.sql += column_of<Entity, Field>();
      to.sql += sign;
      to.sql += '?';
      to.values.push_back(sql_value_of<type>(value));
    } else {
      checks::value_fits_the_field<Entity, queried_field<Entity, index>, type, Value>{};
    }
  }
};

template <designator Field>
struct text_match {
  using entente_condition = void;
  std::string pattern;

  template <class Entity>
  void write(query_text& to) const {
    constexpr std::size_t index = field_of<Entity, Field>;
    if constexpr (holds_text<field_type<Entity, index>>) {
      to.sql += column_of<Entity, Field>() + " LIKE ? ESCAPE '\\'";
      to.values.emplace_back(pattern);
    } else {
      checks::field_is_text<Entity, queried_field<Entity, index>, field_type<Entity, index>>{};
    }
  }
};

template <designator Field>
struct null_test {
  using entente_condition = void;
  bool wanted;

  template <class Entity>
  void write(query_text& to) const {
    to.sql += column_of<Entity, Field>() + (wanted ? " IS NULL" : " IS NOT NULL");
  }
};

template <designator Field, class Value>
struct membership {
  using entente_condition = void;
  std::vector<Value> values;

  template <class Entity>
  void write(query_text& to) const {
    constexpr std::size_t index = field_of<Entity, Field>;
    using type = field_type<Entity, index>;
    if constexpr (comparable_with<type, Value>) {
      to.sql += column_of<Entity, Field>() + " IN (" + placeholders(values.size()) + ')';
      for (Value const& each : values) to.values.push_back(sql_value_of<type>(each));
      to.varies = true;
    } else {
      checks::value_fits_the_field<Entity, queried_field<Entity, index>, type, Value>{};
    }
  }
};

template <condition Left, condition Right>
struct junction {
  using entente_condition = void;
  char const* word;
  Left left;
  Right right;

  template <class Entity>
  void write(query_text& to) const {
    to.sql += '(';
    left.template write<Entity>(to);
    to.sql += word;
    right.template write<Entity>(to);
    to.sql += ')';
  }
};

template <condition Inner>
struct negation {
  using entente_condition = void;
  Inner inner;

  template <class Entity>
  void write(query_text& to) const {
    // A comparison with NULL is not known in SQL; here it is false, and its negation true.
    to.sql += "(NOT ifnull(";
    inner.template write<Entity>(to);
    to.sql += ",0))";
  }
};

/// Text by any name is kept as a string, for the condition outlives the expression it was made in.
template <class T>
using kept_value =
    std::conditional_t<std::is_convertible_v<T, std::string_view> && !is_nothing<std::decay_t<T>>,
                       std::string, std::decay_t<T>>;

template <class Kept, class T>
Kept keep(T const& value) {
  if constexpr (std::is_same_v<Kept, std::string>)
    return std::string{std::string_view{value}};
  else
    return value;
}

}  // namespace detail

/// One field in a condition or an order. Use the constant `field<...>`.
template <designator Field>
struct field_expression {
  /// SQL's LIKE: `%` for any text, `_` for one character, `\` before either for itself; ASCII letters match
  /// in either case.
  [[nodiscard]] auto like(std::string_view pattern) const {
    return detail::text_match<Field>{std::string{pattern}};
  }
  /// Optionals without a value, refs to nothing.
  [[nodiscard]] auto is_null() const { return detail::null_test<Field>{true}; }
  [[nodiscard]] auto is_not_null() const { return detail::null_test<Field>{false}; }
  /// Equal to one of some values.
  template <class T>
  [[nodiscard]] auto in(std::initializer_list<T> values) const {
    return in(std::vector<T>(values));
  }
  template <class T>
  [[nodiscard]] auto in(std::vector<T> const& values) const {
    using kept = detail::kept_value<T>;
    detail::membership<Field, kept> one;
    for (T const& each : values) one.values.push_back(detail::keep<kept>(each));
    return one;
  }

  friend auto operator==(field_expression, auto const& value) { return compared(" IS ", value); }
  friend auto operator!=(field_expression, auto const& value) {
    return compared(" IS NOT ", value);
  }
  friend auto operator<(field_expression, auto const& value) { return compared("<", value); }
  friend auto operator<=(field_expression, auto const& value) { return compared("<=", value); }
  friend auto operator>(field_expression, auto const& value) { return compared(">", value); }
  friend auto operator>=(field_expression, auto const& value) { return compared(">=", value); }

 private:
  template <class T>
  static auto compared(char const* sign, T const& value) {
    using kept = detail::kept_value<T>;
    return detail::comparison<Field, kept>{sign, detail::keep<kept>(value)};
  }
};

/// Names a field in a query: `field<&Task::done>`, `field<"title">`.
template <designator Field>
inline constexpr field_expression<Field> field{};

namespace detail {

// Here, because this is where they are looked for: conditions are types of this namespace.
template <condition Left, condition Right>
[[nodiscard]] auto operator&&(Left left, Right right) {
  return junction<Left, Right>{" AND ", std::move(left), std::move(right)};
}
template <condition Left, condition Right>
[[nodiscard]] auto operator||(Left left, Right right) {
  return junction<Left, Right>{" OR ", std::move(left), std::move(right)};
}
template <condition Inner>
[[nodiscard]] auto operator!(Inner inner) {
  return negation<Inner>{std::move(inner)};
}

}  // namespace detail

}  // namespace v0
}  // namespace entente
