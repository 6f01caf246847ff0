// SPDX-License-Identifier: BSL-1.0
// Only a list has an end to append to.
// expect: error: .*entente: this merge policy does not fit the field's type; counter takes a number
// expect: checks::field_policy_fits_its_type<Task, [^"]*"field"[^,]*, .*append
#include <entente/entity.hpp>

#include <map>
#include <string>

struct Task {
  std::map<std::string, int> field;
};

template <>
struct entente::entity_traits<Task> {
#ifdef POSITIVE_CONTROL
  using fields = entente::field_policies<entente::merge<&Task::field, entente::last_write_wins>>;
#else
  using fields = entente::field_policies<entente::merge<&Task::field, entente::append>>;
#endif
};

static_assert(entente::schema<Task>::size == 1);

int main() {}
