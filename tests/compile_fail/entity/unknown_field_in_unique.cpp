// SPDX-License-Identifier: BSL-1.0
// A field that is not there cannot be unique.
// expect: error: .*entente: this member of entity_traits<...> names a field that the entity does not have; correct the name, or write a pointer to one of its members
// expect: checks::entity_trait_names_a_field<Task, .*"titel".*"unique"
#include <entente/entity.hpp>

#include <string>
#include <vector>

struct Space {
  std::string name;
};
struct Task {
  std::string title;
  std::vector<std::string> tags;
  entente::ref<Space> space;
};

template <>
struct entente::entity_traits<Task> {
#ifdef POSITIVE_CONTROL
  using unique = entente::unique_sets<entente::unique<"title", "space">>;
#else
  using unique = entente::unique_sets<entente::unique<"titel", "space">>;
#endif
};

static_assert(entente::schema<Space, Task>::size == 2);

int main() {}
