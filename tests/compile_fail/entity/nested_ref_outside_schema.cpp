// SPDX-License-Identifier: BSL-1.0
// A ref deep inside of a field needs its target as well.
// expect: error: .*entente: this ref points at an entity outside the schema
// expect: checks::ref_target_is_in_the_schema<Task, [^"]*"stops"[^,]*, Space
#include <entente/entity.hpp>

#include <string>
#include <vector>

struct Space {
  std::string name;
};
struct stop {
  int minutes = 0;
  std::vector<entente::ref<Space>> spaces;
};
struct Task {
  std::vector<stop> stops;
};

#ifdef POSITIVE_CONTROL
using app = entente::schema<Space, Task>;
#else
using app = entente::schema<Task>;
#endif
static_assert(app::size > 0);

int main() {}
