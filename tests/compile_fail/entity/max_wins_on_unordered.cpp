// SPDX-License-Identifier: BSL-1.0
// Without an order nothing is the greater.
// expect: error: .*entente: this merge policy does not fit the field's type; counter takes a number
// expect: checks::field_policy_fits_its_type<Task, [^"]*"field"[^,]*, .*max_wins
#include <entente/entity.hpp>



struct point {
  double x = 0;
  double y = 0;
};

struct Task {
  point field;
};

template <>
struct entente::entity_traits<Task> {
#ifdef POSITIVE_CONTROL
  using fields = entente::field_policies<entente::merge<&Task::field, entente::server_wins>>;
#else
  using fields = entente::field_policies<entente::merge<&Task::field, entente::max_wins>>;
#endif
};

static_assert(entente::schema<Task>::size == 1);

int main() {}
