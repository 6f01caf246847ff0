// SPDX-License-Identifier: BSL-1.0
// What all tests of this room share is compiled here, once.
#include "serve/fixture.hpp"

SUPPORT_SERVER_OF(, fixture::app)
