// SPDX-License-Identifier: BSL-1.0
// What all tests of this room share is compiled here, once.
#include "end_to_end/world.hpp"

SUPPORT_SERVER_OF(, app)
SUPPORT_CLIENT_OF(, app)
