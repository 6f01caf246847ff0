// SPDX-License-Identifier: BSL-1.0
// A visible that nobody could call is refused.
// expect: error: .*entente: entity_traits<...>::visible must be static bool visible.std::string_view principal, Entity const&.
// expect: checks::entity_visible_has_the_right_signature<Task>
#include <entente/entity.hpp>

#include <string>
#include <string_view>

struct Task {
  std::string owner;
};

template <>
struct entente::entity_traits<Task> {
#ifdef POSITIVE_CONTROL
  static bool visible(std::string_view principal, Task const& task) { return task.owner == principal; }
#else
  static bool visible(Task const& task) { return task.owner.empty(); }
#endif
};

static_assert(entente::schema<Task>::size == 1);

int main() {}
