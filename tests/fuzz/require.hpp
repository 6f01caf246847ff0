// SPDX-License-Identifier: BSL-1.0
// What all fuzz targets share.
#pragma once

#include <cstdlib>

namespace fuzz {

/// Ends the program, so that libFuzzer and the replay keep the input that led here.
inline void require(bool truth) {
  if (!truth) std::abort();
}

}  // namespace fuzz
