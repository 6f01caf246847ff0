// SPDX-License-Identifier: BSL-1.0
// The record itself has members on the wire.
// expect: error: .*entente: this field's name on the wire is reserved for the record itself or is not a plain identifier; give it another through entity_traits<...>::wire_names
// expect: checks::field_wire_name_is_usable<Task, [^"]*"is_deleted"[^"]*"isDeleted"
#include <entente/entity.hpp>

struct Task {
  bool is_deleted = false;
};

#ifdef POSITIVE_CONTROL
template <>
struct entente::entity_traits<Task> {
  using wire_names = entente::names<entente::name_as<&Task::is_deleted, "gone">>;
};
#endif

static_assert(entente::schema<Task>::size == 1);

int main() {}
