// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/limits.hpp>
#include <entente/base/random.hpp>
#include <entente/base/timestamp.hpp>
#include <entente/sync/backoff.hpp>

#include <cstddef>
#include <string>

namespace entente {
inline namespace v0 {

/// How a client syncs.
struct sync_options {
  std::size_t batch_operations = default_batch_operations;  ///< per push request
  std::size_t batch_bytes = default_batch_bytes;    ///< per push request; a larger group goes alone
  std::size_t page_records = default_page_records;  ///< asked per pull request
  std::size_t max_pages = 1'000'000;  ///< per stream and run: a guard against a mad server
  int max_rounds = 8;                 ///< of push and pull in one run, while merging makes new work
  /// Names the server in the alias table; needed only where one file talks to several.
  std::string remote_name = "server";
  backoff wait{};
  clock_function now = system_now;
  random_function random = system_random;
};

}  // namespace v0
}  // namespace entente
