// SPDX-License-Identifier: BSL-1.0
// An entity with a base class must be adapted.
// expect: error: .*entente: this type cannot be an entity as it stands, for it has a base class; make the base a member, or adapt the type with BOOST_HANA_ADAPT_STRUCT
// expect: checks::entity_is_reflectable<Task
#include <boost/hana/adapt_struct.hpp>
#include <entente/entity.hpp>

struct numbered {
  int number = 0;
};
struct Task : numbered {
  int votes = 0;
};

#ifdef POSITIVE_CONTROL
BOOST_HANA_ADAPT_STRUCT(Task, number, votes);
#endif

static_assert(entente::schema<Task>::size == 1);

int main() {}
