// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/timestamp.hpp>
#include <entente/entity/schema.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace bench {

/// The record that every figure is about. Its usual content: random_task.
struct Task {
  std::string title;
  std::string body;
  bool done = false;
  std::int64_t priority = 0;
  double weight = 0;
  std::optional<std::string> note;
  std::vector<std::string> tags;
  entente::timestamp changed{};

  friend bool operator==(Task const&, Task const&) = default;
};

using app = entente::schema<Task>;

}  // namespace bench
