// SPDX-License-Identifier: BSL-1.0
// Two rules for one ref are refused.
// expect: error: .*entente: entity_traits<...>::references names this field twice; keep one entente::on_delete
// expect: checks::ref_has_one_rule<Task, .*"space"
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
  using references = entente::references<entente::on_delete<&Task::space, entente::cascade>, entente::on_delete<"space", entente::restrict>>;
#endif
};

static_assert(entente::schema<Space, Task>::size == 2);

int main() {}
