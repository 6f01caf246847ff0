// SPDX-License-Identifier: BSL-1.0
/// What applications need to test themselves: clocks, randomness, networks and disks that do as they are told.
#pragma once

#include <entente/sqlite/faulty_file_system.hpp>
#include <entente/testing/check_laws.hpp>
#include <entente/testing/faulty_network.hpp>
#include <entente/testing/faulty_remote.hpp>
#include <entente/testing/law_options.hpp>
#include <entente/testing/law_report.hpp>
#include <entente/testing/local_remote.hpp>
#include <entente/testing/manual_clock.hpp>
#include <entente/testing/random_value.hpp>
#include <entente/testing/seeded_random.hpp>
#include <entente/testing/shrink_simulation.hpp>
#include <entente/testing/simulated_event.hpp>
#include <entente/testing/simulation.hpp>
#include <entente/testing/simulation_campaign.hpp>
#include <entente/testing/simulation_options.hpp>
#include <entente/testing/simulation_report.hpp>
#include <entente/testing/value_range.hpp>
