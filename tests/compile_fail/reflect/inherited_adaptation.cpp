// SPDX-License-Identifier: BSL-1.0
// An adaptation does not reach what a derived class adds.
// expect: error: .*entente: this type only inherits its Hana adaptation, which leaves its own members out; adapt the type itself with BOOST_HANA_ADAPT_STRUCT
// expect: checks::entity_is_reflectable<Task
#include <boost/hana/adapt_struct.hpp>
#include <boost/hana/define_struct.hpp>
#include <entente/entity.hpp>

struct numbered {
  BOOST_HANA_DEFINE_STRUCT(numbered, (int, number));
};
struct Task : numbered {
  int votes = 0;
};

#ifdef POSITIVE_CONTROL
BOOST_HANA_ADAPT_STRUCT(Task, number, votes);
using entity = numbered;
#else
using entity = Task;
#endif

static_assert(entente::schema<entity>::size == 1);

int main() {}
