// SPDX-License-Identifier: BSL-1.0
// What is at fault inside of a field's type is named beside the field.
// expect: error: .*entente: this field's type cannot be stored or sent
// expect: checks::field_type_is_supported<Task, [^"]*"parts"[^,]*, std::optional<std::vector<part.*, const char ?[*]
#include <entente/entity.hpp>

#include <optional>
#include <string>
#include <vector>

struct part {
#ifdef POSITIVE_CONTROL
  std::string label;
#else
  char const* label;
#endif
};

struct Task {
  std::optional<std::vector<part>> parts;
};

static_assert(entente::schema<Task>::size == 1);

int main() {}
