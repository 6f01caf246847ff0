// SPDX-License-Identifier: BSL-1.0
// A change cannot count for a field that refers to nothing.
// expect: error: .*entente: this member of entity_traits<...> names a field that is no entente::ref; make the field a ref, or leave it out
// expect: checks::entity_trait_names_a_ref<Task, .*"title".*"touches"
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
  using touches = entente::touches<&Task::space>;
#else
  using touches = entente::touches<&Task::title>;
#endif
};

static_assert(entente::schema<Space, Task>::size == 2);

int main() {}
