// SPDX-License-Identifier: BSL-1.0
// The profile decides how records merge.
// expect: error: .*entente: entity_traits<...>::data_capture is a static constexpr bool and decides
// expect: checks::entity_data_capture_stands_alone<Reading>
#include <entente/entity.hpp>

#include <string>

struct Reading {
  std::string meter;
};

template <>
struct entente::entity_traits<Reading> {
  static constexpr bool data_capture = true;
#ifndef POSITIVE_CONTROL
  static constexpr auto on_delete = entente::delete_rule::delete_wins;
#endif
};

static_assert(entente::schema<Reading>::size == 1);

int main() {}
