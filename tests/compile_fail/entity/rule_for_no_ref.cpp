// SPDX-License-Identifier: BSL-1.0
// A rule for a field that refers to nothing is refused.
// expect: error: .*entente: this member of entity_traits<...> names a field that is no entente::ref; make the field a ref, or leave it out
// expect: checks::entity_trait_names_a_ref<Task, .*"title".*"references"
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
  using references = entente::references<entente::on_delete<&Task::space, entente::cascade>>;
#else
  using references = entente::references<entente::on_delete<&Task::title, entente::cascade>>;
#endif
};

static_assert(entente::schema<Space, Task>::size == 2);

int main() {}
