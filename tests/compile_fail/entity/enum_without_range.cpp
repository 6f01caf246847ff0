// SPDX-License-Identifier: BSL-1.0
// An enumeration whose values all lie outside the range has no names to store.
// expect: error: .*entente: no value of this enumeration has a name within its range; specialise entente::enum_range for it
// expect: checks::field_type_is_supported<Task, [^"]*"code"[^,]*, status
#include <entente/entity.hpp>

enum class status { gone = 410, broken = 500 };

#ifdef POSITIVE_CONTROL
template <>
struct entente::enum_range<status> {
  static constexpr int first = 400, last = 599;
};
#endif

struct Task {
  status code = status::gone;
};

static_assert(entente::schema<Task>::size == 1);

int main() {}
