// SPDX-License-Identifier: BSL-1.0
// A ref needs its target in the same schema.
// expect: error: .*entente: this ref points at an entity outside the schema; add the entity to schema<...>, or hold an entente::uuid instead
// expect: checks::ref_target_is_in_the_schema<Task, [^"]*"space"[^,]*, Space
#include <entente/entity.hpp>

#include <string>

struct Space {
  std::string name;
};
struct Task {
  entente::ref<Space> space;
};

#ifdef POSITIVE_CONTROL
using app = entente::schema<Space, Task>;
#else
using app = entente::schema<Task>;
#endif
static_assert(app::size > 0);

int main() {}
