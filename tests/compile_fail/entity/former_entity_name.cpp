// SPDX-License-Identifier: BSL-1.0
// A former name that another entity has is refused.
// expect: error: .*entente: entity_traits<...>::formerly must be the name that the entity had before
// expect: checks::former_entity_name_is_usable<Task>
#include <entente/entity.hpp>

struct Task {
  int votes = 0;
};
struct Space {
  int votes = 0;
};
using app = entente::schema<Task, Space>;

template <>
struct entente::schema_traits<app> {
  static constexpr int version = 2;
};
template <>
struct entente::entity_traits<Task> {
#ifdef POSITIVE_CONTROL
  static constexpr std::string_view formerly = "Todo";
#else
  static constexpr std::string_view formerly = "Space";
#endif
};

static_assert(app::size == 2);

int main() {}
