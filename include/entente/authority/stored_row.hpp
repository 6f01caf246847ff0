// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/authority/stored_head.hpp>

namespace entente {
inline namespace v0 {

/// A record as the server keeps it.
template <class Entity>
struct stored_row : stored_head {
  Entity value{};
};

}  // namespace v0
}  // namespace entente
