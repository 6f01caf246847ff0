// SPDX-License-Identifier: BSL-1.0
// What all tests of this room share is compiled here, once.
#include "replica/world.hpp"

SUPPORT_REPLICA_OF(, kit::town)
SUPPORT_AUTHORITY_OF(, kit::town)
