// SPDX-License-Identifier: BSL-1.0
// SQLite keeps names with this prefix to itself.
// expect: error: .*entente: the table name is reserved
// expect: checks::entity_table_name_is_usable<sqlite_task, [^"]*"sqlite_task"
#include <entente/entity.hpp>

#include <string_view>

struct sqlite_task {
  int number = 0;
};

#ifdef POSITIVE_CONTROL
template <>
struct entente::entity_traits<sqlite_task> {
  static constexpr std::string_view table = "tasks";
};
#endif

static_assert(entente::schema<sqlite_task>::size == 1);

int main() {}
