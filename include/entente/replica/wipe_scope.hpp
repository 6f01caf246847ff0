// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/entity/describe.hpp>
#include <entente/entity/field_kind.hpp>
#include <entente/entity/id.hpp>
#include <entente/replica/condition.hpp>
#include <entente/replica/detail/query_text.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace entente {
inline namespace v0 {

/// What becomes of wiped records on this device.
enum class after_wipe : std::uint8_t {
  exclude,     ///< they stay away: what is in the scope, now or later, is not kept here
  redownload,  ///< they come again, as the server has them, with the next sync
};

/// What a wipe removes, and what it kept safe.
struct wipe_summary {
  std::size_t records = 0;     ///< removed from this device
  std::size_t operations = 0;  ///< work that the server had not acknowledged, set aside or discarded
};

/// An exclusion that a wipe has left.
struct exclusion_info {
  std::int64_t id = 0;
  std::vector<std::string> entities{};  ///< of which it keeps records out
  std::size_t records = 0;              ///< it and others keep out of these entities
};

namespace detail {

/// One entity's part of a scope.
struct scope_part {
  std::size_t entity = 0;  ///< its place in the schema
  query_text condition{};
};

template <class Target>
struct scope_of_record {
  id<Target> which;

  template <class Schema>
  [[nodiscard]] std::vector<scope_part> parts() const {
    static_assert(Schema::template contains<Target>,
                  "entente: this type is not an entity of the schema; add it to schema<...>");
    std::vector<scope_part> found;
    Schema::for_each([&]<class Entity>(std::type_identity<Entity>, std::size_t i) {
      query_text one;
      if constexpr (std::is_same_v<Entity, Target>) add(one, "entente_key");
      [&]<std::size_t... I>(std::index_sequence<I...>) {
        (add_if_ref<Entity, I>(one), ...);
      }(std::make_index_sequence<describe<Entity>::size>{});
      if (!one.sql.empty()) found.push_back({i, std::move(one)});
    });
    return found;
  }

 private:
  template <class Entity, std::size_t I>
  void add_if_ref(query_text& to) const {
    using type = field_type<Entity, I>;
    if constexpr (kind_of<type> == field_kind::reference)
      if constexpr (std::is_same_v<typename type::target, Target>)
        add(to, describe<Entity>::columns[I]);
  }
  void add(query_text& to, std::string_view column) const {
    to.sql += (to.sql.empty() ? "" : " OR ") + quoted_name(column) + " IS ?";
    to.values.emplace_back(which.key);
  }
};

template <class Entity, condition Condition>
struct scope_where {
  Condition wanted;

  template <class Schema>
  [[nodiscard]] std::vector<scope_part> parts() const {
    static_assert(Schema::template contains<Entity>,
                  "entente: this type is not an entity of the schema; add it to schema<...>");
    scope_part one{Schema::template index_of<Entity>, {}};
    wanted.template write<Entity>(one.condition);
    return {std::move(one)};
  }
};

}  // namespace detail

/// What a wipe is about.
struct wipe_scope {
  /// A record, and every record with a field that refers to it.
  template <class Entity>
  [[nodiscard]] static auto of(id<Entity> which) {
    return detail::scope_of_record<Entity>{which};
  }
  template <class Entity>
  [[nodiscard]] static auto of(ref<Entity> which) {
    return detail::scope_of_record<Entity>{*which};
  }
  /// The records of one entity for which a condition on their fields holds.
  template <class Entity, condition Condition>
  [[nodiscard]] static auto where(Condition wanted) {
    return detail::scope_where<Entity, Condition>{std::move(wanted)};
  }
};

}  // namespace v0
}  // namespace entente
