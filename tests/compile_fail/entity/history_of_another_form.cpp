// SPDX-License-Identifier: BSL-1.0
// A history that is no list is refused.
// expect: error: .*entente: this member of entity_traits<...> has another form
// expect: checks::entity_trait_has_the_right_form<Task, .*"history"
#include <entente/entity.hpp>

struct Task {
  int votes = 0;
};
using app = entente::schema<Task>;

template <>
struct entente::schema_traits<app> {
  static constexpr int version = 2;
};
template <>
struct entente::entity_traits<Task> {
#ifdef POSITIVE_CONTROL
  using history = entente::field_history<entente::formerly<"votes", "points">>;
#else
  using history = entente::formerly<"votes", "points">;
#endif
};

static_assert(app::size == 1);

int main() {}
