// SPDX-License-Identifier: BSL-1.0
// A number has no fields.
// expect: error: .*entente: this type cannot be an entity, for it has no fields; make it a struct
// expect: checks::entity_is_reflectable<int
#include <entente/entity.hpp>

struct Task {
  int number = 0;
};

#ifdef POSITIVE_CONTROL
using entity = Task;
#else
using entity = int;
#endif

static_assert(entente::schema<entity>::size == 1);

int main() {}
