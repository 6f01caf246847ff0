// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>

namespace entente {
inline namespace v0 {

/// What is to become of work that the server has not acknowledged, where data is thrown away.
enum class unsynced_work : std::uint8_t {
  refuse,     ///< the call throws not_ready and changes nothing
  set_aside,  ///< it is kept, to be entered again or forgotten one by one
  discard,    ///< it is gone
};

}  // namespace v0
}  // namespace entente
