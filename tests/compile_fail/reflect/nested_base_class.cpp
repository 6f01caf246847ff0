// SPDX-License-Identifier: BSL-1.0
// A nested type with a base class must be adapted.
// expect: error: .*entente: this field's type has a base class, so its fields cannot be seen; make the base a member, or adapt the type with BOOST_HANA_ADAPT_STRUCT
// expect: checks::field_type_is_supported<Task, [^"]*"where"[^,]*, place
#include <boost/hana/adapt_struct.hpp>
#include <entente/entity.hpp>

struct numbered {
  int number = 0;
};
struct place : numbered {
  int floor = 0;
};

#ifdef POSITIVE_CONTROL
BOOST_HANA_ADAPT_STRUCT(place, number, floor);
#endif

struct Task {
  place where;
};

static_assert(entente::schema<Task>::size == 1);

int main() {}
