// SPDX-License-Identifier: BSL-1.0
// Another column for a field that is not there is refused.
// expect: error: .*entente: this member of entity_traits<...> names a field that the entity does not have; correct the name, or write a pointer to one of its members
// expect: checks::entity_trait_names_a_field<Task, .*"Votes".*"column_names"
#include <entente/entity.hpp>

struct Space {
  int votes = 0;
};
struct Task {
  int votes = 0;
};

template <>
struct entente::entity_traits<Task> {
#ifdef POSITIVE_CONTROL
  using column_names = entente::names<entente::name_as<"votes", "count">>;
#else
  using column_names = entente::names<entente::name_as<"Votes", "count">>;
#endif
};

static_assert(entente::schema<Task>::size == 1);

int main() {}
