// SPDX-License-Identifier: BSL-1.0
// A rule that does not exist is refused.
// expect: error: .*entente: there is no such rule for a ref; write entente::restrict, entente::cascade or entente::set_null
// expect: checks::reference_rule_is_known<Task, .*"space".*, int>
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
  using references = entente::references<entente::on_delete<&Task::space, entente::set_null>>;
#else
  using references = entente::references<entente::on_delete<&Task::space, int>>;
#endif
};

static_assert(entente::schema<Space, Task>::size == 2);

int main() {}
