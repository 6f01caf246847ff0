// SPDX-License-Identifier: BSL-1.0
// A schema needs something to hold.
// expect: error: .*entente: a schema needs at least one entity
#include <entente/entity.hpp>

struct Task {
  int number = 0;
};

#ifdef POSITIVE_CONTROL
using app = entente::schema<Task>;
#else
using app = entente::schema<>;
#endif
static_assert(app::usable);

int main() {}
