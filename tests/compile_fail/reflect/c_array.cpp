// SPDX-License-Identifier: BSL-1.0
// An entity with a C array must be adapted.
// expect: error: .*entente: this type cannot be an entity as it stands, for it has a C array; make it a std::array or std::string, or adapt the type with BOOST_HANA_ADAPT_STRUCT
// expect: checks::entity_is_reflectable<Task
#include <boost/hana/adapt_struct.hpp>
#include <entente/entity.hpp>

struct Task {
  int votes = 0;
  char code[8] = "";
};

#ifdef POSITIVE_CONTROL
BOOST_HANA_ADAPT_STRUCT(Task, votes, code);
#endif

static_assert(entente::schema<Task>::size == 1);

int main() {}
