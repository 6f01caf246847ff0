// SPDX-License-Identifier: BSL-1.0
// Rules that are no list of rules are refused.
// expect: error: .*entente: this member of entity_traits<...> has another form
// expect: checks::entity_trait_has_the_right_form<Task, .*"references"
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
  using references = entente::on_delete<&Task::space, entente::cascade>;
#endif
};

static_assert(entente::schema<Space, Task>::size == 2);

int main() {}
