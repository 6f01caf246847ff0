// SPDX-License-Identifier: BSL-1.0
// Included before everything else in a build that holds all mutations; which one is at work is told by the environment.
#pragma once

#include <cstdlib>

inline bool entente_broken(int number) {
  static int const chosen = [] {
    char const* const text = std::getenv("ENTENTE_BROKEN");
    return text == nullptr ? 0 : std::atoi(text);
  }();
  return number == chosen;
}
