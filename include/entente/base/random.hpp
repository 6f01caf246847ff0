// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <functional>
#include <random>

namespace entente {
inline namespace v0 {

/// Where ids and jitter come from: each call returns 64 fresh random bits. Tests inject a seeded
/// engine; production uses `system_random`.
using random_function = std::function<std::uint64_t()>;

/// 64 bits from the operating system. It keeps no state of its own, so a forked or restored process
/// never repeats what its twin handed out. Thread-safe.
inline std::uint64_t system_random() {
  thread_local std::random_device device;
  std::uniform_int_distribution<std::uint64_t> all_bits;
  return all_bits(device);
}

}  // namespace v0
}  // namespace entente
