// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/limits.hpp>
#include <entente/base/random.hpp>
#include <entente/base/timestamp.hpp>
#include <entente/sqlite/key_function.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>

namespace entente {
inline namespace v0 {

/// Whether a replica may be used before it has all the server has.
enum class first_sync : std::uint8_t {
  optional,  ///< at once
  required,  ///< reading and writing throw not_ready until the first sync is over, once and for ever
};

/// Where a replica keeps its file, whose it is, and its limits.
struct replica_options {
  std::filesystem::path directory{};  ///< made if it is not there; holds one file per tenant
  std::string tenant{};               ///< the unit of isolation; the file remembers it
  std::string principal{};  ///< who signed in; the file remembers it, for its queue is theirs
  first_sync initial_sync = first_sync::optional;
  /// Where given, the file is encrypted with its key (see `key_function`); it stays so from its making on.
  key_function key{};
  clock_function now = system_now;
  random_function random = system_random;
  /// Every local write is on the disk before the call returns. Without it a power cut may take the last
  /// moments of work, never consistency; what was exchanged with a server is durable either way.
  bool durable = false;
  std::size_t operation_bytes = default_operation_bytes;    ///< one write of one record
  std::size_t group_operations = default_group_operations;  ///< records written by one transaction
  std::size_t group_bytes = default_group_bytes;            ///< all of one transaction
  std::int64_t snapshots = 1000;     ///< lost edits kept for undo; the oldest go first
  /// How long they are kept; 0 for ever. Those of a record in conflict stay in any case.
  std::chrono::hours snapshot_age = std::chrono::hours{24 * 90};
  /// The SQLite VFS that the file is opened through, such as a `faulty_file_system`'s; empty: the operating system's.
  std::string file_system{};
  std::int64_t server_attempts = 8;  ///< verdicts of "retry" after which an operation has failed
};

}  // namespace v0
}  // namespace entente
