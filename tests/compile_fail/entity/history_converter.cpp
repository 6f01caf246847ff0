// SPDX-License-Identifier: BSL-1.0
// A conversion that does not lead to the field's type is refused.
// expect: error: .*entente: entente::converted takes a function from the former type, by const reference, to the one after it
// expect: checks::conversion_fits_its_types<Task
#include <entente/entity.hpp>

#include <string>

struct Task {
  int priority = 0;
};
using app = entente::schema<Task>;

inline int number_of(std::string const& text) { return static_cast<int>(text.size()); }
inline std::string text_of(std::string const& text) { return text; }

template <>
struct entente::schema_traits<app> {
  static constexpr int version = 2;
};
template <>
struct entente::entity_traits<Task> {
#ifdef POSITIVE_CONTROL
  using history =
      entente::field_history<entente::converted<&Task::priority, std::string, &number_of>>;
#else
  using history =
      entente::field_history<entente::converted<&Task::priority, std::string, &text_of>>;
#endif
};

static_assert(app::size == 1);

int main() {}
