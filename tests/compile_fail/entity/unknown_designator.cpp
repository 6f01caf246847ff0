// SPDX-License-Identifier: BSL-1.0
// A field asked for by name must exist.
// expect: error: .*entente: the entity has no field of this name; correct the name, or write a pointer to one of its members
// expect: designated_field<Task, .*"titel"
#include <entente/entity.hpp>

#include <string>

struct Task {
  std::string body;
  std::string title;
};

#ifdef POSITIVE_CONTROL
constexpr auto position = entente::field_of<Task, "title">;
#else
constexpr auto position = entente::field_of<Task, "titel">;
#endif

int main() { return position == 1 ? 0 : 1; }
