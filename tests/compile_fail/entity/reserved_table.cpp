// SPDX-License-Identifier: BSL-1.0
// The library's own tables cannot be taken, in whatever letter case.
// expect: error: .*entente: the table name is reserved .sqlite_, pg_ and entente_ are taken. or not usable; set entity_traits<...>::table to another
// expect: checks::entity_table_name_is_usable<Task, [^"]*"Entente_Queue"
#include <entente/entity.hpp>

#include <string_view>

struct Task {
  int number = 0;
};

template <>
struct entente::entity_traits<Task> {
#ifdef POSITIVE_CONTROL
  static constexpr std::string_view table = "queue";
#else
  static constexpr std::string_view table = "Entente_Queue";
#endif
};

static_assert(entente::schema<Task>::size == 1);

int main() {}
