// SPDX-License-Identifier: BSL-1.0
// What all tests of this folder share is compiled here, once.
#include "processes/world.hpp"

SUPPORT_SERVER_OF(, processes::ledger)
SUPPORT_CLIENT_OF(, processes::ledger)
