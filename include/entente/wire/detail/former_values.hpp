// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/limits.hpp>
#include <entente/base/set_positions.hpp>
#include <entente/entity/describe.hpp>
#include <entente/entity/former_schema.hpp>
#include <entente/wire/decode.hpp>
#include <entente/wire/encode.hpp>
#include <entente/wire/json_reader.hpp>

#include <array>
#include <cstddef>
#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

namespace entente {
inline namespace v0 {
namespace detail {

/// Reads a text that is one value and nothing else.
template <class T>
bool read_whole(std::string_view raw, T& into) {
  json_reader from{raw, max_json_depth};
  return read_json(from, into) && from.finish();
}

/// What a function of the application made, or nothing: also where it throws.
template <auto Function, class From>
auto called(From const& value) {
  using made = std::remove_cvref_t<decltype(Function(value))>;
  if constexpr (is_std_optional<made>) {
    try {
      return Function(value);
    } catch (std::exception const&) {
      return made{};
    }
  } else {
    try {
      return std::optional<made>{Function(value)};
    } catch (std::exception const&) {
      return std::optional<made>{};
    }
  }
}

/// Carries a value of the K-th former type of a field on to today's, as text.
template <class Entity, std::size_t I, std::size_t K, class Value>
bool write_converted(Value const& value, std::string& raw) {
  using all = conversions<Entity, I>;
  if constexpr (K == std::tuple_size_v<all>) {
    std::string text;
    write_json(text, value);
    raw = std::move(text);
    return true;
  } else {
    auto const next = called<conversion_parts<std::tuple_element_t<K, all>>::convert>(value);
    return next && write_converted<Entity, I, K + 1>(*next, raw);
  }
}

template <class Schema, class Entity, std::size_t I, std::size_t K = 0>
bool upcast_value(std::string& raw, int from) {
  using all = conversions<Entity, I>;
  if constexpr (K < std::tuple_size_v<all>) {
    using parts = conversion_parts<std::tuple_element_t<K, all>>;
    if (from >= since<Schema>(parts::before)) return upcast_value<Schema, Entity, I, K + 1>(raw, from);
    struct {
      typename parts::old value{};
    } former;
    return read_whole(raw, former.value) && write_converted<Entity, I, K>(former.value, raw);
  } else {
    return true;
  }
}

/// Carries a value back over the conversions down to the K-th, as text.
template <class Schema, class Entity, std::size_t I, std::size_t K, class Value>
bool write_unconverted(Value const& value, std::string& raw, int to) {
  using all = conversions<Entity, I>;
  if constexpr (K == 0) {
    raw.clear();
    write_json(raw, value);
    return true;
  } else {
    using parts = conversion_parts<std::tuple_element_t<K - 1, all>>;
    if (to >= since<Schema>(parts::before)) {
      raw.clear();
      write_json(raw, value);
      return true;
    }
    if constexpr (parts::has_back) {
      auto const former = called<parts::back>(value);
      return former && write_unconverted<Schema, Entity, I, K - 1>(*former, raw, to);
    } else {
      return false;
    }
  }
}

template <class Schema, class Entity, std::size_t I>
bool downcast_value(std::string& raw, int to) {
  constexpr std::size_t count = std::tuple_size_v<conversions<Entity, I>>;
  struct {
    field_type<Entity, I> today{};
  } read;
  return read_whole(raw, read.today) &&
         write_unconverted<Schema, Entity, I, count>(read.today, raw, to);
}

/// Runs `f.template operator()<I>()` for a field with conversions, which is known at run time; `otherwise` for
/// fields that have none.
template <class Entity, class F>
bool with_converted(std::size_t field, [[maybe_unused]] F&& f, bool otherwise) {
  bool result = otherwise;
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    static_cast<void>(((I == field && (result = f.template operator()<I>(), true)) || ...));
  }(set_positions<has_conversions<Entity>>{});
  return result;
}

/// Makes today's form of a field's value out of the form it had in a schema of that version; false where
/// there is none. Without a conversion the text stays.
template <class Schema, class Entity>
bool upcast_field(std::size_t field, std::string& raw, int from) {
  auto const up = [&]<std::size_t I>() { return upcast_value<Schema, Entity, I>(raw, from); };
  return with_converted<Entity>(field, up, field < describe<Entity>::size);
}

/// The reverse: false where an older program cannot be told.
template <class Schema, class Entity>
bool downcast_field(std::size_t field, std::string& raw, int to) {
  auto const down = [&]<std::size_t I>() { return downcast_value<Schema, Entity, I>(raw, to); };
  return with_converted<Entity>(field, down, field < describe<Entity>::size);
}

/// Whether a field was of another type in a schema of that version.
template <class Schema, class Entity>
bool was_converted(std::size_t field, int from) {
  auto const later = [&]<std::size_t I>() {
    return []<class... Changes>(std::type_identity<std::tuple<Changes...>>, int version) {
      return ((version < since<Schema>(conversion_parts<Changes>::before)) || ...);
    }(std::type_identity<conversions<Entity, I>>{}, from);
  };
  return with_converted<Entity>(field, later, false);
}

}  // namespace detail
}  // namespace v0
}  // namespace entente
