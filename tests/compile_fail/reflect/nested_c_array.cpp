// SPDX-License-Identifier: BSL-1.0
// A nested type with a C array must be adapted.
// expect: error: .*entente: this field's type has a C array, so its fields cannot be seen; make it a std::array or std::string
// expect: checks::field_type_is_supported<Task, [^"]*"where"[^,]*, place
#include <boost/hana/adapt_struct.hpp>
#include <entente/entity.hpp>

struct place {
  int position[2] = {0, 0};
};

#ifdef POSITIVE_CONTROL
BOOST_HANA_ADAPT_STRUCT(place, position);
#endif

struct Task {
  place where;
};

static_assert(entente::schema<Task>::size == 1);

int main() {}
