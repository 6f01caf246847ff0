// SPDX-License-Identifier: BSL-1.0
// Compiled alone: it holds what the others declare as compiled elsewhere.
#include "simulation/town.hpp"
#include "support/compiled_once.hpp"

#include <entente/authority.hpp>
#include <entente/sync.hpp>

SUPPORT_AUTHORITY_OF(, town::schema)
SUPPORT_CLIENT_OF(, town::schema)
