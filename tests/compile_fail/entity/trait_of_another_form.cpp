// SPDX-License-Identifier: BSL-1.0
// A list in the traits must be the list that is asked for.
// expect: error: .*entente: this member of entity_traits<...> has another form; write using fields = entente::field_policies<entente::merge<...>, ...>
// expect: checks::entity_trait_has_the_right_form<Task, .*"fields"
#include <entente/entity.hpp>

struct Task {
  int votes = 0;
};

template <>
struct entente::entity_traits<Task> {
#ifdef POSITIVE_CONTROL
  using fields = entente::field_policies<entente::merge<&Task::votes, entente::counter>>;
#else
  using fields = entente::merge<&Task::votes, entente::counter>;
#endif
};

static_assert(entente::schema<Task>::size == 1);

int main() {}
