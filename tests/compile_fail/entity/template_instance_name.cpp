// SPDX-License-Identifier: BSL-1.0
// Compilers spell template arguments differently, so such an entity needs a name of its own.
// expect: error: .*entente: the entity's name is reserved or is not a plain identifier
// expect: checks::entity_name_is_usable<box<int>, 
#include <entente/entity.hpp>

#include <string_view>

template <class T>
struct box {
  T content{};
};

#ifdef POSITIVE_CONTROL
template <>
struct entente::entity_traits<box<int>> {
  static constexpr std::string_view name = "IntBox";
};
#endif

static_assert(entente::schema<box<int>>::size == 1);

int main() {}
