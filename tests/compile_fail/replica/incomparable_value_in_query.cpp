// SPDX-License-Identifier: BSL-1.0
// A field is compared with what it can hold.
// expect: error: .*entente: this value cannot be compared with the field; give a value of the field's type
// expect: checks::value_fits_the_field<Task, [^"]*"done"[^,]*, bool, std::
#include <entente/replica/condition.hpp>

struct Task {
  bool done = false;
};

int main() {
  entente::detail::query_text text;
#ifdef POSITIVE_CONTROL
  auto const wanted = entente::field<&Task::done> == true;
#else
  auto const wanted = entente::field<&Task::done> == "yes";
#endif
  wanted.write<Task>(text);
}
