// SPDX-License-Identifier: BSL-1.0
// One way of writing, met by every fault at every place.
#pragma once

#include "storage/workshop.hpp"

#include <functional>
#include <string>

namespace workshop {

enum class side { client, server };

/// What a confirmed write survives.
enum class promise {
  power_cut,
  process_end,  ///< a power cut may take back whole transactions
  nothing,      ///< what failed is made up for later
};

/// A way of writing.
struct write_path {
  std::string name;
  side on = side::client;
  std::function<void(world&)> prepare;  ///< what was before; nothing fails
  std::function<void(world&)> act;      ///< what is tried: may be several transactions
  promise survives = promise::power_cut;
  /// Local writes need not survive a power cut; what is tried has to all the same.
  bool quick_device = false;
  /// The files pass through the same states, whatever fails. Not so where a failure is noted in them.
  bool exact = true;
  /// Doing it again changes nothing more.
  bool repeatable = false;
  /// What is tried begins with opening the files.
  bool from_closed = false;
  /// Both sides agree when all is done.
  bool converges = true;
};

/// Runs it once without a fault, and then with each kind of fault at each place. After each:
/// - only a storage error came out of it;
/// - the file is undamaged, and in one of the states it passes through without faults: not before what was
///   confirmed, so that nothing is half done, in whatever table;
/// - what was not done can be done again, by the same object or after opening the file anew;
/// - a sync brings both sides to the same rows, and nobody's sums are wrong.
void meet_every_fault(write_path const& of);

}  // namespace workshop
