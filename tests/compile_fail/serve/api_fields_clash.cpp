// SPDX-License-Identifier: BSL-1.0
// Nor must the field of one entity be the list of another, or an operation of the library.
// expect: error: .*entente: two entities of the schema lead to the same name in the GraphQL API
#include <entente/serve/api_tables.hpp>

#include <string>

struct New {
  std::string title;
};
struct News {
  std::string title;
};

template <>
struct entente::entity_traits<News> {
#ifdef POSITIVE_CONTROL
  static constexpr std::string_view name = "Article";
#else
  static constexpr std::string_view name = "News";
#endif
};

static_assert(entente::api_tables<entente::schema<New, News>>().query != nullptr);

int main() {}
