// SPDX-License-Identifier: BSL-1.0
// What takes long to compile of the town is compiled in files of its own.
#pragma once

#include "simulation/town.hpp"
#include "support/compiled_once.hpp"

#include <entente/testing/simulation.hpp>

#define SIMULATION_OF(keyword, schema, newest)                                     \
  SUPPORT_AUTHORITY_OF(keyword, schema)                                            \
  SUPPORT_CLIENT_OF(keyword, schema)                                               \
  keyword template class entente::detail::simulated_program_of<schema, newest>;

SIMULATION_OF(extern, town::schema, town::schema)
SIMULATION_OF(extern, town::former::schema, town::schema)
