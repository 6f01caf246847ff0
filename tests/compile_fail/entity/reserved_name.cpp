// SPDX-License-Identifier: BSL-1.0
// The GraphQL schema has types of its own.
// expect: error: .*entente: the entity's name is reserved or is not a plain identifier; set entity_traits<...>::name to another
// expect: checks::entity_name_is_usable<Query, [^"]*"Query"
#include <entente/entity.hpp>

#include <string_view>

struct Query {
  int number = 0;
};

#ifdef POSITIVE_CONTROL
template <>
struct entente::entity_traits<Query> {
  static constexpr std::string_view name = "SavedQuery";
};
#endif

static_assert(entente::schema<Query>::size == 1);

int main() {}
