// SPDX-License-Identifier: BSL-1.0
// SQL does not tell columns apart by letter case.
// expect: error: .*entente: two fields of the entity have the same name on the wire or, letter case aside, in SQL
// expect: checks::field_names_differ<Task, [^"]*"size"[^"]*"Size"
#include <entente/entity.hpp>

struct Task {
  int size = 0;
  int Size = 0;
};

#ifdef POSITIVE_CONTROL
template <>
struct entente::entity_traits<Task> {
  using column_names = entente::names<entente::name_as<"Size", "big_size">>;
};
#endif

static_assert(entente::schema<Task>::size == 1);

int main() {}
