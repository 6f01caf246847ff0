// SPDX-License-Identifier: BSL-1.0
// An entity with every policy that travels as a difference.
#pragma once

#include "wire/every_kind.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace every_kind {

struct ledger {
  std::string owner;
  std::int64_t balance = 0;
  double total = 0;
  std::vector<std::string> tags;
  std::vector<part> entries;
  std::optional<int> limit;
};

}  // namespace every_kind

template <>
struct entente::entity_traits<every_kind::ledger> {
  using fields = field_policies<merge<&every_kind::ledger::balance, counter>, merge<&every_kind::ledger::total, counter>,
                                merge<&every_kind::ledger::tags, set_union>, merge<&every_kind::ledger::entries, append>>;
};
