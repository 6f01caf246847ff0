// SPDX-License-Identifier: BSL-1.0
// What all tests of this room share is compiled here, once.
#include "authority/bench.hpp"

SUPPORT_AUTHORITY_OF(, notes::books)
