// SPDX-License-Identifier: BSL-1.0
// What all tests of this room share is compiled here, once.
#include "traps/kit.hpp"

SUPPORT_AUTHORITY_OF(, traps::everything)
SUPPORT_CLIENT_OF(, traps::everything)
