// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>

namespace entente {
inline namespace v0 {

/// What an operation on a `faulty_file_system` meets.
enum class storage_fault : std::uint8_t {
  none,
  crash,     ///< the program ends before the operation
  torn,      ///< the program ends in the middle of a write
  full,      ///< no space is left on the device
  io_error,  ///< the device reports an error
  busy,      ///< somebody else holds the lock; counts locks instead of changes
};

/// How a program came to its end.
enum class restart_after : std::uint8_t {
  process_end,  ///< what was written stays
  power_cut,    ///< of what was not synced, some is lost, and the last part may be torn
};

}  // namespace v0
}  // namespace entente
