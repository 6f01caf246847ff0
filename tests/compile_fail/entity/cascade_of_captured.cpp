// SPDX-License-Identifier: BSL-1.0
// A record that is never deleted cannot go with another.
// expect: error: .*entente: a record of an entity with data_capture is never deleted along with another; write entente::restrict or entente::set_null
// expect: checks::captured_record_is_not_cascaded<Task, .*"space"
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
  static constexpr bool data_capture = true;
#ifdef POSITIVE_CONTROL
  using references = entente::references<entente::on_delete<&Task::space, entente::set_null>>;
#else
  using references = entente::references<entente::on_delete<&Task::space, entente::cascade>>;
#endif
};

static_assert(entente::schema<Space, Task>::size == 2);

int main() {}
