// SPDX-License-Identifier: BSL-1.0
// The input type of one entity must not be the object type of another.
// expect: error: .*entente: two entities of the schema lead to the same name in the GraphQL API
#include <entente/serve/api_tables.hpp>

#include <string>

struct Task {
  std::string title;
};
#ifdef POSITIVE_CONTROL
struct TaskOutput {
#else
struct TaskInput {
#endif
  std::string title;
};

#ifdef POSITIVE_CONTROL
static_assert(entente::api_tables<entente::schema<Task, TaskOutput>>().query != nullptr);
#else
static_assert(entente::api_tables<entente::schema<Task, TaskInput>>().query != nullptr);
#endif

int main() {}
