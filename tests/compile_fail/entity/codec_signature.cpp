// SPDX-License-Identifier: BSL-1.0
// A codec needs both of its functions in the documented form.
// expect: error: .*entente: entente::field_codec<...> must have static stored store.T const&. and static std::optional<T> load.stored const&.
// expect: checks::field_type_is_supported<Task, [^"]*"paint"[^,]*, colour
#include <entente/entity.hpp>

#include <optional>
#include <string>

class colour {
 public:
  colour() {}
  std::string name;
};

template <>
struct entente::field_codec<colour> {
  using stored = std::string;
  static stored store(colour const& value) { return value.name; }
#ifdef POSITIVE_CONTROL
  static std::optional<colour> load(stored const&) { return colour{}; }
#else
  static colour load(stored const&) { return {}; }
#endif
};

struct Task {
  colour paint;
};

static_assert(entente::schema<Task>::size == 1);

int main() {}
