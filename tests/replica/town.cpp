// SPDX-License-Identifier: BSL-1.0
// What all tests of this room share is compiled here, once.
#include "replica/world.hpp"

template class entente::detail::replica_file<kit::town>;
template class entente::detail::replica_core<kit::town>;
template class entente::replica_records<kit::town>;
template class entente::replica_decisions<kit::town>;
template class entente::replica_exchange<kit::town>;
template class entente::replica_force<kit::town>;
template class entente::replica<kit::town>;
template class entente::authority<kit::town>;
