// SPDX-License-Identifier: BSL-1.0
// SQL does not tell tables apart by letter case.
// expect: error: .*entente: two entities of the schema have, letter case aside, the same name or the same table
// expect: checks::entity_names_differ<Task, Job>
#include <entente/entity.hpp>

#include <string_view>

struct Task {
  int number = 0;
};
struct Job {
  int number = 0;
};

#ifndef POSITIVE_CONTROL
template <>
struct entente::entity_traits<Job> {
  static constexpr std::string_view table = "TASK";
};
#endif

static_assert(entente::schema<Task, Job>::size == 2);

int main() {}
