// SPDX-License-Identifier: BSL-1.0
// A policy of one's own must merge the field's type.
// expect: error: .*entente: this merge policy does not fit the field's type; counter takes a number
// expect: checks::field_policy_fits_its_type<Task, [^"]*"field"[^,]*, .*shortest
#include <entente/entity.hpp>

#include <string>

struct shortest {
  static int merge(int const* base, int const& local, int const& remote);
};

struct Task {
  std::string field;
};

template <>
struct entente::entity_traits<Task> {
#ifdef POSITIVE_CONTROL
  using fields = entente::field_policies<entente::merge<&Task::field, entente::last_write_wins>>;
#else
  using fields = entente::field_policies<entente::merge<&Task::field, shortest>>;
#endif
};

static_assert(entente::schema<Task>::size == 1);

int main() {}
