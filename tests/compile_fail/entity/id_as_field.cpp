// SPDX-License-Identifier: BSL-1.0
// An id is no field.
// expect: error: .*entente: an id is the key of a record, not a field; point at another record with entente::ref
// expect: checks::field_type_is_supported<Task, [^"]*"space"
#include <entente/entity.hpp>

#include <string>

struct Space {
  std::string name;
};
struct Task {
#ifdef POSITIVE_CONTROL
  entente::ref<Space> space;
#else
  entente::id<Space> space;
#endif
};

static_assert(entente::schema<Space, Task>::size == 2);

int main() {}
