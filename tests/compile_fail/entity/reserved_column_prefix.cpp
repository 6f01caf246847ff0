// SPDX-License-Identifier: BSL-1.0
// Columns with this prefix are the library's.
// expect: error: .*entente: this field's column name is reserved
// expect: checks::field_column_name_is_usable<Task, [^"]*"number"[^"]*"entente_x"
#include <entente/entity.hpp>

struct Task {
  int number = 0;
};

template <>
struct entente::entity_traits<Task> {
#ifdef POSITIVE_CONTROL
  using column_names = entente::names<entente::name_as<&Task::number, "x_entente">>;
#else
  using column_names = entente::names<entente::name_as<&Task::number, "entente_x">>;
#endif
};

static_assert(entente::schema<Task>::size == 1);

int main() {}
