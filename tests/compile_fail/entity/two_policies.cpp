// SPDX-License-Identifier: BSL-1.0
// A field has one policy.
// expect: error: .*entente: entity_traits<...>::fields names this field twice; keep one entente::merge
// expect: checks::field_has_one_policy<Task, [^"]*"votes"
#include <entente/entity.hpp>

struct Task {
  int votes = 0;
};

template <>
struct entente::entity_traits<Task> {
#ifdef POSITIVE_CONTROL
  using fields = entente::field_policies<entente::merge<&Task::votes, entente::counter>>;
#else
  using fields = entente::field_policies<entente::merge<&Task::votes, entente::counter>,
                                         entente::merge<"votes", entente::manual>>;
#endif
};

static_assert(entente::schema<Task>::size == 1);

int main() {}
