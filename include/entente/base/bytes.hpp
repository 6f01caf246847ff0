// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <vector>

namespace entente {
inline namespace v0 {

/// Binary content of a field: a BLOB in SQL, base64 (RFC 4648) on the wire.
using bytes = std::vector<std::byte>;

}  // namespace v0
}  // namespace entente
