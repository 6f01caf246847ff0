// SPDX-License-Identifier: BSL-1.0
// Camel case can make one name of two.
// expect: error: .*entente: two fields of the entity have the same name on the wire or, letter case aside, in SQL; rename one through entity_traits<...>::wire_names or column_names
// expect: checks::field_names_differ<Task, [^"]*"due_at"[^"]*"dueAt"
#include <entente/entity.hpp>

struct Task {
  int due_at = 0;
  int dueAt = 0;
};

#ifdef POSITIVE_CONTROL
template <>
struct entente::entity_traits<Task> {
  static constexpr auto case_on_wire = entente::wire_case::verbatim;
};
#endif

static_assert(entente::schema<Task>::size == 1);

int main() {}
