// SPDX-License-Identifier: BSL-1.0
// A former name that is the name of today is refused.
// expect: error: .*entente: a former name in entity_traits<...>::history is not a plain identifier, is the field's name of today, or is given twice
// expect: checks::former_field_names_are_usable<Task>
#include <entente/entity.hpp>

struct Task {
  int due_at = 0;
};
using app = entente::schema<Task>;

template <>
struct entente::schema_traits<app> {
  static constexpr int version = 2;
};
template <>
struct entente::entity_traits<Task> {
#ifdef POSITIVE_CONTROL
  using history = entente::field_history<entente::formerly<&Task::due_at, "deadline">>;
#else
  using history = entente::field_history<entente::formerly<&Task::due_at, "dueAt">>;
#endif
};

static_assert(app::size == 1);

int main() {}
