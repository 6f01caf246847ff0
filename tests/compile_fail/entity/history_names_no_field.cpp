// SPDX-License-Identifier: BSL-1.0
// A former name for a field that is not there is refused.
// expect: error: .*entente: this member of entity_traits<...> names a field that the entity does not have; correct the name, or write a pointer to one of its members
// expect: checks::entity_trait_names_a_field<Task, .*"history"
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
  using history = entente::field_history<entente::formerly<"points", "votes">>;
#endif
};

static_assert(app::size == 1);

int main() {}
