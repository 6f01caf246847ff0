// SPDX-License-Identifier: BSL-1.0
// Null must have one meaning.
// expect: error: .*entente: an optional of an optional or of a ref cannot be stored, for null would have two meanings; take one optional away
// expect: checks::field_type_is_supported<Task, [^"]*"note"
#include <entente/entity.hpp>

#include <optional>
#include <string>

struct Task {
#ifdef POSITIVE_CONTROL
  std::optional<std::string> note;
#else
  std::optional<std::optional<std::string>> note;
#endif
};

static_assert(entente::schema<Task>::size == 1);

int main() {}
