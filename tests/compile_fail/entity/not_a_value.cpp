// SPDX-License-Identifier: BSL-1.0
// A member that cannot be assigned to keeps its entity from being one.
// expect: error: .*entente: an entity must be default constructible, copyable and assignable; give it a default constructor, and make const and reference members values
// expect: checks::entity_is_a_value<Task>
#include <entente/entity.hpp>

struct Task {
#ifdef POSITIVE_CONTROL
  int number = 1;
#else
  int const number = 1;
#endif
};

static_assert(entente::schema<Task>::size == 1);

int main() {}
