// SPDX-License-Identifier: BSL-1.0
// A rule that the library would not call is refused.
// expect: error: .*entente: entity_traits<...>::validate must be static std::optional<entente::violation> validate.Entity const&.
// expect: checks::entity_validate_has_the_right_signature<Task>
#include <entente/entity.hpp>

#include <optional>
#include <string>

struct Task {
  std::string title;
};

template <>
struct entente::entity_traits<Task> {
#ifdef POSITIVE_CONTROL
  static std::optional<entente::violation> validate(Task const& task) {
    if (task.title.empty()) return entente::violation{"title", "must not be empty"};
    return std::nullopt;
  }
#else
  static bool validate(Task const& task) { return !task.title.empty(); }
#endif
};

static_assert(entente::schema<Task>::size == 1);

int main() {}
