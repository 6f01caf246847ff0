// SPDX-License-Identifier: BSL-1.0
// The version of a record is the server's.
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

static_assert(entente::schema<Task>::size == 1);

int main() {}
