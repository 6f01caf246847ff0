// SPDX-License-Identifier: BSL-1.0
// A former type that no field can have is refused.
// expect: error: .*entente: the former type of this field cannot be stored or sent
// expect: checks::former_type_is_supported<Task
#include <entente/entity.hpp>

struct Task {
  int priority = 0;
};
using app = entente::schema<Task>;

template <class T>
int number_of(T const&) {
  return 1;
}

template <>
struct entente::schema_traits<app> {
  static constexpr int version = 2;
};
template <>
struct entente::entity_traits<Task> {
#ifdef POSITIVE_CONTROL
  using history =
      entente::field_history<entente::converted<&Task::priority, bool, &number_of<bool>>>;
#else
  using history =
      entente::field_history<entente::converted<&Task::priority, char*, &number_of<char*>>>;
#endif
};

static_assert(app::size == 1);

int main() {}
