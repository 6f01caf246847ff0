// SPDX-License-Identifier: BSL-1.0
// Two entities of a schema need two names.
// expect: error: .*entente: two entities of the schema have, letter case aside, the same name or the same table; set entity_traits<...>::name or table
// expect: checks::entity_names_differ<.*first::Task, .*second::Task
#include <entente/entity.hpp>

#include <string_view>

namespace first {
struct Task {
  int number = 0;
};
}  // namespace first
namespace second {
struct Task {
  int number = 0;
};
}  // namespace second

#ifdef POSITIVE_CONTROL
template <>
struct entente::entity_traits<second::Task> {
  static constexpr std::string_view name = "Job";
};
#endif

static_assert(entente::schema<first::Task, second::Task>::size == 2);

int main() {}
