// SPDX-License-Identifier: BSL-1.0
// What several targets need of one schema is compiled here, once.
#include "fuzz/shop.hpp"
#include "support/compiled_once.hpp"

#include <entente/authority.hpp>
#include <entente/replica.hpp>

SUPPORT_REPLICA_OF(, shop::app)
SUPPORT_AUTHORITY_OF(, shop::app)
