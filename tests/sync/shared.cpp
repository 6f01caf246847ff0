// SPDX-License-Identifier: BSL-1.0
// What all tests of this room share is compiled here, once.
#include "sync/office.hpp"

SUPPORT_AUTHORITY_OF(, office::schema)
SUPPORT_CLIENT_OF(, office::schema)
