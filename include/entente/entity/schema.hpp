// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/customize.hpp>
#include <entente/entity/describe.hpp>
#include <entente/entity/detail/check_schema.hpp>
#include <entente/entity/detail/refusals.hpp>
#include <entente/entity/detail/refused.hpp>

#include <cstddef>
#include <string_view>
#include <tuple>
#include <type_traits>

namespace entente {
inline namespace v0 {

/// The entities of one application: the one type that replica, authority and server are made from.
/// Using it checks all of them; what cannot work is refused here, at compile time, by one sentence
/// with the entity and the field beside it.
template <class... Entities>
struct schema {
  static_assert(sizeof...(Entities) > 0, "entente: a schema needs at least one entity");

  static_assert(detail::report<decltype(detail::check_schema<schema, Entities...>())>::done);

  /// True in every program that compiles: asking is one more way of using the schema.
  static constexpr bool usable = true;

  /// Whether a type is one of the entities.
  template <class Entity>
  static constexpr bool contains = (std::is_same_v<Entity, Entities> || ...);

  /// How many entities there are.
  static constexpr std::size_t size = sizeof...(Entities);

  /// One entity by position.
  template <std::size_t I>
  using entity = std::tuple_element_t<I, std::tuple<Entities...>>;

  /// The position of an entity. A type that is none does not compile.
  template <class Entity>
  static constexpr std::size_t index_of = [] {
    using refused = detail::refused_unless<contains<Entity>,
                                           checks::entity_is_in_the_schema<Entity, schema>>;
    static_cast<void>(detail::report<refused>{});
    std::size_t index = 0;
    bool found = false;
    ((found = found || std::is_same_v<Entity, Entities>, index += found ? 0 : 1), ...);
    return index;
  }();

  /// The position of an entity by its name on the wire; `size` when there is none.
  static constexpr std::size_t find(std::string_view name) {
    std::size_t index = 0;
    bool found = false;
    ((found = found || describe<Entities>::name == name, index += found ? 0 : 1), ...);
    return index;
  }

  /// Calls `f(std::type_identity<Entity>{}, position)` for each entity.
  template <class F>
  static constexpr void for_each(F&& f) {
    std::size_t index = 0;
    (f(std::type_identity<Entities>{}, index++), ...);
  }

  /// The version its traits give it: 1 unless they say otherwise.
  static constexpr int version = [] {
    if constexpr (requires { schema_traits<schema>::version; })
      return schema_traits<schema>::version;
    else
      return 1;
  }();
};

}  // namespace v0
}  // namespace entente
