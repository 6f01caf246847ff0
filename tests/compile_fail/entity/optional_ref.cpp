// SPDX-License-Identifier: BSL-1.0
// A ref can point at nothing by itself.
// expect: error: .*entente: an optional of an optional or of a ref cannot be stored
// expect: checks::field_type_is_supported<Task, [^"]*"space"
#include <entente/entity.hpp>

#include <optional>
#include <string>

struct Space {
  std::string name;
};
struct Task {
#ifdef POSITIVE_CONTROL
  entente::ref<Space> space;
#else
  std::optional<entente::ref<Space>> space;
#endif
};

static_assert(entente::schema<Space, Task>::size == 2);

int main() {}
