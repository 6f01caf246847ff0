// SPDX-License-Identifier: BSL-1.0
// A pointer is refused by field, before anybody asks whether the entity can be copied.
// expect: error: .*entente: this field's type cannot be stored or sent
// expect: checks::field_type_is_supported<Task, [^"]*"owner"[^,]*, std::unique_ptr<int
#include <entente/entity.hpp>

#include <memory>

struct Task {
  int number = 0;
#ifdef POSITIVE_CONTROL
  int owner = 0;
#else
  std::unique_ptr<int> owner;
#endif
};

static_assert(entente::schema<Task>::size == 1);

int main() {}
