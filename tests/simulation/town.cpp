// SPDX-License-Identifier: BSL-1.0
// Histories of a small town in which everything goes wrong. See docs/reliability.md for what the environment can say:
// ENTENTE_SEED=n runs and tells one history, ENTENTE_SOAK_SECONDS=n as many as there is time for.
#include "simulation/compiled_once.hpp"

#include "support/catch.hpp"

#include <entente/testing/simulation_campaign.hpp>

#include <iostream>

using namespace entente;

TEST_CASE("Whatever goes wrong in a town, everybody ends up with the same, and with everything") {
  simulation<town::schema, town::former::schema> town;
  simulation_campaign many;
  many.histories = 500;
  many.command = "test_simulation";
  auto const how = many.from_environment();
  auto const all = run_campaign([&](simulation_options const& one) { return town.run(one); }, how, std::cout);
  print_table(all, std::cout);
  CHECK(all.violations.empty());
  if (how.like.seed != many.like.seed || all.histories < many.histories || how.like.without.any()) return;
  for (std::size_t i = 0; i < simulated_events; ++i) {
    INFO("never happened: " << name_of(static_cast<simulated_event>(i)));
    CHECK(all.events[i] > 0);
  }
}
