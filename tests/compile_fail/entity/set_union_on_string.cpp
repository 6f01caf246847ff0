// SPDX-License-Identifier: BSL-1.0
// Only a list can be seen as a set.
// expect: error: .*entente: this merge policy does not fit the field's type; counter takes a number
// expect: checks::field_policy_fits_its_type<Task, [^"]*"field"[^,]*, .*set_union
#include <entente/entity.hpp>

#include <string>

struct Task {
  std::string field;
};

template <>
struct entente::entity_traits<Task> {
#ifdef POSITIVE_CONTROL
  using fields = entente::field_policies<entente::merge<&Task::field, entente::last_write_wins>>;
#else
  using fields = entente::field_policies<entente::merge<&Task::field, entente::set_union>>;
#endif
};

static_assert(entente::schema<Task>::size == 1);

int main() {}
