// SPDX-License-Identifier: BSL-1.0
// A field that both sides add to cannot be unique.
// expect: error: .*entente: a field that is merged from both sides .counter, set_union, append. cannot be unique, for nobody chooses its value; give it another policy
// expect: checks::unique_field_has_one_value<Task, .*"tags".*set_union>
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
  using fields = entente::field_policies<entente::merge<&Task::tags, entente::set_union>>;
#ifdef POSITIVE_CONTROL
  using unique = entente::unique_sets<entente::unique<&Task::title>>;
#else
  using unique = entente::unique_sets<entente::unique<&Task::title, &Task::tags>>;
#endif
};

static_assert(entente::schema<Space, Task>::size == 2);

int main() {}
