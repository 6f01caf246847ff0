// SPDX-License-Identifier: BSL-1.0
// A set without a field cannot be unique.
// expect: error: .*entente: entity_traits<...>::unique has an entente::unique without a field; name at least one
// expect: checks::unique_set_is_not_empty<Task>
#include <entente/entity.hpp>

#include <string>
#include <vector>

struct Space {
  std::string name;
};
struct Task {
  std::string title;
  std::vector<std::string> tags;
  entente::ref<Space> space;
};

template <>
struct entente::entity_traits<Task> {
#ifdef POSITIVE_CONTROL
  using unique = entente::unique_sets<entente::unique<&Task::title>>;
#else
  using unique = entente::unique_sets<entente::unique<>>;
#endif
};

static_assert(entente::schema<Space, Task>::size == 2);

int main() {}
