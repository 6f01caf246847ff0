// SPDX-License-Identifier: BSL-1.0
// An entity has at most 64 fields.
// expect: error: .*entente: an entity has 1 to 64 fields; group some of them into a nested struct, or split the entity
// expect: checks::entity_has_a_workable_number_of_fields<Task, 65
#include <entente/entity.hpp>

#define TEN(p)                                                                               \
  int p##0 = 0, p##1 = 0, p##2 = 0, p##3 = 0, p##4 = 0, p##5 = 0, p##6 = 0, p##7 = 0, p##8 = 0, \
      p##9 = 0

struct Task {
  TEN(a);
  TEN(b);
  TEN(c);
  TEN(d);
  TEN(e);
  TEN(f);
#ifdef POSITIVE_CONTROL
  int last0 = 0, last1 = 0, last2 = 0, last3 = 0;
#else
  int z0 = 0, z1 = 0, z2 = 0, z3 = 0, z4 = 0;
#endif
};

static_assert(entente::schema<Task>::size == 1);

int main() {}
