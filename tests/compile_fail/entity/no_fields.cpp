// SPDX-License-Identifier: BSL-1.0
// An entity without fields holds nothing.
// expect: error: .*entente: an entity has 1 to 64 fields
// expect: checks::entity_has_a_workable_number_of_fields<Task, 0
#include <entente/entity.hpp>

struct Task {
#ifdef POSITIVE_CONTROL
  int number = 0;
#endif
};

static_assert(entente::schema<Task>::size == 1);

int main() {}
