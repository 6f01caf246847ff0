// SPDX-License-Identifier: BSL-1.0
// SQLite has a column of this name in every table.
// expect: error: .*entente: this field's column name is reserved or not usable; give it another through entity_traits<...>::column_names
// expect: checks::field_column_name_is_usable<Task, [^"]*"rowid"[^"]*"rowid"
#include <entente/entity.hpp>

struct Task {
  int rowid = 0;
};

#ifdef POSITIVE_CONTROL
template <>
struct entente::entity_traits<Task> {
  using column_names = entente::names<entente::name_as<&Task::rowid, "number">>;
};
#endif

static_assert(entente::schema<Task>::size == 1);

int main() {}
