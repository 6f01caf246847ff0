// SPDX-License-Identifier: BSL-1.0
// A type without a form in SQL or JSON is refused by field, not as something that has no copies.
// expect: error: .*entente: this field's type cannot be stored or sent; use a supported type
// expect: checks::field_type_is_supported<Task, [^"]*"colour"[^,]*, std::thread, std::thread
#include <entente/entity.hpp>

#include <string>
#include <thread>

struct Task {
  std::string title;
#ifdef POSITIVE_CONTROL
  std::string colour;
#else
  std::thread colour;
#endif
};

static_assert(entente::schema<Task>::size == 1);

int main() {}
