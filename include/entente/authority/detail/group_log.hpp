// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/authority/stored_row.hpp>
#include <entente/base/set_positions.hpp>
#include <entente/base/uuid.hpp>
#include <entente/entity/describe.hpp>
#include <entente/entity/field_equal.hpp>
#include <entente/entity/field_mask.hpp>
#include <entente/entity/referrers.hpp>
#include <entente/merge/diff.hpp>
#include <entente/reflect/field_type.hpp>
#include <entente/reflect/get_field.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <type_traits>
#include <unordered_set>
#include <utility>
#include <vector>

namespace entente {
inline namespace v0 {
namespace detail {

template <class Entity>
inline constexpr auto touching = [] {
  std::array<bool, describe<Entity>::size> flags{};
  for (std::size_t i = 0; i < flags.size(); ++i) flags[i] = describe<Entity>::touches.test(i);
  return flags;
}();

/// Whether a change of some entity counts for records of Target, too.
template <class Schema, class Target>
inline constexpr bool is_touched = [] {
  bool found = false;
  Schema::for_each([&]<class Entity>(std::type_identity<Entity>, std::size_t) {
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      found = found || (std::is_same_v<typename field_type<Entity, I>::target, Target> || ...);
    }(set_positions<touching<Entity>>{});
  });
  return found;
}();

/// What the operations of a group did that the rules between records are about. Entities and operations by
/// position, in the schema and in the group.
struct group_log {
  /// A live record has got another ref with a rule.
  struct arrival {
    std::size_t entity;
    uuid key;
    std::size_t operation;
    std::size_t field;
    std::optional<uuid> previous;  ///< what it referred to; nothing where the record was not alive
  };
  struct death {
    std::size_t entity;
    uuid key;
    std::size_t operation;
  };
  /// A live record has got other values in these of its unique sets.
  struct naming {
    std::size_t entity;
    uuid key;
    std::size_t operation;
    field_mask sets;  ///< by position among the entity's unique sets
  };
  /// A change counts for this record as well.
  struct touch {
    std::size_t entity;
    uuid key;
  };

  std::size_t operation = 0;  ///< the one at work
  std::vector<arrival> arrivals{};
  std::vector<death> deaths{};
  std::vector<naming> namings{};
  std::vector<touch> touched{};
  std::unordered_set<uuid> renewed{};  ///< records that got a new version, where that matters

  /// Notes a record as it was before, and as it is after, a write; version 0 where it was not there.
  template <class Schema, class Entity>
  void note(stored_row<Entity> const& before, stored_row<Entity> const& after) {
    constexpr std::size_t entity = Schema::template index_of<Entity>;
    bool const was_live = before.version > 0 && !before.deleted;
    if (was_live && after.deleted) deaths.push_back({entity, after.key, operation});
    if constexpr (is_touched<Schema, Entity>) renewed.insert(after.key);
    note_touched<Schema>(before, after);
    if (after.deleted) return;
    for_each_ruled_ref<Entity>([&]<class, std::size_t I>() {
      auto const& now = get_field<I>(after.value);
      auto const& then = get_field<I>(before.value);
      if (now && !(was_live && now == then))
        arrivals.push_back({entity, after.key, operation, I, was_live ? std::optional{then.key} : std::nullopt});
    });
    if constexpr (!describe<Entity>::unique_sets.empty()) {
      auto const changed = was_live ? differing_fields(before.value, after.value) : describe<Entity>::all;
      field_mask sets;
      for (std::size_t i = 0; i < describe<Entity>::unique_sets.size(); ++i)
        if ((changed & describe<Entity>::unique_sets[i]).any()) sets.set(i);
      if (sets.any()) namings.push_back({entity, after.key, operation, sets});
    }
  }

 private:
  template <class Schema, class Entity>
  void note_touched(stored_row<Entity> const& before, stored_row<Entity> const& after) {
    [[maybe_unused]] auto const note_one = [&]<std::size_t I>() {
      constexpr std::size_t target = Schema::template index_of<typename field_type<Entity, I>::target>;
      auto const& now = get_field<I>(after.value);
      if (now) touched.push_back({target, now.key});
      if (before.version == 0) return;
      auto const& then = get_field<I>(before.value);
      if (then && then != now) touched.push_back({target, then.key});
    };
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      (note_one.template operator()<I>(), ...);
    }(set_positions<touching<Entity>>{});
  }
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
