// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/testing/detail/history_model.hpp>
#include <entente/testing/detail/simulated_program.hpp>
#include <entente/testing/detail/simulated_server.hpp>
#include <entente/testing/detail/simulated_world.hpp>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <iterator>
#include <set>
#include <string>
#include <vector>

namespace entente {
inline namespace v0 {
namespace detail {

/// What a history is made of besides its options: programs of the newest and, perhaps, of an older schema.
struct simulated_cast {
  std::vector<model_entity> entities{};
  authority_maker newest_server = nullptr;
  authority_maker older_server = nullptr;
  program_maker newest_program = nullptr;
  program_maker older_program = nullptr;
  /// The server's live records, as `simulated_program::rows` has them.
  std::vector<std::set<std::string>> (*truth)(simulated_server&) = nullptr;
};

/// A device's file as it once was.
struct copy_of_device {
  std::filesystem::path where{};
  history_model::mark mark{};
  std::size_t device = 0;
  program_maker make = nullptr;
};

/// Reports as violations what some have and others have not.
inline void report_missing(simulated_world& world, std::set<std::string> const& some, std::set<std::string> const& others,
                           std::string const& what) {
  std::vector<std::string> more;
  std::set_difference(some.begin(), some.end(), others.begin(), others.end(), std::back_inserter(more));
  for (auto const& each : more) world.violation(what + ' ' + each);
}

}  // namespace detail
}  // namespace v0
}  // namespace entente
