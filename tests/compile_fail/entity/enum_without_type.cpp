// SPDX-License-Identifier: BSL-1.0
// An enumeration without a fixed type cannot be looked through for names.
// expect: error: .*entente: an enumeration without a fixed underlying type cannot be a field; declare it as enum class
// expect: checks::field_type_is_supported<Task, [^"]*"height"[^,]*, level
#include <entente/entity.hpp>

#ifdef POSITIVE_CONTROL
enum level : int { low, high };
#else
enum level { low, high };
#endif

struct Task {
  level height = low;
};

static_assert(entente::schema<Task>::size == 1);

int main() {}
