// SPDX-License-Identifier: BSL-1.0
// The position of a type that is no entity is not to be had.
// expect: error: .*entente: this type is not an entity of the schema; add it to schema<...>
// expect: checks::entity_is_in_the_schema<Space, .*schema<Task>
#include <entente/entity.hpp>

struct Space {
  int number = 0;
};
struct Task {
  int number = 0;
};

#ifdef POSITIVE_CONTROL
using app = entente::schema<Task, Space>;
#else
using app = entente::schema<Task>;
#endif
constexpr auto position = app::index_of<Space>;

int main() { return static_cast<int>(position); }
