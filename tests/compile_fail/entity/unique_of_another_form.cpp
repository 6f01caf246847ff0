// SPDX-License-Identifier: BSL-1.0
// Unique fields that are no list of sets are refused.
// expect: error: .*entente: this member of entity_traits<...> has another form
// expect: checks::entity_trait_has_the_right_form<Task, .*"unique"
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
  using unique = entente::unique<&Task::title>;
#endif
};

static_assert(entente::schema<Space, Task>::size == 2);

int main() {}
