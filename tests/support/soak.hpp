// SPDX-License-Identifier: BSL-1.0
// How long tests over random histories go on, by the environment.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>

namespace support {

inline std::optional<std::uint64_t> number_given(char const* variable) {
  auto const* const text = std::getenv(variable);
  if (text == nullptr || *text == '\0') return std::nullopt;
  return std::stoull(text);
}

/// ENTENTE_SOAK_SECONDS: for each soak; 0, the default, for what is built in.
inline std::uint64_t soak_seconds() { return number_given("ENTENTE_SOAK_SECONDS").value_or(0); }

/// ENTENTE_SEED: the one seed that is asked for.
inline std::optional<std::uint64_t> seed_given() { return number_given("ENTENTE_SEED"); }

}  // namespace support
