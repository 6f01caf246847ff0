// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/entity/schema.hpp>
#include <entente/testing/detail/entity_edits.hpp>
#include <entente/testing/detail/scratch_folder.hpp>
#include <entente/testing/detail/simulated_history.hpp>
#include <entente/testing/detail/simulated_program_of.hpp>
#include <entente/testing/detail/simulated_server.hpp>
#include <entente/testing/simulation_options.hpp>
#include <entente/testing/simulation_report.hpp>

#include <cstddef>
#include <filesystem>
#include <set>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace entente {
inline namespace v0 {

/// Simulates histories of an application's schema: one server, two or more devices, in this process and on this
/// thread; real replicas, real syncs, a real authority, on files that are gone afterwards. Networks, disks,
/// clocks, programs and people do what they do (`simulated_event`), as the dice of a seed have it. Then all goes
/// well until nothing is left to exchange, and what is there is held against what was issued: that everybody has
/// the same, and that nothing is lost, made up or counted twice.
///
/// `Former`: an older version of the schema, which programs are upgraded from in the middle of histories.
/// Use one object for many histories. Not thread-safe.
template <class Schema, class Former = void>
class simulation {
 public:
  simulation() {
    cast_.newest_server = &detail::make_authority<Schema>;
    cast_.newest_program = &detail::make_program<Schema, Schema>;
    if constexpr (!std::is_void_v<Former>) {
      cast_.older_server = &detail::make_authority<Former>;
      cast_.older_program = &detail::make_program<Former, Schema>;
    }
    cast_.truth = &truth;
    Schema::for_each([&]<class Entity>(std::type_identity<Entity>, std::size_t) {
      cast_.entities.push_back(detail::model_of<Entity>());
    });
  }

  /// Runs one history. What it throws is a fault of the simulation; what does not hold is in the report.
  [[nodiscard]] simulation_report run(simulation_options const& options) {
    auto const world = folder_.path() / "world";
    simulation_report report;
    {
      detail::simulated_history one{options, cast_, world, folder_.path() / "templates"};
      report = one.run();
    }
    std::filesystem::remove_all(world);
    return report;
  }

 private:
  static std::vector<std::set<std::string>> truth(detail::simulated_server& server) {
    std::vector<std::set<std::string>> all(Schema::size);
    pull_request request;
    for (bool more = true; more;) {
      auto const page = server.truth().changes_since(server.who, request);
      for (auto const& each : page.changes)
        if (auto const entity = Schema::find(each.entity); entity < Schema::size && !each.deleted)
          all[entity].insert(each.key.text() + ' ' + std::to_string(each.version) + '@' + std::to_string(each.at.micros) +
                             ' ' + detail::without_signs_of_zero(each.fields));
      request.cursor = page.cursor;
      more = page.has_more;
    }
    return all;
  }

  detail::scratch_folder folder_{};
  detail::simulated_cast cast_{};
};

}  // namespace v0
}  // namespace entente
