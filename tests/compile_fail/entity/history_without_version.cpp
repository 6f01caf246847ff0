// SPDX-License-Identifier: BSL-1.0
// A history in a schema whose version cannot tell what is old is refused.
// expect: error: .*entente: an entity with a history needs a schema version of 2 or more, so that old data can be told
// expect: checks::history_is_dated_within_the_schema<Task
#include <entente/entity.hpp>

struct Task {
  int votes = 0;
};
using app = entente::schema<Task>;

#ifdef POSITIVE_CONTROL
template <>
struct entente::schema_traits<app> {
  static constexpr int version = 2;
};
#endif
template <>
struct entente::entity_traits<Task> {
  using history = entente::field_history<entente::formerly<&Task::votes, "points">>;
};

static_assert(app::size == 1);

int main() {}
