// SPDX-License-Identifier: BSL-1.0
#include "simulation/compiled_once.hpp"

template class entente::detail::simulated_program_of<town::schema, town::schema>;
template class entente::detail::simulated_program_of<town::former::schema, town::schema>;
