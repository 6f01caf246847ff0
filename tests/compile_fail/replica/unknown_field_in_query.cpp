// SPDX-License-Identifier: BSL-1.0
// A query names fields that the entity has.
// expect: error: .*entente: the entity has no field of this name; correct the name, or write a pointer to one of its members
// expect: designated_field<Task, .*"titel"
#include <entente/replica/condition.hpp>

#include <string>

struct Task {
  std::string title;
};

int main() {
  entente::detail::query_text text;
#ifdef POSITIVE_CONTROL
  auto const wanted = entente::field<"title"> == "Walk the line";
#else
  auto const wanted = entente::field<"titel"> == "Walk the line";
#endif
  wanted.write<Task>(text);
}
