// SPDX-License-Identifier: BSL-1.0
// Compiled alone: it holds what the others declare as compiled elsewhere.
#include "simulation/compiled_once.hpp"

template class entente::detail::simulated_program_of<town::schema, town::schema>;
template class entente::detail::simulated_program_of<town::former::schema, town::schema>;
