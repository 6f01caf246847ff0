// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <exception>
#include <functional>
#include <random>

namespace entente {
inline namespace v0 {

/// Where ids and jitter come from: each call returns 64 fresh random bits. Tests inject a seeded
/// engine; production uses `system_random`.
using random_function = std::function<std::uint64_t()>;

namespace detail {

/// The processor's generator, where the standard library offers it by name: what it takes by default, seeds for
/// other generators, takes 30 times as long.
inline std::random_device open_random_device() {
#if defined(__GLIBCXX__) && (defined(__x86_64__) || defined(__i386__))
  try {
    return std::random_device{"rdrand"};
  } catch (std::exception const&) {  // an old processor
  }
#endif
  return std::random_device{};
}

}  // namespace detail

/// 64 bits from the operating system or the processor. It keeps no state of its own, so a forked or restored
/// process never repeats what its twin handed out. Thread-safe.
inline std::uint64_t system_random() {
  thread_local std::random_device device = detail::open_random_device();
  std::uniform_int_distribution<std::uint64_t> all_bits;
  return all_bits(device);
}

}  // namespace v0
}  // namespace entente
