// SPDX-License-Identifier: BSL-1.0
// Any use of a schema checks it, not only a question about it.
// expect: error: .*entente: this field's name on the wire is reserved
// expect: checks::field_wire_name_is_usable<Task, [^"]*"version"
#include <entente/entity.hpp>

struct Task {
#ifdef POSITIVE_CONTROL
  int revision = 0;
#else
  int version = 0;
#endif
};

template <class Schema>
struct replica {
  Schema const* of = nullptr;
  static constexpr auto entities = Schema::size;
};

int main() { return replica<entente::schema<Task>>::entities == 1 ? 0 : 1; }
